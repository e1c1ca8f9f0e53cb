import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """A version names the selectors that its page no longer had, so that it can be made again."""

    dependencies = [("documents", "0009_date_reading")]

    operations = [
        migrations.AddField(
            model_name="version",
            name="ignored_selectors",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=300),
                blank=True,
                default=list,
                help_text="selectors of the source that the page no longer had: the anchor found the text",
                size=None,
            ),
        ),
    ]
