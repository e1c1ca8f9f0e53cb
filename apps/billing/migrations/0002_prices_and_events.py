from django.db import migrations, models


class Migration(migrations.Migration):
    """What is asked for a plan, and what Stripe told us that happened."""

    dependencies = [("billing", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Price",
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
                (
                    "item",
                    models.CharField(choices=[("plan", "The plan"), ("seat", "One more seat")], max_length=4),
                ),
                (
                    "interval",
                    models.CharField(choices=[("month", "Monthly"), ("year", "Yearly")], max_length=5),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.PositiveIntegerField(help_text="in minor units, for one interval")),
                ("valid_from", models.DateTimeField()),
                (
                    "retired_at",
                    models.DateTimeField(
                        blank=True, help_text="when the next price took its place", null=True
                    ),
                ),
                ("set_by", models.CharField(help_text="who, as the audit log names people", max_length=254)),
                ("stripe_id", models.CharField(blank=True, max_length=255, null=True, unique=True)),
            ],
            options={
                "ordering": ["plan", "item", "interval", "-valid_from"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("plan", "item", "interval"),
                        name="price_current_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("interval__in", ["month", "year"]),
                            ("item__in", ["plan", "seat"]),
                            ("plan__in", ["free", "watcher", "professional"]),
                        ),
                        name="price_of_something_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="price_costs_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StripeEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stripe_id", models.CharField(max_length=255, unique=True)),
                ("type", models.CharField(max_length=100)),
                (
                    "customer",
                    models.CharField(
                        blank=True, help_text="Stripe's number; empty until it is found out", max_length=255
                    ),
                ),
                ("object_id", models.CharField(blank=True, max_length=255)),
                ("api_version", models.CharField(blank=True, max_length=60)),
                ("happened_at", models.DateTimeField(help_text="by Stripe's clock")),
                ("received_at", models.DateTimeField()),
                ("body", models.BinaryField(help_text="as received", null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("claimed", "Being applied"),
                            ("applied", "Applied"),
                            ("noted", "Of no concern"),
                            ("unknown", "Of a kind that is not known"),
                            ("unmatched", "About nobody's customer"),
                            ("given_up", "Given up"),
                        ],
                        max_length=9,
                    ),
                ),
                ("claim", models.UUIDField(blank=True, null=True)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField()),
                ("nudged_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "error",
                    models.CharField(blank=True, help_text="the code of what went wrong last", max_length=60),
                ),
            ],
            options={
                "ordering": ["-received_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "claimed"))),
                        fields=["next_attempt_at"],
                        name="stripe_event_queue",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "claimed"))),
                        fields=["customer"],
                        name="stripe_event_of_customer",
                    ),
                    models.Index(
                        condition=models.Q(("body__isnull", False)),
                        fields=["received_at"],
                        name="stripe_event_bodies",
                    ),
                    models.Index(fields=["state", "type"], name="stripe_event_counts"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "waiting",
                                    "claimed",
                                    "applied",
                                    "noted",
                                    "unknown",
                                    "unmatched",
                                    "given_up",
                                ],
                            )
                        ),
                        name="stripe_event_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("claim__isnull", False), ("claimed_at__isnull", False), ("state", "claimed")
                            ),
                            models.Q(
                                models.Q(("state", "claimed"), _negated=True),
                                ("claim", None),
                                ("claimed_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="stripe_event_claimed_by_somebody",
                    ),
                ],
            },
        ),
    ]
