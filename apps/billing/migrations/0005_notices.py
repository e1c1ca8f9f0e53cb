import django.db.models.deletion
from django.db import migrations, models

from apps.core.row_security import ProtectRows


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_plans"),
        ("billing", "0004_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("trial_ending", "The trial ends soon"),
                            ("payment_failed", "A payment failed"),
                            ("plan_changed", "The plan changed"),
                            ("invoice", "An invoice was paid"),
                        ],
                        max_length=14,
                    ),
                ),
                ("about_id", models.BigIntegerField()),
                ("turn", models.PositiveIntegerField(default=0)),
                (
                    "plan_before",
                    models.CharField(
                        blank=True,
                        choices=[("free", "Free"), ("watcher", "Watcher"), ("professional", "Professional")],
                        max_length=12,
                    ),
                ),
                (
                    "plan_after",
                    models.CharField(
                        blank=True,
                        choices=[("free", "Free"), ("watcher", "Watcher"), ("professional", "Professional")],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("claimed", "Being sent"),
                            ("sent", "Sent"),
                            ("given_up", "Given up"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField()),
                ("noted_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "error",
                    models.CharField(blank=True, help_text="the code of what went wrong last", max_length=60),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(fields=["made_at"], name="invoice_by_age"),
        ),
        migrations.AddField(
            model_name="notice",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.workspace",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("state__in", ("waiting", "claimed"))),
                fields=["next_attempt_at"],
                name="notice_queue",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("workspace", "kind", "about_id", "turn"), name="notice_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["trial_ending", "payment_failed", "plan_changed", "invoice"]),
                    ("state__in", ["waiting", "claimed", "sent", "given_up"]),
                ),
                name="notice_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("claimed_at__isnull", False), ("state", "claimed")),
                    models.Q(models.Q(("state", "claimed"), _negated=True), ("claimed_at", None)),
                    _connector="OR",
                ),
                name="notice_claimed_since",
            ),
        ),
        ProtectRows("notice"),
    ]
