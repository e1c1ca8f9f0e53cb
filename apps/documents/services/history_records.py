"""Taking records over: one transaction for a stretch of one series."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db import transaction

from apps.core import clock
from apps.core.blobs import blob_store, sha256_of
from apps.documents.diffing.words import count_words
from apps.documents.errors import HistoryConflictError, ImportHistoryError
from apps.documents.extraction.language import language_of
from apps.documents.histories import TECHNICAL_UPGRADE, Record
from apps.documents.histories.errors import OutOfOrderError
from apps.documents.leaves import capture_leaf, change_leaf, version_leaf
from apps.documents.models import (
    Capture,
    Change,
    Collection,
    Document,
    Fetcher,
    ImportedRecord,
    ImportedSeries,
    Origin,
    Outcome,
    Snapshot,
    Verdict,
    Version,
    VersionPart,
)
from apps.documents.selectors import latest_version, text_of
from apps.documents.services.dates import record_dates
from apps.documents.services.history_changes import Pair, imported_change
from apps.documents.services.history_collections import collection_of, collection_slug
from apps.documents.services.history_series import SeriesFacts, open_series
from apps.documents.services.history_sources import SourceTimeline
from apps.documents.types import ReasonRecord
from apps.evidence.services.noting import note_all

EXTRACTOR = "open-terms-archive"
EXTRACTOR_VERSION = "1"
_MARKDOWN = "text/markdown"


@dataclass(frozen=True, slots=True)
class RecordedText:
    """A record with its bytes, UTF-8 as recorded."""

    record: Record
    data: bytes


@dataclass(frozen=True, slots=True)
class Imported:
    imported: int
    present: int
    problem: ImportHistoryError | None


@dataclass(frozen=True, slots=True)
class _Entry:
    """A record that is new to us, with the rows and digests it needs."""

    record: Record
    data: bytes
    sha256: str
    collection: Collection


@transaction.atomic
def import_records(*, series: SeriesFacts, texts: Sequence[RecordedText]) -> Imported:
    """Record each text as the document's next version, in order; those recorded before are counted and left alone.

    Holds the document's row: two imports of one series at once are one after the other. Stops at the first record that
    contradicts the archive (other bytes for the same date, or a date before the last version) and gives it as `problem`;
    what comes before it is kept.
    """
    target = open_series(facts=series, language=_language(texts[0].data))
    document = Document.objects.select_for_update().get(pk=target.document_id)
    latest = latest_version(document)
    entries, present, problem = _new_among(target, texts, latest, series.fallback)
    if entries:
        _keep_bytes(entries)
        versions = _write_versions(target, entries, latest)
        _write_captures(document, entries, versions)
        _write_changes(document, entries, versions, latest)
    return Imported(len(entries), present, problem)


def _new_among(
    series: ImportedSeries, texts: Sequence[RecordedText], latest: Version | None, fallback: str
) -> tuple[list[_Entry], int, ImportHistoryError | None]:
    dates = [text.record.recorded_at for text in texts]
    known = dict(
        series.records.filter(recorded_at__in=dates).values_list("recorded_at", "version__text_sha256")
    )
    last = latest.captured_at if latest else None
    collections: dict[str, Collection] = {}
    entries: list[_Entry] = []
    present = 0
    for text in texts:
        record, sha256 = text.record, sha256_of(text.data)
        if record.recorded_at in known:
            if known[record.recorded_at] != sha256:
                return entries, present, _conflict(record)
            present += 1
            continue
        if last and record.recorded_at <= last:
            return entries, present, _out_of_order(record)
        slug = collection_slug(record.record_url, fallback)
        collections[slug] = collections.get(slug) or collection_of(record.record_url, fallback)
        entries.append(_Entry(record, text.data, sha256, collections[slug]))
        known[record.recorded_at], last = sha256, record.recorded_at
    return entries, present, None


def _conflict(record: Record) -> ImportHistoryError:
    return HistoryConflictError(
        f"{record.where}: a record of {record.recorded_at:%Y-%m-%d %H:%M:%S} was imported before with other bytes"
    )


def _out_of_order(record: Record) -> ImportHistoryError:
    return OutOfOrderError(
        f"{record.where}: is of {record.recorded_at:%Y-%m-%d %H:%M:%S}, before the last version the archive has"
    )


def _keep_bytes(entries: Iterable[_Entry]) -> None:
    """Store the bytes, then name them: an interruption leaves a blob without a name, never a name without a blob."""
    blobs, now = blob_store(), clock.now()
    for entry in entries:
        blobs.put(entry.data)
    Snapshot.objects.bulk_create(
        [
            Snapshot(sha256=entry.sha256, size=len(entry.data), content_type=_MARKDOWN, created_at=now)
            for entry in entries
        ],
        ignore_conflicts=True,
    )


def _write_versions(series: ImportedSeries, entries: list[_Entry], latest: Version | None) -> list[Version]:
    number, now = latest.number + 1 if latest else 1, clock.now()
    versions = Version.objects.bulk_create(
        Version(
            document_id=series.document_id,
            number=number + index,
            origin=Origin.IMPORTED,
            text_sha256=entry.sha256,
            text_size=len(entry.data),
            words=count_words(entry.data.decode()),
            language=_language(entry.data),
            extractor=EXTRACTOR,
            extractor_version=EXTRACTOR_VERSION,
            first_seen_at=entry.record.recorded_at,
            captured_at=entry.record.recorded_at,
            created_at=now,
        )
        for index, entry in enumerate(entries)
    )
    ImportedRecord.objects.bulk_create(
        ImportedRecord(
            series=series,
            version=version,
            collection=entry.collection,
            recorded_at=entry.record.recorded_at,
            record_kind=entry.record.kind,
            record_url=entry.record.record_url,
        )
        for entry, version in zip(entries, versions, strict=True)
    )
    record_dates((version, entry.data.decode()) for entry, version in zip(entries, versions, strict=True))
    return versions


def _language(data: bytes) -> str:
    return language_of(data.decode()) or ""


def _write_captures(document: Document, entries: list[_Entry], versions: list[Version]) -> None:
    timeline = SourceTimeline(document)
    captures = Capture.objects.bulk_create([_capture(timeline, entry) for entry in entries])
    note_all(capture_leaf(capture) for capture in captures)
    note_all(version_leaf(version, [capture.pk]) for version, capture in zip(versions, captures, strict=True))
    VersionPart.objects.bulk_create(
        VersionPart(version=version, position=1, capture=capture)
        for version, capture in zip(versions, captures, strict=True)
    )


def _capture(timeline: SourceTimeline, entry: _Entry) -> Capture:
    """Return the record as a capture. Its verdict is the archive's word, not our gate's: it has no score."""
    moment = entry.record.recorded_at
    source = timeline.source_at(moment, entry.record.source_urls)
    told = f"taken over from {entry.collection.slug} as it was recorded, not judged here"
    return Capture(
        source=source,
        scheduled_for=moment,
        fetcher=Fetcher.IMPORTED,
        fetcher_version=entry.collection.slug[:80],
        started_at=moment,
        finished_at=moment,
        outcome=Outcome.RECEIVED,
        requested_url=source.url,
        content_type=_MARKDOWN,
        charset="utf-8",
        snapshot_id=entry.sha256,
        verdict=Verdict.GOOD,
        reasons=[ReasonRecord(code="imported", detail=told, weight=0.0).model_dump()],
    )


def _write_changes(
    document: Document, entries: list[_Entry], versions: list[Version], latest: Version | None
) -> None:
    """Compare each text with the one before it; a return is a text that was there before the one it replaces."""
    seen = set(document.versions.filter(number__lt=versions[0].number).values_list("text_sha256", flat=True))
    texts = [
        (version, entry.data.decode(), entry.record.kind)
        for version, entry in zip(versions, entries, strict=True)
    ]
    if latest:
        texts = [(latest, text_of(latest), ""), *texts]
    changes = []
    for (old, old_text, _), (new, new_text, kind) in pairwise(texts):
        is_return = new.text_sha256 in seen and new.text_sha256 != old.text_sha256
        is_upgrade = kind == TECHNICAL_UPGRADE
        changes.append(imported_change(Pair(old, new, old_text, new_text, is_upgrade, is_return)))
        seen.add(old.text_sha256)
    note_all(change_leaf(change) for change in Change.objects.bulk_create(changes))
