import uuid

from django.db import models
from django.db.models import F, Q

from apps.accounts.models import CustomerModel, User
from apps.alerts.models.mailing import RHYTHMS


class DigestState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    CLAIMED = "claimed", "Being sent"
    SENT = "sent", "Sent"
    QUIET = "quiet", "Nothing to say, so nothing sent"
    FAILED = "failed", "Given up"


_QUEUE = (DigestState.WAITING, DigestState.CLAIMED)
_OVER = (DigestState.SENT, DigestState.QUIET, DigestState.FAILED)


class Digest(CustomerModel):
    """What one reader is told of a workspace's alerts from `starts_at` up to and without `ends_at`: the outbox, and the proof.

    A reader's windows follow each other, each from where the last one ended; so no two of them begin or end at the same moment, and two
    who open one at once open it once. `uid` is in the message's name, the same at every attempt.
    """

    reader = models.ForeignKey(User, models.PROTECT, related_name="+")
    rhythm = models.CharField(max_length=8, choices=RHYTHMS)
    all_quiet = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="when it was due")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=DigestState.choices, default=DigestState.WAITING)
    opened_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=60, blank=True, help_text="the code of what went wrong last")
    alerts = models.PositiveIntegerField(default=0, help_text="how many it told of")
    documents = models.PositiveIntegerField(default=0, help_text="followed when it was made")
    checks = models.PositiveIntegerField(default=0, help_text="times they were read in the window")
    blind = models.PositiveIntegerField(default=0, help_text="of them, not to be read when it was made")

    class Meta:
        ordering = ["-ends_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "reader", "starts_at"], name="digest_begins_once"),
            models.UniqueConstraint(fields=["workspace", "reader", "ends_at"], name="digest_ends_once"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="digest_covers_some_time"),
            models.CheckConstraint(condition=Q(state__in=DigestState.values), name="digest_state_known"),
            models.CheckConstraint(
                condition=Q(state=DigestState.CLAIMED, claim__isnull=False, claimed_at__isnull=False)
                | (~Q(state=DigestState.CLAIMED) & Q(claim=None, claimed_at=None)),
                name="digest_claimed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_OVER, done_at__isnull=False) | (~Q(state__in=_OVER) & Q(done_at=None)),
                name="digest_done_since",
            ),
        ]
        indexes = [
            # what is to be sent next, and what dead workers had in hand
            models.Index(
                fields=["state", "next_attempt_at"], condition=Q(state__in=_QUEUE), name="digest_queue"
            ),
        ]

    def __str__(self) -> str:
        return f"digest until {self.ends_at:%Y-%m-%d %H:%M}: {self.state}"
