"""Pages that the gate shuts out and a person may accept: a document redesigned or rewritten from end to end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from apps.core import clock
from apps.documents.errors import NothingToAcceptError
from apps.documents.gating import Reason, looks_like_a_document
from apps.documents.models import Acceptance, Capture, Document, HealthState, Outcome, Source, Verdict
from apps.documents.publishing import Sighting, is_persistent
from apps.documents.selectors import current_sources, last_good_capture, latest_version
from apps.documents.services.health import Observation, record_observation
from apps.documents.services.readings import read_captures
from apps.documents.services.schedule import next_slot, reschedule
from apps.documents.services.versions import Recorded, RecordedOutcome, record_version

_MOST_LOOKED_AT = 100
_STATES = {RecordedOutcome.NEW: HealthState.CHANGED, RecordedOutcome.HELD: HealthState.HELD}


@dataclass(frozen=True, slots=True)
class ToReview:
    """A page that stays suspect though it looks like a document: the newest capture of it, and since when it does."""

    document: Document
    capture: Capture
    since: datetime
    sightings: int


def pages_to_review() -> Iterator[ToReview]:
    """Yield what a person should look at, documents longest in quarantine first."""
    blind = Source.objects.current().filter(document__health__state=HealthState.QUARANTINED)
    for source in blind.select_related("document__platform").order_by("document__health__since", "position"):
        suspects = suspects_since_good(source)
        if is_persistent([Sighting(capture.finished_at, capture.fetcher) for capture in suspects]):
            yield ToReview(source.document, suspects[-1], suspects[0].finished_at, len(suspects))


def suspects_since_good(source: Source) -> list[Capture]:
    """Return the newest captures since the last good one, oldest first, of a page that seems redesigned."""
    captures = source.captures.filter(outcome=Outcome.RECEIVED, verdict=Verdict.SUSPECT)
    good = last_good_capture(source)
    if good is not None:
        captures = captures.filter(started_at__gt=good.started_at)
    newest = captures.order_by("-started_at")[:_MOST_LOOKED_AT]
    return [capture for capture in reversed(newest) if seems_redesigned(capture)]


def seems_redesigned(capture: Capture) -> bool:
    """Say whether nothing but the comparison with the last good text speaks against the page."""
    return capture.verdict == Verdict.SUSPECT and looks_like_a_document(
        [Reason(**reason) for reason in capture.reasons]
    )


@transaction.atomic
def accept_capture(*, capture: Capture, by: str, note: str = "") -> Recorded:
    """Take a person's word that a quarantined page is the document, and record what it says.

    Other parts are taken from the same round, else from their last good capture. Accepting twice accepts once. Raises
    NothingToAcceptError, and an ExtractionError where the page holds no text.
    """
    if capture.verdict != Verdict.SUSPECT or capture.snapshot_id is None:
        raise NothingToAcceptError(f"capture {capture.pk} is not a quarantined page")
    document = Document.objects.select_for_update().get(pk=capture.source.document_id)
    Acceptance.objects.get_or_create(
        capture=capture, defaults={"accepted_by": by[:150], "note": note[:500], "accepted_at": clock.now()}
    )
    reading = read_captures(_parts(document, capture), anchor=latest_version(document))
    recorded = record_version(document=document, reading=reading)
    state = _STATES.get(recorded.outcome, HealthState.VERIFIED)
    now = clock.now()
    reschedule(document=document, at=next_slot(document, after=now))
    cause, detail = reading.trouble
    seen = Observation(state=state, at=now, cause=cause, detail=detail, verified=True)
    record_observation(document=document, observation=seen)
    return recorded


def _parts(document: Document, accepted: Capture) -> list[Capture]:
    parts = [_part(source, accepted) for source in current_sources(document)]
    if accepted not in parts:
        raise NothingToAcceptError(f"capture {accepted.pk} is of a source that is no longer watched")
    if None in parts:
        raise NothingToAcceptError("another part of the document has not been captured yet")
    return [part for part in parts if part is not None]


def _part(source: Source, accepted: Capture) -> Capture | None:
    if source.pk == accepted.source_id:
        return accepted
    own = source.captures.filter(scheduled_for=accepted.scheduled_for, verdict=Verdict.GOOD)
    return own.select_related("source", "snapshot").first() or last_good_capture(source)
