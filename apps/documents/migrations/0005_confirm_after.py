from django.db import migrations, models


class Migration(migrations.Migration):
    """How often a new text is seen before it is published is set for each document."""

    dependencies = [("documents", "0004_hold_wording")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="confirm_after",
            field=models.PositiveSmallIntegerField(
                default=1, help_text="captures in a row before a new text is published"
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(confirm_after__gte=1), name="document_confirm_after_one"
            ),
        ),
    ]
