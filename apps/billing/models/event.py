from typing import Any, ClassVar

from django.db import models
from django.db.models import Q


class EventState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    CLAIMED = "claimed", "Being applied"
    APPLIED = "applied", "Applied"
    NOTED = "noted", "Of no concern"
    UNKNOWN = "unknown", "Of a kind that is not known"
    UNMATCHED = "unmatched", "About nobody's customer"
    GIVEN_UP = "given_up", "Given up"


_QUEUE = (EventState.WAITING, EventState.CLAIMED)


class StripeEvent(models.Model):
    """One event as Stripe sent it: the inbox, and the queue of record.

    No customer's row: it arrives before anybody knows whose it is, and names nobody but by Stripe's number. The body does
    name people, and is forgotten after `BODY_KEPT_FOR`; the rest stays, so that the same event is never taken twice.
    """

    stripe_id = models.CharField(max_length=255, unique=True)
    type = models.CharField(max_length=100)
    customer = models.CharField(
        max_length=255, blank=True, help_text="Stripe's number; empty until it is found out"
    )
    object_id = models.CharField(max_length=255, blank=True)
    api_version = models.CharField(max_length=60, blank=True)
    happened_at = models.DateTimeField(help_text="by Stripe's clock")
    received_at = models.DateTimeField()
    body: ClassVar[Any] = models.BinaryField(null=True, help_text="as received")
    state = models.CharField(max_length=9, choices=EventState.choices)
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    nudged_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=60, blank=True, help_text="the code of what went wrong last")

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EventState.values), name="stripe_event_state_known"),
            models.CheckConstraint(
                condition=(Q(state=EventState.CLAIMED, claim__isnull=False, claimed_at__isnull=False))
                | (~Q(state=EventState.CLAIMED) & Q(claim=None, claimed_at=None)),
                name="stripe_event_claimed_by_somebody",
            ),
        ]
        indexes = [
            # the queue; whose events wait; what is to be forgotten; counts by kind
            models.Index(
                fields=["next_attempt_at"], condition=Q(state__in=_QUEUE), name="stripe_event_queue"
            ),
            models.Index(fields=["customer"], condition=Q(state__in=_QUEUE), name="stripe_event_of_customer"),
            models.Index(fields=["received_at"], condition=Q(body__isnull=False), name="stripe_event_bodies"),
            models.Index(fields=["state", "type"], name="stripe_event_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.stripe_id}"
