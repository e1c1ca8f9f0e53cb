from django.db import migrations, models


_KEPT = """
    UPDATE provisions_standing SET has_topic = TRUE
    WHERE EXISTS (
        SELECT 1 FROM provisions_provisiontopic
        WHERE provisions_provisiontopic.classification_id = provisions_standing.classification_id
    )
"""


class Migration(migrations.Migration):
    """Whether a clause is about anything we know is kept beside it; search reads topics from an index alone."""

    dependencies = [
        ("documents", "0010_ignored_selectors"),
        ("provisions", "0005_assignments"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="standing",
            name="standing_today",
        ),
        migrations.AddField(
            model_name="standing",
            name="has_topic",
            field=models.BooleanField(default=False, help_text="its classification names one"),
        ),
        migrations.RunSQL(_KEPT, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="provisiontopic",
            index=models.Index(
                condition=models.Q(
                    ("basis__in", ["model", "cue", "lead_in", "person"]),
                    models.Q(("position", ""), _negated=True),
                    _connector="OR",
                ),
                fields=["topic", "-classification"],
                name="provision_topic_counted",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("ended_in", None)),
                fields=["classification"],
                include=("provision",),
                name="standing_today",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("ended_in", None), ("has_topic", False)),
                fields=["-updated_at", "provision"],
                name="standing_without_topic",
            ),
        ),
    ]
