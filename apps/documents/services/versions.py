"""Recording versions: the law of the archive in one place."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from apps.core import clock
from apps.documents.extraction import EXTRACTOR, EXTRACTOR_VERSION
from apps.documents.leaves import version_leaf
from apps.documents.models import Cause, Change, Document, Version, VersionPart
from apps.documents.publishing import Decision, Event, Observation, decide, is_recognised
from apps.documents.selectors import latest_version, text_of
from apps.documents.services.changes import record_change
from apps.documents.services.dates import record_dates
from apps.documents.services.memory import keep_volatile, keep_waiting, state_of, stop_waiting
from apps.documents.services.readings import Reading, read_captures
from apps.evidence.services.noting import note_all


class RecordedOutcome(StrEnum):
    FIRST = "first"
    NEW = "new"
    UNCHANGED = "unchanged"
    HELD = "held"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Recorded:
    outcome: RecordedOutcome
    version: Version
    change: Change | None = None


@transaction.atomic
def record_version(*, document: Document, reading: Reading) -> Recorded:
    """Record what was read as the document's next version, if it is news.

    What news is, `publishing.decide` says: compared with the latest version, never with any, and a return to an earlier
    text waits. Texts of different extractors are not compared: the latest version is extracted again first, and that
    difference is ours (`Cause.EXTRACTOR`). Recording the same round twice records once.
    """
    Document.objects.select_for_update().get(pk=document.pk)
    latest = latest_version(document)
    if latest is None:
        return Recorded(RecordedOutcome.FIRST, _create(document, reading, number=1))
    earlier = _made_from(document, reading)
    if earlier is not None:
        return _already_recorded(earlier)
    if reading.captured_at < latest.captured_at:
        return Recorded(RecordedOutcome.SUPERSEDED, latest)
    if reading.text_sha256 == latest.text_sha256:
        return _seen_again(document, latest)
    return _record_difference(document, rebase(document, latest), reading)


def _record_difference(document: Document, latest: Version, reading: Reading) -> Recorded:
    cause = _cause(latest, reading)
    if cause is not Cause.PUBLISHER:
        return _record_baseline(document, latest, reading, cause)
    latest = _alike(document, latest, reading)
    found_again = set(latest.ignored_selectors) - set(reading.ignored_selectors)
    if found_again:
        by_anchor = read_captures(reading.captures, anchor=latest, ignoring=found_again)
        if by_anchor.text_sha256 == latest.text_sha256:
            return _record_baseline(document, latest, reading, Cause.SOURCE)
        reading = by_anchor  # the publisher's change first; the selector has the next round
    if _is_of_same_bytes(latest, reading):  # whatever differs is our reading
        return _seen_again(document, latest)
    seen = Observation(reading.text, round=reading.scheduled_for, seen_at=reading.captured_at)
    return _carry_out(document, latest, reading, decide(state_of(document, latest), seen))


def _carry_out(document: Document, latest: Version, reading: Reading, decision: Decision) -> Recorded:
    if decision.event is Event.SAME:
        return _seen_again(document, latest)
    if decision.event is Event.LEARNED:
        keep_volatile(document, decision.learned)
        return _seen_again(document, latest)
    if decision.event is Event.HELD and decision.pending is not None:
        keep_waiting(document, decision.pending)
        return Recorded(RecordedOutcome.HELD, latest)
    version = _create(document, reading, number=latest.number + 1, first_seen_at=decision.first_seen_at)
    change = record_change(
        from_version=latest, to_version=version, cause=Cause.PUBLISHER, finding=decision.finding
    )
    stop_waiting(document)
    return Recorded(RecordedOutcome.NEW, version, change)


def _seen_again(document: Document, latest: Version) -> Recorded:
    stop_waiting(document)
    return Recorded(RecordedOutcome.UNCHANGED, latest)


def _record_baseline(document: Document, latest: Version, reading: Reading, cause: Cause) -> Recorded:
    """Record a text that another source or extractor gave: it is neither news nor a return."""
    if reading.text_sha256 == latest.text_sha256:
        return _seen_again(document, latest)
    version = _create(document, reading, number=latest.number + 1)
    change = record_change(from_version=latest, to_version=version, cause=cause)
    stop_waiting(document)
    return Recorded(RecordedOutcome.NEW, version, change)


def read_latest_again(document: Document) -> tuple[Version, Reading] | None:
    """Return a document's latest version and what today's extractor reads in its captures; record nothing.

    None where there is nothing to read again: no version, one of today's extractor, or one that was imported.
    """
    latest = latest_version(document)
    if latest is None or not _is_outdated(latest):
        return None
    return latest, _read_again(latest)


@transaction.atomic
def reextract_document(*, document: Document) -> Version | None:
    """Extract the latest version's captures with today's extractor; return the version that makes, if it differs."""
    Document.objects.select_for_update().get(pk=document.pk)
    latest = latest_version(document)
    if latest is None:
        return None
    rebased = rebase(document, latest)
    return rebased if rebased.pk != latest.pk else None


def rebase(document: Document, latest: Version) -> Version:
    """Extract the latest version's captures with today's extractor; a different text becomes a version of our making.

    The caller holds the document's row. Records nothing when the extractor is the same, the text is the same, or there
    are no bytes to extract again (an imported record).
    """
    if not _is_outdated(latest):
        return latest
    reading = _read_again(latest)
    if reading.text_sha256 == latest.text_sha256:
        return latest
    version = _create(document, reading, number=latest.number + 1, first_seen_at=latest.first_seen_at)
    record_change(from_version=latest, to_version=version, cause=Cause.EXTRACTOR)
    return version


def _alike(document: Document, latest: Version, reading: Reading) -> Version:
    """Read the latest version's captures as this round was read; a different text becomes a version of our making.

    A text found by its anchor is not compared with what a selector had cut out. The caller holds the document's row.
    """
    if set(reading.ignored_selectors) <= set(latest.ignored_selectors):
        return latest
    again = _read_again(latest, ignoring=reading.ignored_selectors)
    if again.text_sha256 == latest.text_sha256 or not is_recognised(text_of(latest), again.text):
        return latest
    version = _create(document, again, number=latest.number + 1, first_seen_at=latest.first_seen_at)
    record_change(from_version=latest, to_version=version, cause=Cause.SOURCE)
    return version


def _is_outdated(version: Version) -> bool:
    return version.extractor == EXTRACTOR and version.extractor_version != EXTRACTOR_VERSION


def _read_again(version: Version, *, ignoring: Collection[str] = ()) -> Reading:
    parts = version.parts.select_related("capture__source__document", "capture__snapshot")
    ignored = [*version.ignored_selectors, *ignoring]
    return read_captures([part.capture for part in parts], anchor=version, ignoring=ignored)


def _cause(latest: Version, reading: Reading) -> Cause:
    if latest.extractor != EXTRACTOR:
        return Cause.EXTRACTOR
    before = {part.capture.source_id for part in latest.parts.select_related("capture")}
    now = {capture.source_id for capture in reading.captures}
    return Cause.PUBLISHER if before == now else Cause.SOURCE


def _is_of_same_bytes(latest: Version, reading: Reading) -> bool:
    parts = latest.parts.order_by("position").values_list("capture__source_id", "capture__snapshot_id")
    return list(parts) == [(capture.source_id, capture.snapshot_id) for capture in reading.captures]


def _made_from(document: Document, reading: Reading) -> Version | None:
    """Return the version that this round made already, if it did: the first one, whatever came after it."""
    captures = {capture.pk for capture in reading.captures}
    made = document.versions.filter(parts__capture__in=captures).distinct().order_by("number")
    return next(
        (version for version in made if set(version.parts.values_list("capture_id", flat=True)) == captures),
        None,
    )


def _already_recorded(version: Version) -> Recorded:
    change = Change.objects.filter(to_version=version).first()
    return Recorded(RecordedOutcome.NEW if change else RecordedOutcome.FIRST, version, change)


def _create(
    document: Document, reading: Reading, *, number: int, first_seen_at: datetime | None = None
) -> Version:
    version = Version.objects.create(
        document=document,
        number=number,
        text_sha256=reading.text_sha256,
        text_size=reading.text_size,
        words=reading.words,
        language=reading.language,
        coverage=reading.coverage,
        last_updated=reading.last_updated,
        anchor=reading.anchor,
        ignored_selectors=list(reading.ignored_selectors),
        extractor=EXTRACTOR,
        extractor_version=EXTRACTOR_VERSION,
        first_seen_at=first_seen_at or reading.captured_at,
        captured_at=reading.captured_at,
        created_at=clock.now(),
    )
    VersionPart.objects.bulk_create(
        VersionPart(version=version, position=position, capture=capture)
        for position, capture in enumerate(reading.captures, start=1)
    )
    record_dates([(version, reading.text)])
    note_all([version_leaf(version, [capture.pk for capture in reading.captures])])
    return version
