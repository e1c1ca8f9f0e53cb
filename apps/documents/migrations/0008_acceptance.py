import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A person may say that a quarantined capture is the document; nobody may unsay it."""

    dependencies = [("documents", "0007_version_anchor")]

    operations = [
        migrations.CreateModel(
            name="Acceptance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("accepted_by", models.CharField(max_length=150)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("accepted_at", models.DateTimeField()),
                (
                    "capture",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acceptance",
                        to="documents.capture",
                    ),
                ),
            ],
            options={
                "ordering": ["-accepted_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("accepted_by", ""), _negated=True),
                        name="acceptance_names_somebody",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON documents_acceptance "
            "FOR EACH ROW EXECUTE FUNCTION archive_is_append_only();",
            "DROP TRIGGER append_only ON documents_acceptance;",
        ),
    ]
