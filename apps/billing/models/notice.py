from django.db import models
from django.db.models import Q

from apps.accounts.models import CustomerModel
from apps.accounts.types import Plan


class NoticeKind(models.TextChoices):
    TRIAL_ENDING = "trial_ending", "The trial ends soon"
    PAYMENT_FAILED = "payment_failed", "A payment failed"
    PLAN_CHANGED = "plan_changed", "The plan changed"
    INVOICE = "invoice", "An invoice was paid"


class NoticeState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    CLAIMED = "claimed", "Being sent"
    SENT = "sent", "Sent"
    GIVEN_UP = "given_up", "Given up"


_QUEUE = (NoticeState.WAITING, NoticeState.CLAIMED)


class Notice(CustomerModel):
    """One message to those who pay for a workspace: the queue of record, and the proof that it was sent once.

    `about_id` is the row that it is about: a subscription, an invoice, or an entry of the audit log. `turn` tells apart what
    is said of the same row again: how often a payment was tried, the day on which a trial ends.
    """

    kind = models.CharField(max_length=14, choices=NoticeKind.choices)
    about_id = models.BigIntegerField()
    turn = models.PositiveIntegerField(default=0)
    plan_before = models.CharField(max_length=12, choices=Plan.choices, blank=True)
    plan_after = models.CharField(max_length=12, choices=Plan.choices, blank=True)
    state = models.CharField(max_length=8, choices=NoticeState.choices, default=NoticeState.WAITING)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    noted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=60, blank=True, help_text="the code of what went wrong last")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind", "about_id", "turn"], name="notice_once"),
            models.CheckConstraint(
                condition=Q(kind__in=NoticeKind.values) & Q(state__in=NoticeState.values), name="notice_known"
            ),
            models.CheckConstraint(
                condition=Q(state=NoticeState.CLAIMED, claimed_at__isnull=False)
                | (~Q(state=NoticeState.CLAIMED) & Q(claimed_at=None)),
                name="notice_claimed_since",
            ),
        ]
        # what is to be sent next, whosever it is
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state__in=_QUEUE), name="notice_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_state_display().lower()}"
