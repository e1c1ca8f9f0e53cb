import django.db.models.deletion
from django.db import migrations, models


TABLES = ("analysis_screening", "analysis_mapping")


def _trigger(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION archive_is_append_only();",
        f"DROP TRIGGER append_only ON {table};",
    )


class Migration(migrations.Migration):
    """Laws with their articles, and which clauses were mapped to them; the database refuses to rewrite a mapping."""

    initial = True

    dependencies = [
        ("provisions", "0003_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="Regulation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(help_text="as people call it", max_length=120)),
                ("title", models.CharField(help_text="its own title", max_length=300)),
                ("citation", models.CharField(max_length=200)),
                (
                    "jurisdiction",
                    models.CharField(help_text="EU, or ISO 3166 such as BR or US-CA", max_length=10),
                ),
                ("authority", models.CharField(help_text="who enforces it", max_length=300)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("in_force", "In force"),
                            ("partly", "Partly in force"),
                            ("adopted", "Adopted, not yet in force"),
                            ("repealed", "Repealed"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "in_force_on",
                    models.DateField(blank=True, help_text="the day from which it applies", null=True),
                ),
                (
                    "note",
                    models.CharField(blank=True, help_text="on status, dates and scope", max_length=600),
                ),
                ("penalties", models.CharField(blank=True, max_length=600)),
                (
                    "url",
                    models.URLField(
                        blank=True, help_text="the official text; empty where none is sure", max_length=300
                    ),
                ),
                (
                    "verified_on",
                    models.DateField(
                        blank=True, help_text="the day on which the entry was last checked", null=True
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(help_text="in the order of the files")),
                (
                    "knowledge_version",
                    models.PositiveSmallIntegerField(help_text="of the files it was last read from"),
                ),
                ("is_retired", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["in_force", "partly", "adopted", "repealed"])),
                        name="regulation_status_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(help_text="as cited: Art. 22(1)", max_length=80)),
                ("slug", models.SlugField(help_text="its place on the page of its law", max_length=80)),
                ("about", models.CharField(max_length=300)),
                (
                    "in_force_on",
                    models.DateField(
                        blank=True,
                        help_text="where it differs from its law's, the day from which it applies",
                        null=True,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("position", models.PositiveSmallIntegerField(help_text="in its law")),
                ("is_retired", models.BooleanField(default=False)),
                (
                    "regulation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="articles",
                        to="analysis.regulation",
                    ),
                ),
            ],
            options={
                "ordering": ["regulation_id", "position"],
            },
        ),
        migrations.CreateModel(
            name="Screening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rules", models.CharField(help_text="version of the rules: mapping/1", max_length=40)),
                (
                    "given",
                    models.CharField(
                        help_text="what else was looked at: type of document, category, jurisdiction, language",
                        max_length=200,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "classification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="screenings",
                        to="provisions.classification",
                    ),
                ),
            ],
            options={
                "ordering": ["classification_id", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Mapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.SlugField(max_length=60)),
                ("rank", models.PositiveSmallIntegerField(help_text="from 1, the closest first")),
                (
                    "strength",
                    models.CharField(
                        choices=[("direct", "Direct"), ("arguable", "Arguable"), ("context", "Context")],
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        help_text="one sentence that names what in the clause triggers it", max_length=400
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mappings",
                        to="analysis.article",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        help_text="of the clause",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="provisions.topic",
                    ),
                ),
                (
                    "screening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mappings",
                        to="analysis.screening",
                    ),
                ),
            ],
            options={
                "ordering": ["screening_id", "rank"],
            },
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(fields=("regulation", "slug"), name="article_once"),
        ),
        migrations.AddIndex(
            model_name="screening",
            index=models.Index(fields=["classification", "-id"], name="screening_latest"),
        ),
        migrations.AddConstraint(
            model_name="screening",
            constraint=models.UniqueConstraint(
                fields=("classification", "rules", "given"), name="screening_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="mapping",
            constraint=models.UniqueConstraint(fields=("screening", "article"), name="mapping_once"),
        ),
        migrations.AddConstraint(
            model_name="mapping",
            constraint=models.CheckConstraint(
                condition=models.Q(("strength__in", ["direct", "arguable", "context"])),
                name="mapping_strength_known",
            ),
        ),
        *(_trigger(table) for table in TABLES),
    ]
