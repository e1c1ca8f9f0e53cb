from datetime import datetime

from django.db import models
from django.db.models import Q

from apps.accounts.models import CustomerModel
from apps.accounts.types import Plan
from apps.billing.models.customer import Customer
from apps.billing.types import ENTITLING, OVER, Interval, Money, PlanChoice, Status


class PlanSubscription(CustomerModel):
    """What a workspace pays for, as Stripe says it: all times are Stripe's. Written by the mirror alone."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    stripe_id = models.CharField(max_length=255, unique=True)
    status = models.CharField(max_length=20, choices=Status.choices)
    plan = models.CharField(
        max_length=12, choices=Plan.choices, blank=True, help_text="empty: a price that is none of ours"
    )
    interval = models.CharField(max_length=5, choices=Interval.choices, blank=True)
    currency = models.CharField(max_length=3)
    amount = models.PositiveIntegerField(default=0, help_text="of the plan for one interval, in minor units")
    seat_amount = models.PositiveIntegerField(default=0, help_text="of one more seat")
    extra_seats = models.PositiveIntegerField(default=0)
    discount = models.CharField(max_length=120, blank=True)
    started_at = models.DateTimeField()
    period_starts_at = models.DateTimeField(null=True, blank=True)
    period_ends_at = models.DateTimeField(null=True, blank=True)
    trial_ends_at = models.DateTimeField(null=True, blank=True)
    cancels_at = models.DateTimeField(null=True, blank=True)
    cancels_at_period_end = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    is_collection_paused = models.BooleanField(default=False)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="plan_subscription_status_known"
            ),
            models.CheckConstraint(
                condition=Q(plan__in=["", *Plan.values]), name="plan_subscription_plan_known"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "-started_at"], name="plan_subscription_latest")]

    def __str__(self) -> str:
        return f"{self.get_plan_display() or 'unknown plan'}, {self.get_status_display().lower()}"

    @property
    def is_entitling(self) -> bool:
        """True while the workspace has the plan: on trial, paid, or overdue and still being collected."""
        return self.plan != "" and self.status in ENTITLING

    @property
    def is_over(self) -> bool:
        return self.status in OVER

    @property
    def is_ending(self) -> bool:
        """True when it was cancelled and runs until the end of what was paid for."""
        return not self.is_over and (self.cancels_at_period_end or self.cancels_at is not None)

    @property
    def ends_at(self) -> datetime | None:
        """Return when it ends or ended, if it does."""
        if self.ended_at is not None:
            return self.ended_at
        if self.cancels_at is not None:
            return self.cancels_at
        return self.period_ends_at if self.cancels_at_period_end else None

    @property
    def choice(self) -> PlanChoice:
        """Return what is paid for, as one chooses it."""
        return PlanChoice(
            Plan(self.plan or Plan.FREE), Interval(self.interval or Interval.MONTH), self.extra_seats
        )

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def seat_money(self) -> Money:
        return Money(self.seat_amount, self.currency)
