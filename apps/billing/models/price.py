from typing import Self

from django.db import models
from django.db.models import Q

from apps.accounts.types import Plan
from apps.billing.types import Interval, Item, Money


class PriceQuerySet(models.QuerySet["Price"]):
    def current(self) -> Self:
        """Return what is asked of new subscribers."""
        return self.filter(retired_at=None)


class Price(models.Model):
    """What one part of a plan costs. Never changed: another amount is another row, and who pays an old one keeps it."""

    plan = models.CharField(max_length=12, choices=Plan.choices)
    item = models.CharField(max_length=4, choices=Item.choices)
    interval = models.CharField(max_length=5, choices=Interval.choices)
    currency = models.CharField(max_length=3)
    amount = models.PositiveIntegerField(help_text="in minor units, for one interval")
    valid_from = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True, help_text="when the next price took its place")
    set_by = models.CharField(max_length=254, help_text="who, as the audit log names people")
    stripe_id = models.CharField(max_length=255, null=True, blank=True, unique=True)

    objects = PriceQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "item", "interval", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "item", "interval"], condition=Q(retired_at=None), name="price_current_once"
            ),
            models.CheckConstraint(
                condition=Q(plan__in=Plan.values, item__in=Item.values, interval__in=Interval.values),
                name="price_of_something_known",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="price_costs_something"),
        ]

    def __str__(self) -> str:
        return f"{self.get_plan_display()}, {self.get_item_display().lower()}, {self.get_interval_display().lower()}: {self.money}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def lookup_key(self) -> str:
        """Return the name under which Stripe keeps the current price of this part of the plan."""
        return f"conductatlas_{self.plan}_{self.item}_{self.interval}"
