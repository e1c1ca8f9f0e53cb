import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What a text says of its own dates is kept, with its words; a better reader adds a row."""

    dependencies = [("documents", "0008_acceptance")]

    operations = [
        migrations.CreateModel(
            name="DateReading",
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
                ("effective", models.JSONField(blank=True, null=True)),
                ("last_updated", models.JSONField(blank=True, null=True)),
                ("notice", models.JSONField(blank=True, null=True)),
                ("read_at", models.DateTimeField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="date_readings",
                        to="documents.version",
                    ),
                ),
            ],
            options={
                "ordering": ["version_id", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "reader"), name="dates_read_once")
                ],
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON documents_datereading "
            "FOR EACH ROW EXECUTE FUNCTION archive_is_append_only();",
            "DROP TRIGGER append_only ON documents_datereading;",
        ),
    ]
