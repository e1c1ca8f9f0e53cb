from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from apps.documents.models.snapshot import Snapshot
from apps.documents.models.source import Source


class Fetcher(models.TextChoices):
    PLAIN = "plain", "plain HTTP"
    BROWSER = "browser", "browser rendering"
    IMPORTED = "imported", "recorded by a third party"


class Outcome(models.TextChoices):
    RECEIVED = "received", "received"
    NOT_MODIFIED = "not_modified", "not modified"
    FAILED = "failed", "failed"


class Verdict(models.TextChoices):
    GOOD = "good", "the document"
    SUSPECT = "suspect", "quarantined"
    NONE = "", "not judged"


class Capture(models.Model):
    """One attempt to obtain a source, successful or not. Never updated, never deleted.

    Absence of evidence is not evidence of absence: a failed attempt is kept with the same care as a page.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="captures")
    scheduled_for = models.DateTimeField(help_text="the round this attempt belongs to")
    fetcher = models.CharField(max_length=10, choices=Fetcher.choices)
    fetcher_version = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)

    failure = models.CharField(
        max_length=40, blank=True, help_text="the kind of failure: blocked, unreachable, gone..."
    )
    error_code = models.CharField(max_length=60, blank=True)
    error_detail = models.CharField(max_length=500, blank=True)

    requested_url = models.CharField(max_length=2000)
    final_url = models.CharField(max_length=2000, blank=True)
    hops: ClassVar[Any] = models.JSONField(default=list, help_text="types.HopRecord, in order")
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    headers: ClassVar[Any] = models.JSONField(default=list, help_text="pairs, in the order received")
    remote_address = models.CharField(max_length=45, blank=True)
    tls_sha256 = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the server's certificate")
    content_type = models.CharField(max_length=100, blank=True)
    charset = models.CharField(max_length=40, blank=True, help_text="from the Content-Type header")
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, null=True, blank=True, related_name="captures")
    served_snapshot = models.ForeignKey(
        Snapshot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="the server's own bytes, where the snapshot is a browser's rendering",
    )

    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    score = models.FloatField(
        null=True, blank=True, help_text="0 surely not the document, 1 surely the document"
    )
    reasons: ClassVar[Any] = models.JSONField(default=list, help_text="types.ReasonRecord")
    gate_version = models.CharField(max_length=20, blank=True)
    needs_browser = models.BooleanField(default=False, help_text="the gate expects the browser to see more")

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            # One attempt of a source by a fetcher in a round: a task that runs twice records once.
            models.UniqueConstraint(
                fields=["source", "scheduled_for", "fetcher"], name="capture_once_a_round"
            ),
            models.CheckConstraint(
                condition=Q(finished_at__gte=F("started_at")), name="capture_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.FAILED) | Q(snapshot__isnull=False),
                name="capture_received_has_bytes",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.FAILED) | ~Q(failure=""), name="capture_failed_says_why"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["", "good", "suspect"]), name="capture_verdict_known"
            ),
        ]
        indexes = [
            models.Index(fields=["source", "-started_at"], name="capture_latest"),
            # status: what was obtained in the last day
            models.Index(fields=["-started_at"], name="capture_recent"),
            # gate: the same bytes under unrelated addresses
            models.Index(fields=["snapshot", "source"], name="capture_same_bytes"),
        ]

    def __str__(self) -> str:
        return f"{self.requested_url} {self.started_at:%Y-%m-%d %H:%M} {self.outcome}"

    @property
    def is_good(self) -> bool:
        """True when its bytes may become a version: the gate, or else a person, says it is the document."""
        return self.outcome != Outcome.FAILED and (
            self.verdict == Verdict.GOOD or hasattr(self, "acceptance")
        )
