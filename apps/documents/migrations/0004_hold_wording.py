from django.db import migrations, models


def forget_waits(apps, _schema_editor):
    """A wait counted by bytes cannot go on by words: it begins anew with the next round."""
    apps.get_model("documents", "Hold").objects.all().delete()


class Migration(migrations.Migration):
    """What waits is known by its words, so that links and marks that flap do not end the wait."""

    dependencies = [("documents", "0003_variant")]

    operations = [
        migrations.RunPython(forget_waits, migrations.RunPython.noop),
        migrations.RemoveField(model_name="hold", name="text_sha256"),
        migrations.AddField(
            model_name="hold",
            name="wording",
            field=models.CharField(
                default="", help_text="digest of the words that wait: publishing.wording", max_length=64
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(condition=models.Q(seen__gte=1), name="hold_seen_once"),
        ),
    ]
