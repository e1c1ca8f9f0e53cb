from datetime import datetime

from django.db import models
from django.db.models import Q

from apps.accounts.models import CustomerModel
from apps.accounts.types import Plan
from apps.billing.types import GrantKind


class Grant(CustomerModel):
    """A plan that is given without being paid for. One at a time; who gave it is in the audit log."""

    plan = models.CharField(max_length=12, choices=Plan.choices)
    extra_seats = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=12, choices=GrantKind.choices)
    reason = models.CharField(max_length=300, blank=True)
    granted_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True, help_text="none: until it is taken back")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-granted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace"], include=["plan"], condition=Q(ended_at=None), name="grant_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(plan__in=Plan.values) & Q(kind__in=GrantKind.values), name="grant_known"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "-granted_at"], name="grant_latest"),
            # those whose time has come
            models.Index(fields=["until"], condition=Q(ended_at=None), name="grant_due"),
        ]

    def __str__(self) -> str:
        return f"{self.get_plan_display()}, {self.get_kind_display().lower()}"

    def is_good(self, now: datetime) -> bool:
        return self.ended_at is None and (self.until is None or now < self.until)
