import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("analysis", "0006_screenings_in_order"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="report",
            name="report_of_one_subject",
        ),
        migrations.AddField(
            model_name="correction",
            name="author",
            field=models.CharField(
                blank=True, help_text="of the correction of a law: person/3", max_length=40
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="reason",
            field=models.CharField(blank=True, help_text="same", max_length=1000),
        ),
        migrations.AddField(
            model_name="correction",
            name="regulation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="analysis.regulation",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="note",
            field=models.CharField(
                blank=True, help_text="of whoever settled it, for editors", max_length=1000
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("corrected", "Corrected"),
                    ("right", "Right as it stands"),
                    ("not_ours", "Not about this record"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="regulation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="analysis.regulation",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="settled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="report",
            name="settled_by",
            field=models.CharField(blank=True, help_text="person/3", max_length=40),
        ),
        migrations.AlterField(
            model_name="correction",
            name="analysis",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="analysis.analysis",
            ),
        ),
        migrations.AlterField(
            model_name="correction",
            name="decision",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="correction",
                to="analysis.decision",
            ),
        ),
        migrations.AlterField(
            model_name="correction",
            name="field",
            field=models.CharField(
                blank=True,
                help_text="of the reading or the law; empty where all was withdrawn",
                max_length=40,
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("settled_at", None)), fields=["created_at"], name="report_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("analysis__isnull", False),
                        ("author", ""),
                        ("decision__isnull", False),
                        ("reason", ""),
                        ("regulation", None),
                    ),
                    models.Q(
                        ("analysis", None),
                        ("decision", None),
                        ("regulation__isnull", False),
                        ("author__startswith", "person/"),
                        models.Q(("reason", ""), _negated=True),
                        models.Q(("field", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="correction_of_one_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("change", None), ("provision__isnull", False), ("regulation", None)),
                    models.Q(("change__isnull", False), ("provision", None), ("regulation", None)),
                    models.Q(("change", None), ("provision", None), ("regulation__isnull", False)),
                    _connector="OR",
                ),
                name="report_of_one_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", ""), ("settled_at", None), ("settled_by", "")),
                    models.Q(
                        ("outcome__in", ["corrected", "right", "not_ours"]),
                        ("settled_at__isnull", False),
                        ("settled_by__startswith", "person/"),
                    ),
                    _connector="OR",
                ),
                name="report_settled_at_once",
            ),
        ),
    ]
