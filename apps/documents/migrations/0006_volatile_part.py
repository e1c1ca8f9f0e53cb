import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What of a page is never twice the same is remembered with its document."""

    dependencies = [("documents", "0005_confirm_after")]

    operations = [
        migrations.CreateModel(
            name="VolatilePart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sha256",
                    models.CharField(
                        help_text="of what was learned: the same is learned once", max_length=64
                    ),
                ),
                ("pattern", models.TextField(blank=True)),
                ("before", models.TextField(blank=True)),
                ("after", models.TextField(blank=True)),
                ("lines", models.PositiveSmallIntegerField()),
                ("learned_at", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="volatile_parts",
                        to="documents.document",
                    ),
                ),
            ],
            options={
                "ordering": ["document_id", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("document", "sha256"), name="volatile_part_once")
                ],
            },
        ),
    ]
