from django.db import models
from django.db.models import Q

from apps.evidence.merkle import HASH_SIZE


class Checkpoint(models.Model):
    """The signed head of the tree at one size: what we can never take back. Never updated, never deleted."""

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=HASH_SIZE)
    origin = models.CharField(max_length=200)
    key = models.CharField(
        max_length=300, help_text="the public key that signed it, as C2SP signed-note writes it"
    )
    note = models.TextField(help_text="the signed note, C2SP tlog-checkpoint")
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["-size"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=1), name="checkpoint_of_something"),
        ]

    def __str__(self) -> str:
        return f"checkpoint at {self.size}"


class StampState(models.TextChoices):
    PENDING = "pending", "Asked for, not there yet"
    STAMPED = "stamped", "Stamped"
    FAILED = "failed", "Given up"


class Timestamp(models.Model):
    """What one authority said, or did not say, of when a checkpoint existed (RFC 3161). What it said is kept by a trigger."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="timestamps")
    authority = models.CharField(max_length=300, help_text="its address, as the settings name it")
    state = models.CharField(max_length=8, choices=StampState.choices, default=StampState.PENDING)
    token = models.BinaryField(blank=True, default=b"", help_text="the whole answer, a TimeStampResp in DER")
    stamped_at = models.DateTimeField(null=True, blank=True, help_text="the time in the token")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    error = models.CharField(max_length=60, blank=True, help_text="the code of what went wrong last")
    error_detail = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["checkpoint_id", "authority"]
        constraints = [
            models.UniqueConstraint(fields=["checkpoint", "authority"], name="timestamp_once"),
            models.CheckConstraint(condition=Q(state__in=StampState.values), name="timestamp_state_known"),
            models.CheckConstraint(
                condition=Q(state=StampState.STAMPED, stamped_at__isnull=False) & ~Q(token=b"")
                | ~Q(state=StampState.STAMPED) & Q(stamped_at=None, token=b""),
                name="timestamp_stamped_has_token",
            ),
        ]
        indexes = [
            # due_timestamps(): whom to ask
            models.Index(
                fields=["next_attempt_at"], condition=Q(state=StampState.PENDING), name="timestamp_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} of checkpoint {self.checkpoint_id}: {self.state}"
