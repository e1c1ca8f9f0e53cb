import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What clauses are about: topics, positions and facts with their proof, and what holds today."""

    dependencies = [("provisions", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("family", models.SlugField(max_length=60)),
                ("label", models.CharField(max_length=300)),
                ("definition", models.CharField(max_length=300)),
                (
                    "position",
                    models.PositiveSmallIntegerField(help_text="in the order of families and files"),
                ),
                (
                    "taxonomy_version",
                    models.PositiveSmallIntegerField(help_text="of the files it was last read from"),
                ),
                ("is_retired", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Classification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "classifier",
                    models.CharField(
                        help_text="versions of classifier, labelling, facts and taxonomy", max_length=80
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="classifications",
                        to="provisions.provisiontext",
                    ),
                ),
            ],
            options={
                "ordering": ["text_id", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ProvisionTopic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(help_text="from 1, the surest first")),
                ("confidence", models.FloatField()),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("model", "its own wording, by the model"),
                            ("cue", "its own wording, by a written cue"),
                            ("lead_in", "its wording together with its lead-in"),
                            ("section", "the heading it stands under"),
                            ("likeliest", "the likeliest topic, without certainty"),
                            ("person", "a person's decision"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "position",
                    models.SlugField(
                        blank=True,
                        help_text="of the taxonomy; empty where the text decides none",
                        max_length=60,
                    ),
                ),
                (
                    "quote_start",
                    models.PositiveIntegerField(
                        blank=True, help_text="in the version's stored text", null=True
                    ),
                ),
                ("quote_end", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "classification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="topics",
                        to="provisions.classification",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provision_topics",
                        to="provisions.topic",
                    ),
                ),
            ],
            options={
                "ordering": ["classification_id", "rank"],
            },
        ),
        migrations.CreateModel(
            name="ProvisionFact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(help_text="of the taxonomy", max_length=60)),
                ("type", models.CharField(max_length=10)),
                (
                    "value",
                    models.CharField(help_text="as compared and shown, such as 30 days", max_length=300),
                ),
                (
                    "number",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="days of a duration, amount of money, years of age, per cent",
                        max_digits=18,
                        null=True,
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        blank=True, help_text="of the value: days, months, USD, percent", max_length=20
                    ),
                ),
                ("quote_start", models.PositiveIntegerField(help_text="in the version's stored text")),
                ("quote_end", models.PositiveIntegerField()),
                (
                    "classification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facts",
                        to="provisions.classification",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="provisions.topic"
                    ),
                ),
            ],
            options={
                "ordering": ["classification_id", "quote_start", "slug", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "provision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="provisions.provision",
                    ),
                ),
                (
                    "last_number",
                    models.PositiveIntegerField(help_text="number of the version of its last text"),
                ),
                ("updated_at", models.DateTimeField()),
                (
                    "classification",
                    models.ForeignKey(
                        blank=True,
                        help_text="of its last text",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="provisions.classification",
                    ),
                ),
                (
                    "ended_in",
                    models.ForeignKey(
                        blank=True,
                        help_text="the first version without it",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provisions_ended",
                        to="documents.version",
                    ),
                ),
                (
                    "last_text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="provisions.provisiontext",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="classification",
            constraint=models.UniqueConstraint(fields=("text", "classifier"), name="classification_once"),
        ),
        migrations.AddIndex(
            model_name="provisiontopic",
            index=models.Index(
                fields=["topic", "position", "classification"], name="provision_topic_position"
            ),
        ),
        migrations.AddConstraint(
            model_name="provisiontopic",
            constraint=models.UniqueConstraint(
                fields=("classification", "topic"), name="provision_topic_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="provisiontopic",
            constraint=models.CheckConstraint(
                condition=models.Q(("confidence__gte", 0), ("confidence__lte", 1)),
                name="provision_topic_confidence",
            ),
        ),
        migrations.AddConstraint(
            model_name="provisiontopic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("basis__in", ["model", "cue", "lead_in", "section", "likeliest", "person"])
                ),
                name="provision_topic_basis_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="provisiontopic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("position", ""), ("quote_end", None), ("quote_start", None)),
                    models.Q(
                        models.Q(("position", ""), _negated=True),
                        ("quote_start__isnull", False),
                        ("quote_end__gt", models.F("quote_start")),
                    ),
                    _connector="OR",
                ),
                name="provision_position_proved",
            ),
        ),
        migrations.AddIndex(
            model_name="provisionfact",
            index=models.Index(fields=["slug", "number"], name="provision_fact_number"),
        ),
        migrations.AddConstraint(
            model_name="provisionfact",
            constraint=models.UniqueConstraint(
                fields=("classification", "topic", "slug", "value"), name="provision_fact_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="provisionfact",
            constraint=models.CheckConstraint(
                condition=models.Q(("quote_end__gt", models.F("quote_start"))), name="provision_fact_proved"
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("ended_in", None)), fields=["classification"], name="standing_today"
            ),
        ),
    ]
