import uuid

from django.db import models
from django.db.models import Q

from apps.accounts.models import CustomerModel, User


class LetterState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    CLAIMED = "claimed", "Being sent"
    SENT = "sent", "Sent"
    QUIET = "quiet", "Nothing to say, so nothing sent"
    FAILED = "failed", "Given up"


QUEUE = (LetterState.WAITING, LetterState.CLAIMED)
OVER = (LetterState.SENT, LetterState.QUIET, LetterState.FAILED)


class Letter(CustomerModel):
    """A mail to one reader, in the outbox and then the proof that it was sent. What it says is composed when it is sent.

    `uid` is in the message's name, the same at every attempt.
    """

    reader = models.ForeignKey(User, models.PROTECT, related_name="+")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=LetterState.choices, default=LetterState.WAITING)
    opened_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=60, blank=True, help_text="the code of what went wrong last")

    class Meta:
        abstract = True


def letter_constraints(name: str) -> list[models.CheckConstraint]:
    """Return what holds of the states of letters of a kind."""
    return [
        models.CheckConstraint(condition=Q(state__in=LetterState.values), name=f"{name}_state_known"),
        models.CheckConstraint(
            condition=Q(state=LetterState.CLAIMED, claim__isnull=False, claimed_at__isnull=False)
            | (~Q(state=LetterState.CLAIMED) & Q(claim=None, claimed_at=None)),
            name=f"{name}_claimed_by_somebody",
        ),
        models.CheckConstraint(
            condition=Q(state__in=OVER, done_at__isnull=False) | (~Q(state__in=OVER) & Q(done_at=None)),
            name=f"{name}_done_since",
        ),
    ]


def letter_queue(name: str) -> models.Index:
    """Return the index of what is to be sent next, and of what dead workers had in hand."""
    return models.Index(
        fields=["state", "next_attempt_at"], condition=Q(state__in=QUEUE), name=f"{name}_queue"
    )
