from django.db import models

from apps.accounts.models import CustomerModel
from apps.billing.models.customer import Customer
from apps.billing.types import Money


class Invoice(CustomerModel):
    """An invoice as Stripe says it, with what was given back and what is disputed. Written by the mirror alone."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    stripe_id = models.CharField(max_length=255, unique=True)
    subscription_id = models.CharField(
        max_length=255, blank=True, help_text="Stripe's number of what it is for"
    )
    number = models.CharField(max_length=60, blank=True, help_text="none while it is a draft")
    status = models.CharField(max_length=20, help_text="draft, open, paid, uncollectible, void")
    cause = models.CharField(max_length=40, blank=True, help_text="in Stripe's words: subscription_cycle …")
    currency = models.CharField(max_length=3)
    total = models.IntegerField(help_text="with tax; less than nothing where credit is left")
    tax = models.IntegerField(default=0)
    amount_due = models.IntegerField(default=0)
    amount_paid = models.IntegerField(default=0)
    amount_refunded = models.IntegerField(default=0)
    dispute = models.CharField(max_length=40, blank=True, help_text="in Stripe's words: needs_response …")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    page_url = models.CharField(max_length=2000, blank=True)
    pdf_url = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["workspace", "-made_at"], name="invoice_latest"),
            # those that people are told of, whosever they are
            models.Index(fields=["made_at"], name="invoice_by_age"),
        ]

    def __str__(self) -> str:
        return self.number or self.stripe_id

    @property
    def total_money(self) -> Money:
        return Money(self.total, self.currency)

    @property
    def is_disputed(self) -> bool:
        """True while money is held back."""
        return self.dispute in {
            "needs_response",
            "under_review",
            "warning_needs_response",
            "warning_under_review",
        }
