import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("analysis", "0004_publications"),
        ("documents", "0010_ignored_selectors"),
        ("provisions", "0004_wording"),
    ]

    operations = [
        migrations.CreateModel(
            name="Outlay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reserved_tokens", models.PositiveBigIntegerField()),
                ("reserved_microdollars", models.PositiveBigIntegerField()),
                ("tokens", models.PositiveBigIntegerField(blank=True, null=True)),
                ("microdollars", models.PositiveBigIntegerField(blank=True, null=True)),
                ("reserved_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.TextField(max_length=2000)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="SpendingDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("tokens", models.PositiveBigIntegerField(default=0)),
                (
                    "microdollars",
                    models.PositiveBigIntegerField(default=0, help_text="millionths of a dollar"),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="analysis",
            index=models.Index(
                condition=models.Q(("is_grounded", False)), fields=["id"], name="analysis_ungrounded"
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="change",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="documents.change",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="provision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="provisions.provision",
            ),
        ),
        migrations.AddField(
            model_name="outlay",
            name="day",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="outlays", to="analysis.spendingday"
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("change", None), ("provision__isnull", False)),
                    models.Q(("change__isnull", False), ("provision", None)),
                    _connector="OR",
                ),
                name="report_of_one_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="report_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="outlay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("microdollars", None), ("settled_at", None), ("tokens", None)),
                    models.Q(
                        ("microdollars__isnull", False),
                        ("settled_at__isnull", False),
                        ("tokens__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="outlay_settled_at_once",
            ),
        ),
    ]
