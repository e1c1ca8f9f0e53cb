from django.db import models

from apps.documents.models.document import Document


class HealthState(models.TextChoices):
    PENDING = "pending", "Not captured yet"
    VERIFIED = "verified", "Verified"
    CHANGED = "changed", "Changed"
    HELD = "held", "Held"
    QUARANTINED = "quarantined", "Quarantined"
    UNREACHABLE = "unreachable", "Unreachable"
    GONE = "gone", "Gone"


class Health(models.Model):
    """How well a document is observed: verified or blind, since when, why, and when we try again.

    The one mutable record of the archive half: it summarises captures, which are kept.
    """

    document = models.OneToOneField(Document, models.PROTECT, related_name="health")
    state = models.CharField(max_length=12, choices=HealthState.choices, default=HealthState.PENDING)
    since = models.DateTimeField(help_text="when this state began")
    cause = models.CharField(
        max_length=60, blank=True, help_text="code of the reason; empty when all is well"
    )
    detail = models.CharField(max_length=500, blank=True)
    last_capture_at = models.DateTimeField(null=True, blank=True)
    last_verified_at = models.DateTimeField(
        null=True, blank=True, help_text="when the present version was last seen"
    )
    failures_in_a_row = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "health"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=HealthState.values), name="health_state_known"
            ),
        ]
        indexes = [models.Index(fields=["state", "since"], name="health_by_state")]

    def __str__(self) -> str:
        return self.get_state_display()

    @property
    def is_blind(self) -> bool:
        """True when the document cannot be read at present."""
        return self.state in {HealthState.QUARANTINED, HealthState.UNREACHABLE, HealthState.GONE}


class Hold(models.Model):
    """A text that waits to be stable. Gone once it is published or the present text is back."""

    document = models.OneToOneField(Document, models.PROTECT, related_name="hold")
    wording = models.CharField(max_length=64, help_text="digest of the words that wait: publishing.wording")
    seen = models.PositiveSmallIntegerField(default=1, help_text="rounds in a row")
    first_seen_at = models.DateTimeField()
    last_round = models.DateTimeField(help_text="scheduled_for of the last round counted")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(seen__gte=1), name="hold_seen_once")]

    def __str__(self) -> str:
        return f"{self.wording[:12]} seen {self.seen}"
