import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Until when a text lets people act is kept, with its words; a better reader adds a row."""

    dependencies = [("documents", "0010_ignored_selectors")]

    operations = [
        migrations.CreateModel(
            name="DeadlineReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reader",
                    models.CharField(help_text="name and version of the code that read them", max_length=60),
                ),
                ("deadlines", models.JSONField(help_text="list of types.StatedDeadlineRecord")),
                ("read_at", models.DateTimeField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadline_readings",
                        to="documents.version",
                    ),
                ),
            ],
            options={
                "ordering": ["version_id", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "reader"), name="deadlines_read_once")
                ],
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON documents_deadlinereading "
            "FOR EACH ROW EXECUTE FUNCTION archive_is_append_only();",
            "DROP TRIGGER append_only ON documents_deadlinereading;",
        ),
    ]
