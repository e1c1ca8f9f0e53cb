import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What Stripe says of a workspace: its customer, subscriptions and invoices."""

    initial = True

    dependencies = [("accounts", "0007_plans")]

    operations = [
        migrations.CreateModel(
            name="Customer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stripe_id", models.CharField(max_length=255, unique=True)),
                ("is_live", models.BooleanField(help_text="real money; otherwise of Stripe's test mode")),
                ("is_deleted", models.BooleanField(default=False, help_text="at Stripe")),
                ("name", models.CharField(blank=True, max_length=300)),
                ("email", models.CharField(blank=True, max_length=512)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("country", models.CharField(blank=True, max_length=2)),
                (
                    "tax_ids",
                    models.CharField(
                        blank=True, help_text="as shown on invoices, comma-separated", max_length=500
                    ),
                ),
                ("is_delinquent", models.BooleanField(default=False)),
                ("card_brand", models.CharField(blank=True, max_length=40)),
                ("card_last4", models.CharField(blank=True, max_length=4)),
                ("card_expires", models.CharField(blank=True, max_length=7)),
                ("turn", models.PositiveIntegerField(default=0)),
                (
                    "mirrored_at",
                    models.DateTimeField(
                        blank=True, help_text="the time at Stripe when it was read", null=True
                    ),
                ),
                (
                    "checked_at",
                    models.DateTimeField(
                        blank=True, help_text="when it was last compared, by our clock", null=True
                    ),
                ),
                ("created_at", models.DateTimeField()),
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
        migrations.CreateModel(
            name="Invoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stripe_id", models.CharField(max_length=255, unique=True)),
                (
                    "subscription_id",
                    models.CharField(
                        blank=True, help_text="Stripe's number of what it is for", max_length=255
                    ),
                ),
                ("number", models.CharField(blank=True, help_text="none while it is a draft", max_length=60)),
                (
                    "status",
                    models.CharField(help_text="draft, open, paid, uncollectible, void", max_length=20),
                ),
                (
                    "cause",
                    models.CharField(
                        blank=True, help_text="in Stripe's words: subscription_cycle …", max_length=40
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("total", models.IntegerField(help_text="with tax; less than nothing where credit is left")),
                ("tax", models.IntegerField(default=0)),
                ("amount_due", models.IntegerField(default=0)),
                ("amount_paid", models.IntegerField(default=0)),
                ("amount_refunded", models.IntegerField(default=0)),
                (
                    "dispute",
                    models.CharField(
                        blank=True, help_text="in Stripe's words: needs_response …", max_length=40
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("next_attempt_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("page_url", models.CharField(blank=True, max_length=2000)),
                ("pdf_url", models.CharField(blank=True, max_length=2000)),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.customer",
                    ),
                ),
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
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PlanSubscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stripe_id", models.CharField(max_length=255, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("incomplete", "First payment open"),
                            ("incomplete_expired", "Never begun"),
                            ("trialing", "Trial"),
                            ("active", "Active"),
                            ("past_due", "Payment overdue"),
                            ("unpaid", "Unpaid"),
                            ("canceled", "Cancelled"),
                            ("paused", "Paused"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "plan",
                    models.CharField(
                        blank=True,
                        choices=[("free", "Free"), ("watcher", "Watcher"), ("professional", "Professional")],
                        help_text="empty: a price that is none of ours",
                        max_length=12,
                    ),
                ),
                (
                    "interval",
                    models.CharField(
                        blank=True, choices=[("month", "Monthly"), ("year", "Yearly")], max_length=5
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                (
                    "amount",
                    models.PositiveIntegerField(
                        default=0, help_text="of the plan for one interval, in minor units"
                    ),
                ),
                ("seat_amount", models.PositiveIntegerField(default=0, help_text="of one more seat")),
                ("extra_seats", models.PositiveIntegerField(default=0)),
                ("discount", models.CharField(blank=True, max_length=120)),
                ("started_at", models.DateTimeField()),
                ("period_starts_at", models.DateTimeField(blank=True, null=True)),
                ("period_ends_at", models.DateTimeField(blank=True, null=True)),
                ("trial_ends_at", models.DateTimeField(blank=True, null=True)),
                ("cancels_at", models.DateTimeField(blank=True, null=True)),
                ("cancels_at_period_end", models.BooleanField(default=False)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("is_collection_paused", models.BooleanField(default=False)),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.customer",
                    ),
                ),
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
                "ordering": ["-started_at", "-pk"],
            },
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["checked_at"], name="customer_check_due"),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(
                fields=("workspace",), include=("stripe_id",), name="customer_one"
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(fields=["workspace", "-made_at"], name="invoice_latest"),
        ),
        migrations.AddIndex(
            model_name="plansubscription",
            index=models.Index(fields=["workspace", "-started_at"], name="plan_subscription_latest"),
        ),
        migrations.AddConstraint(
            model_name="plansubscription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "incomplete",
                            "incomplete_expired",
                            "trialing",
                            "active",
                            "past_due",
                            "unpaid",
                            "canceled",
                            "paused",
                        ],
                    )
                ),
                name="plan_subscription_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="plansubscription",
            constraint=models.CheckConstraint(
                condition=models.Q(("plan__in", ["", "free", "watcher", "professional"])),
                name="plan_subscription_plan_known",
            ),
        ),
    ]
