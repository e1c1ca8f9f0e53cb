import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What was said of clauses and changes stays."""

    dependencies = [
        ("analysis", "0001_initial"),
        ("documents", "0010_ignored_selectors"),
        ("provisions", "0004_wording"),
    ]

    operations = [
        migrations.CreateModel(
            name="Analysis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "words_sha256",
                    models.CharField(
                        blank=True,
                        help_text="of the clause's own words; edits hold as long as they do",
                        max_length=64,
                    ),
                ),
                (
                    "analyser",
                    models.CharField(
                        choices=[("rules", "Rules"), ("model", "Language model")], max_length=10
                    ),
                ),
                (
                    "version",
                    models.CharField(help_text="rules/1, or the model's name and prompt/1", max_length=120),
                ),
                (
                    "checker",
                    models.CharField(help_text="version of the check that made the findings", max_length=40),
                ),
                (
                    "digest",
                    models.CharField(help_text="of the brief: what the analyser was given", max_length=64),
                ),
                (
                    "reading",
                    models.JSONField(
                        blank=True,
                        help_text="types.ProvisionReading or ChangeReading; null where none came",
                        null=True,
                    ),
                ),
                ("output", models.TextField(blank=True, help_text="what came where it is no reading")),
                (
                    "findings",
                    models.JSONField(default=list, help_text="types.FindingRecord: what is not borne out"),
                ),
                ("is_grounded", models.BooleanField(help_text="all of it is borne out by what it cites")),
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
                ("created_at", models.DateTimeField()),
                (
                    "change",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="analyses",
                        to="documents.change",
                    ),
                ),
                (
                    "classification",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="analyses",
                        to="provisions.classification",
                    ),
                ),
                (
                    "provision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="analyses",
                        to="provisions.provision",
                    ),
                ),
                (
                    "screening",
                    models.ForeignKey(
                        blank=True,
                        help_text="the laws that were given",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="analysis.screening",
                    ),
                ),
                (
                    "segmentation",
                    models.ForeignKey(
                        blank=True,
                        help_text="of the newer version",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="provisions.segmentation",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "analyses",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="analysis",
            constraint=models.UniqueConstraint(
                fields=("provision", "analyser", "version", "checker", "digest"),
                name="analysis_of_provision_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="analysis",
            constraint=models.UniqueConstraint(
                fields=("change", "analyser", "version", "checker", "digest"), name="analysis_of_change_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="analysis",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("change", None),
                        ("classification__isnull", False),
                        ("provision__isnull", False),
                        ("segmentation", None),
                        models.Q(("words_sha256", ""), _negated=True),
                    ),
                    models.Q(
                        ("change__isnull", False),
                        ("classification", None),
                        ("provision", None),
                        ("screening", None),
                        ("words_sha256", ""),
                        ("segmentation__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="analysis_of_one_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="analysis",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_grounded", False),
                    models.Q(("findings", []), ("reading__isnull", False)),
                    _connector="OR",
                ),
                name="analysis_grounded_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="analysis",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_grounded", False),
                    models.Q(("evidence", "inferred"), _negated=True),
                    models.Q(("severity", "high"), _negated=True),
                    _connector="OR",
                ),
                name="analysis_severity_capped",
            ),
        ),
        migrations.AddConstraint(
            model_name="analysis",
            constraint=models.CheckConstraint(
                condition=models.Q(("analyser__in", ["rules", "model"])), name="analysis_analyser_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="analysis",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="analysis_digest"
            ),
        ),
        migrations.RunSQL(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON analysis_analysis "
            "FOR EACH ROW EXECUTE FUNCTION archive_is_append_only();",
            "DROP TRIGGER append_only ON analysis_analysis;",
        ),
    ]
