import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Plans that are given, and what stays active where a plan gives less."""

    dependencies = [("accounts", "0007_plans"), ("billing", "0002_prices_and_events")]

    operations = [
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "plan",
                    models.CharField(
                        choices=[("free", "Free"), ("watcher", "Watcher"), ("professional", "Professional")],
                        max_length=12,
                    ),
                ),
                ("extra_seats", models.PositiveIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("self_hosted", "By whoever runs the installation"),
                            ("support", "By support"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("granted_at", models.DateTimeField()),
                (
                    "until",
                    models.DateTimeField(blank=True, help_text="none: until it is taken back", null=True),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
            ],
            options={
                "ordering": ["-granted_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="KeptActive",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "meter",
                    models.CharField(
                        choices=[("platforms", "Platforms watched"), ("seats", "Seats")], max_length=12
                    ),
                ),
                ("item_id", models.BigIntegerField(help_text="the number of what the meter counts")),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["workspace", "-granted_at"], name="grant_latest"),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(condition=models.Q(("ended_at", None)), fields=["until"], name="grant_due"),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("workspace",),
                include=("plan",),
                name="grant_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("plan__in", ["free", "watcher", "professional"]),
                    ("kind__in", ["self_hosted", "support"]),
                ),
                name="grant_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="keptactive",
            constraint=models.UniqueConstraint(
                fields=("workspace", "meter", "item_id"), name="kept_active_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="keptactive",
            constraint=models.CheckConstraint(
                condition=models.Q(("meter__in", ["platforms", "seats"])), name="kept_active_meter_known"
            ),
        ),
    ]
