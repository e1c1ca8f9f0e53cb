from django.db import migrations, models


class Migration(migrations.Migration):
    """The latest screening of a clause counts, even where it was given the same as an earlier one."""

    dependencies = [("analysis", "0005_reports_and_spending")]

    operations = [
        migrations.AddField(
            model_name="screening",
            name="number",
            field=models.PositiveSmallIntegerField(
                default=1, help_text="of the classification's, from 1; the highest counts"
            ),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="screening", name="screening_once"),
        migrations.RemoveIndex(model_name="screening", name="screening_latest"),
        migrations.AddConstraint(
            model_name="screening",
            constraint=models.UniqueConstraint(
                fields=("classification", "number"), name="screening_numbered"
            ),
        ),
        migrations.AlterModelOptions(name="screening", options={"ordering": ["classification_id", "number"]}),
    ]
