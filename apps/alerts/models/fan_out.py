from django.db import models
from django.db.models import Q

from apps.documents.models import Change


class FanOutState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    CLAIMED = "claimed", "Being told"
    DONE = "done", "Told"
    HISTORY = "history", "History, told to nobody"


_QUEUE = (FanOutState.WAITING, FanOutState.CLAIMED)


class FanOut(models.Model):
    """The telling of one change to all who follow it: the queue of record, and how far it got. No customer's row.

    Workspaces are told in the order of their numbers; `after_workspace` is the last that was looked at, written in the
    transaction that told it, so whoever goes on after a crash tells nobody twice and leaves nobody out.
    """

    change = models.OneToOneField(Change, models.PROTECT, related_name="fan_out")
    state = models.CharField(max_length=8, choices=FanOutState.choices, default=FanOutState.WAITING)
    after_workspace = models.BigIntegerField(
        default=0, help_text="workspaces up to this number were looked at"
    )
    told = models.PositiveIntegerField(default=0, help_text="workspaces that have the alert")
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="in a row without progress")
    next_attempt_at = models.DateTimeField()
    nudged_at = models.DateTimeField(null=True, blank=True, help_text="when its nudge was last given")
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=60, blank=True, help_text="the code of what went wrong last")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=FanOutState.values), name="fan_out_state_known"),
            models.CheckConstraint(
                condition=Q(state=FanOutState.CLAIMED, claim__isnull=False, claimed_at__isnull=False)
                | (~Q(state=FanOutState.CLAIMED) & Q(claim=None, claimed_at=None)),
                name="fan_out_claimed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=FanOutState.DONE, done_at__isnull=False)
                | (~Q(state=FanOutState.DONE) & Q(done_at=None)),
                name="fan_out_done_since",
            ),
            models.CheckConstraint(
                condition=~Q(state=FanOutState.HISTORY) | Q(told=0, after_workspace=0),
                name="fan_out_history_tells_nobody",
            ),
        ]
        indexes = [
            # what is to be told next, and what dead workers had in hand
            models.Index(
                fields=["state", "next_attempt_at"], condition=Q(state__in=_QUEUE), name="fan_out_queue"
            ),
        ]

    def __str__(self) -> str:
        return f"fan-out of change {self.change_id}: {self.state}"
