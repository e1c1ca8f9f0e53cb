from django.db import models
from django.db.models import Q

from apps.accounts.models import CustomerModel, User
from apps.reviews.models.review import Review
from apps.reviews.types import Ending


class Acceptance(CustomerModel):
    """A change that a workspace accepted, until when, and why it holds no longer. A trigger keeps what was accepted."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="acceptances")
    reason = models.CharField(max_length=2_000)
    accepted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField()
    until = models.DateField(null=True, blank=True, help_text="the last day on which it holds")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=8, choices=Ending.choices, blank=True)

    class Meta:
        ordering = ["-accepted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "review"], condition=Q(ended_at=None), name="acceptance_in_force_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_because="")
                | Q(ended_at__isnull=False, ended_because__in=Ending.values),
                name="acceptance_ended_for_a_reason",
            ),
        ]
        indexes = [
            # what expires next, over all workspaces
            models.Index(
                fields=["until"], condition=Q(ended_at=None, until__isnull=False), name="acceptance_expiring"
            ),
        ]

    def __str__(self) -> str:
        return f"acceptance of review {self.review_id}"
