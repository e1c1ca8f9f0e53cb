import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A version names the text that showed its extractor where to look, so that it can be made again."""

    dependencies = [("documents", "0006_volatile_part")]

    operations = [
        migrations.AddField(
            model_name="version",
            name="anchor",
            field=models.ForeignKey(
                blank=True,
                help_text="the version whose text showed the extractor where on the page to look",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.version",
            ),
        ),
    ]
