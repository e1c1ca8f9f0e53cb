from typing import ClassVar

from django.db import models

from apps.accounts.models import CustomerModel
from apps.billing.types import Card
from apps.core import tenancy
from apps.core.scoped import ScopedManager, ScopedQuerySet
from apps.core.tenancy import Claim, UnscopedQueryError


class CustomerManager(ScopedManager["Customer"]):
    def with_stripe_id(self, stripe_id: str) -> ScopedQuerySet["Customer"]:
        """Return who is this customer of Stripe's; raises UnscopedQueryError unless it is claimed."""
        if not tenancy.holds(Claim.STRIPE_CUSTOMER, stripe_id):
            raise UnscopedQueryError("A customer is looked up inside claiming(Claim.STRIPE_CUSTOMER, ...).")
        return self._rows().filter(stripe_id=stripe_id)


class Customer(CustomerModel):
    """A workspace as Stripe knows it. Written by the mirror alone, from what Stripe says.

    `turn` counts what was written: whoever has read Stripe in the meantime of another's writing reads again.
    """

    stripe_id = models.CharField(max_length=255, unique=True)
    is_live = models.BooleanField(help_text="real money; otherwise of Stripe's test mode")
    is_deleted = models.BooleanField(default=False, help_text="at Stripe")
    name = models.CharField(max_length=300, blank=True)
    email = models.CharField(max_length=512, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    country = models.CharField(max_length=2, blank=True)
    tax_ids = models.CharField(max_length=500, blank=True, help_text="as shown on invoices, comma-separated")
    is_delinquent = models.BooleanField(default=False)
    card_brand = models.CharField(max_length=40, blank=True)
    card_last4 = models.CharField(max_length=4, blank=True)
    card_expires = models.CharField(max_length=7, blank=True)
    turn = models.PositiveIntegerField(default=0)
    mirrored_at = models.DateTimeField(null=True, blank=True, help_text="the time at Stripe when it was read")
    checked_at = models.DateTimeField(
        null=True, blank=True, help_text="when it was last compared, by our clock"
    )
    created_at = models.DateTimeField()

    objects: ClassVar[CustomerManager] = CustomerManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace"], include=["stripe_id"], name="customer_one"),
        ]
        # those to be compared with Stripe next
        indexes = [models.Index(fields=["checked_at"], name="customer_check_due")]

    def __str__(self) -> str:
        return self.stripe_id

    @property
    def card(self) -> Card | None:
        return Card(self.card_brand, self.card_last4, self.card_expires) if self.card_last4 else None
