import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Which of it is shown moves on."""

    dependencies = [
        ("analysis", "0003_editing"),
    ]

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("shown", "Shown"),
                            ("withheld", "Withheld: not borne out by the text"),
                            ("rejected", "Rejected by a person"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        help_text="versions of all that an analysis by rules depends on", max_length=300
                    ),
                ),
                ("digest", models.CharField(help_text="of the brief as it is today", max_length=64)),
                ("title", models.CharField(blank=True, max_length=120)),
                (
                    "severity",
                    models.CharField(
                        blank=True,
                        choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                        max_length=10,
                    ),
                ),
                (
                    "confidence",
                    models.CharField(
                        blank=True,
                        choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                        max_length=10,
                    ),
                ),
                (
                    "evidence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("explicit", "Explicit document language"),
                            ("inferred", "Inferred from context"),
                        ],
                        max_length=10,
                    ),
                ),
                ("updated_at", models.DateTimeField()),
                (
                    "change",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publication",
                        to="documents.change",
                    ),
                ),
                (
                    "classification",
                    models.ForeignKey(
                        blank=True,
                        help_text="last looked at",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="provisions.classification",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="documents.document",
                    ),
                ),
                (
                    "latest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="analysis.analysis"
                    ),
                ),
                (
                    "provision",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publication",
                        to="provisions.provision",
                    ),
                ),
                (
                    "segmentation",
                    models.ForeignKey(
                        blank=True,
                        help_text="last looked at",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="provisions.segmentation",
                    ),
                ),
                (
                    "shown",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="analysis.analysis",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                condition=models.Q(("provision__isnull", False)),
                fields=["document", "severity"],
                name="publication_severity",
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(fields=["state", "-updated_at"], name="publication_state"),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(fields=["confidence", "-updated_at"], name="publication_confidence"),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("change", None),
                        ("classification__isnull", False),
                        ("provision__isnull", False),
                        ("segmentation", None),
                    ),
                    models.Q(
                        ("change__isnull", False),
                        ("classification", None),
                        ("provision", None),
                        ("segmentation__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="publication_of_one_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["shown", "withheld", "rejected"])),
                name="publication_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("confidence", ""), ("evidence", ""), ("severity", ""), ("shown", None), ("title", "")
                    ),
                    models.Q(
                        ("shown__isnull", False),
                        models.Q(("severity", ""), _negated=True),
                        models.Q(("confidence", ""), _negated=True),
                        models.Q(("evidence", ""), _negated=True),
                        models.Q(("title", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="publication_graded_where_shown",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("evidence", "inferred"), _negated=True),
                    models.Q(("severity", "high"), _negated=True),
                    _connector="OR",
                ),
                name="publication_severity_capped",
            ),
        ),
    ]
