"""Questions put to the archive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from apps.core.blobs import blob_store
from apps.documents.models import Capture, Change, Document, HealthState, RobotsFile, Source, Verdict, Version
from apps.documents.types import StatedDateRecord


def text_of(version: Version) -> str:
    """Return the version's canonical text, checked against its digest."""
    return blob_store().get(version.text_sha256).decode()


def latest_version(document: Document) -> Version | None:
    return document.versions.order_by("-number").first()


def stated_dates(version: Version) -> dict[str, StatedDateRecord]:
    """Return the dates that the version's text states, by kind, as the newest reader found them."""
    reading = version.date_readings.order_by("-pk").first()
    return reading.stated() if reading else {}


def version_at(document: Document, moment: datetime) -> Version | None:
    """Return the version that was in force in the archive at a moment: the last one captured until then."""
    return document.versions.filter(captured_at__lte=moment).order_by("-number").first()


def current_sources(document: Document) -> list[Source]:
    """Return the parts of the document as declared now, in order."""
    return list(document.sources.current().order_by("position"))


def due_sources(*, now: datetime, limit: int) -> QuerySet[Source]:
    """Return the first parts of tracked documents whose time has come, locked for whoever asks first.

    The first part stands for all: parts are checked together, and two schedulers that each held one part of a document
    would wait for each other. Must run in a transaction; rows in other hands are skipped.
    """
    return (
        Source.objects.current()
        .filter(position=1, document__is_tracked=True, next_check_at__lte=now)
        .order_by("next_check_at")
        .select_related("document")
        .select_for_update(of=("self",), skip_locked=True)[:limit]
    )


def captures_in_round(document: Document, scheduled_for: datetime) -> list[Capture]:
    """Return every attempt of a round, of the sources that are current."""
    return list(
        Capture.objects.filter(
            source__document=document, source__valid_until=None, scheduled_for=scheduled_for
        )
        .select_related("source", "snapshot", "acceptance")
        .order_by("source__position", "pk")
    )


def last_good_capture(source: Source, *, fetcher: str = "") -> Capture | None:
    """Return the newest capture of the source that the gate, or a person, let through, by one fetcher if it is named."""
    is_good = Q(verdict=Verdict.GOOD) | Q(acceptance__isnull=False)
    good = source.captures.filter(is_good, snapshot__isnull=False)
    if fetcher:
        good = good.filter(fetcher=fetcher)
    return good.select_related("snapshot").order_by("-started_at").first()


def shares_bytes_with_other_sources(sha256: str, source: Source) -> bool:
    """Say whether these very bytes were served under another document's address: then they are nobody's document."""
    return (
        Capture.objects.filter(snapshot_id=sha256)
        .exclude(source__document_id=source.document_id)
        .exclude(source__url=source.url)
        .exists()
    )


def robots_in_force(url: str, *, now: datetime) -> RobotsFile | None:
    """Return the reading of this robots.txt that has not expired."""
    return RobotsFile.objects.filter(url=url, expires_at__gt=now).order_by("-fetched_at").first()


@dataclass(frozen=True, slots=True)
class CaptureSuccess:
    """Documents by state of health: what the status page and the health of the service are made of."""

    by_state: dict[str, int]
    total: int

    @property
    def seeing(self) -> int:
        """Documents we can read at present."""
        return sum(self.by_state.get(state, 0) for state in ("verified", "changed", "held"))


def capture_success(states: Sequence[tuple[str, int]]) -> CaptureSuccess:
    by_state = dict.fromkeys(HealthState.values, 0) | dict(states)
    return CaptureSuccess(by_state=by_state, total=sum(by_state.values()))


def changes_of(document: Document) -> QuerySet[Change]:
    return document.changes.select_related("from_version", "to_version").order_by("-detected_at", "-pk")
