from django.db import migrations, models

KINDS = ["substantive", "numbers", "links", "editorial", "furniture", "reverted", "variant", "baseline"]


class Migration(migrations.Migration):
    """A text shown in turns with others has a kind of its own."""

    dependencies = [("documents", "0002_append_only")]

    operations = [
        migrations.RemoveConstraint(model_name="change", name="change_kind_known"),
        migrations.AlterField(
            model_name="change",
            name="kind",
            field=models.CharField(
                choices=[
                    ("substantive", "Wording"),
                    ("numbers", "Numbers"),
                    ("links", "Links only"),
                    ("editorial", "Editorial"),
                    ("furniture", "Page furniture"),
                    ("reverted", "Returned to earlier text"),
                    ("variant", "One of several texts shown in turns"),
                    ("baseline", "New baseline"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="change_kind_known"),
        ),
    ]
