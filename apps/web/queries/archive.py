"""What the front page and the status page read: the archive as a whole."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from apps.documents.models import (
    Capture,
    Change,
    Document,
    Health,
    HealthState,
    Host,
    Outcome,
    Verdict,
    Version,
)
from apps.documents.selectors import CaptureSuccess, capture_success
from apps.documents.services.hosts import ALL_HOSTS
from apps.pipeline.models import Run
from apps.platforms.models import Platform
from apps.web.queries.platforms import TROUBLED

_DAY = timedelta(days=1)
_FRESH = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Holdings:
    platforms: int
    documents: int
    versions: int
    days: int


def holdings(*, now: datetime) -> Holdings:
    """Count what the archive holds, and the days its history goes back."""
    versions = Version.objects.aggregate(count=Count("pk"), first=Min("first_seen_at"))
    first = versions["first"]
    return Holdings(
        platforms=Platform.objects.count(),
        documents=Document.objects.count(),
        versions=versions["count"],
        days=(now - first).days if first else 0,
    )


def latest_changes(limit: int) -> tuple[Change, ...]:
    return tuple(Change.objects.material().for_pages().order_by("-detected_at", "-pk")[:limit])


def troubled_documents(limit: int) -> tuple[Document, ...]:
    """Return documents whose text could not be verified at the last check, longest in trouble first."""
    troubled = Document.objects.for_pages().filter(health__state__in=TROUBLED)
    return tuple(troubled.order_by("health__since", "pk")[:limit])


@dataclass(frozen=True, slots=True)
class CaptureDay:
    """Attempts of the last 24 hours, and how many brought the document."""

    attempts: int
    obtained: int

    @property
    def share(self) -> str:
        """The share obtained in per cent; "none yet" where nothing was tried."""
        return f"{100 * self.obtained / self.attempts:.1f} %" if self.attempts else "none yet"


def captures_of_last_day(*, now: datetime) -> CaptureDay:
    is_good = ~Q(outcome=Outcome.FAILED) & Q(verdict=Verdict.GOOD)
    counts = Capture.objects.filter(started_at__gt=now - _DAY).aggregate(
        attempts=Count("pk"), obtained=Count("pk", filter=is_good)
    )
    return CaptureDay(attempts=counts["attempts"], obtained=counts["obtained"])


def documents_by_state() -> CaptureSuccess:
    states = Health.objects.values_list("state").annotate(Count("pk")).order_by("state")
    return capture_success(list(states))


def verified_lately(*, now: datetime) -> int:
    """Count documents whose present version was seen in the last 48 hours."""
    return Health.objects.filter(last_verified_at__gt=now - _FRESH).count()


def runs_waiting() -> int:
    return Run.objects.unfinished().count()


def is_paused() -> bool:
    """Say whether the kill switch is on."""
    return Host.objects.filter(name=ALL_HOSTS, paused_at__isnull=False).exists()


def state_label(state: str) -> str:
    return HealthState(state).label
