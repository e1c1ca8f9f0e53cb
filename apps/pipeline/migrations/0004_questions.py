from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0010_ignored_selectors"),
        ("pipeline", "0003_desks"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="backlog",
            name="backlog_desk_known",
        ),
        migrations.AlterField(
            model_name="backlog",
            name="cause",
            field=models.CharField(
                blank=True, help_text="why it waits or was given up; empty when all is well", max_length=60
            ),
        ),
        migrations.AlterField(
            model_name="backlog",
            name="desk",
            field=models.CharField(
                choices=[
                    ("provisions", "cut versions into provisions"),
                    ("analyses", "read clauses and changes"),
                    ("questions", "ask the language model"),
                ],
                default="provisions",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="backlog",
            constraint=models.CheckConstraint(
                condition=models.Q(("desk__in", ["provisions", "analyses", "questions"])),
                name="backlog_desk_known",
            ),
        ),
    ]
