import django.db.models.deletion
from django.db import migrations, models


TABLES = ("analysis_decision", "analysis_edit", "analysis_correction")


def _trigger(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION archive_is_append_only();",
        f"DROP TRIGGER append_only ON {table};",
    )


class Migration(migrations.Migration):
    """What people made of what was said stays too."""

    dependencies = [
        ("analysis", "0002_analyses"),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ruling",
                    models.CharField(
                        choices=[("accepted", "Accepted"), ("edited", "Edited"), ("rejected", "Rejected")],
                        max_length=10,
                    ),
                ),
                ("author", models.CharField(max_length=40)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("created_at", models.DateTimeField()),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="analysis.analysis",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        blank=True, help_text="of the reading; empty where all was withdrawn", max_length=40
                    ),
                ),
                ("said", models.TextField()),
                ("says", models.TextField(blank=True, help_text="empty where nothing is said now")),
                ("created_at", models.DateTimeField()),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="analysis.analysis",
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction",
                        to="analysis.decision",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Edit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(help_text="of the reading", max_length=40)),
                ("value", models.JSONField(blank=True, help_text="as the reading holds it", null=True)),
                ("replaces", models.JSONField(blank=True, help_text="what was there", null=True)),
                ("replaced_author", models.CharField(help_text="who said what was there", max_length=120)),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edits",
                        to="analysis.analysis",
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edit",
                        to="analysis.decision",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["analysis", "-id"], name="decision_latest"),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["-created_at"], name="decision_recent"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("ruling__in", ["accepted", "edited", "rejected"])),
                name="decision_ruling_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("author__startswith", "person/")), name="decision_by_a_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ruling", "accepted"), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="decision_gives_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="correction",
            index=models.Index(fields=["-created_at", "-id"], name="correction_recent"),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("said", ""), _negated=True), name="correction_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="edit",
            constraint=models.CheckConstraint(
                condition=models.Q(("field", ""), _negated=True), name="edit_names_a_field"
            ),
        ),
        *[_trigger(table) for table in TABLES],
    ]
