import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0010_ignored_selectors"),
        ("pipeline", "0002_backlog"),
    ]

    operations = [
        migrations.AddField(
            model_name="backlog",
            name="desk",
            field=models.CharField(
                choices=[
                    ("provisions", "cut versions into provisions"),
                    ("analyses", "read clauses and changes"),
                ],
                default="provisions",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="backlog",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="backlogs", to="documents.document"
            ),
        ),
        migrations.AddConstraint(
            model_name="backlog",
            constraint=models.UniqueConstraint(fields=("document", "desk"), name="backlog_of_document_once"),
        ),
        migrations.AddConstraint(
            model_name="backlog",
            constraint=models.CheckConstraint(
                condition=models.Q(("desk__in", ["provisions", "analyses"])), name="backlog_desk_known"
            ),
        ),
    ]
