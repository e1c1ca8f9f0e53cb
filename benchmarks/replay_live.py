"""Records a series of dated texts as if each had been captured at its date."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise

from django.db import transaction

from apps.core import clock
from apps.core.blobs import blob_store, sha256_of
from apps.documents.diffing.words import count_words
from apps.documents.extraction.language import language_of
from apps.documents.histories import TECHNICAL_UPGRADE, History, Record, Series
from apps.documents.histories.terms_types import document_type_of
from apps.documents.models import Capture, Document, Fetcher, Outcome, Snapshot, Source, Verdict
from apps.documents.selectors import latest_version
from apps.documents.services.history_series import SeriesFacts, open_series
from apps.documents.services.readings import Reading
from apps.documents.services.schedule import next_slot
from apps.documents.services.sources import SourceFacts, declare_source
from apps.documents.services.versions import RecordedOutcome, record_version

_MARKDOWN = "text/markdown"
_END = datetime(2027, 1, 1, tzinfo=UTC)  # a text that waits at the end of its series goes on being seen


def record_series(history: History, series: Series) -> Document:
    """Take a series through the services that record captured texts, at its dates; one that was recorded before is left alone.

    Between two records the earlier text stands on the page: while it waits to be stable it is seen again at each of the document's
    rounds. A record that its archive calls a technical upgrade is one of sources declared anew, as it would be here.
    """
    with transaction.atomic(), clock.fixed(series.records[0].recorded_at):
        document = _document(history, series)
        if not document.versions.exists():
            source = _declared(document, series.records[0], upgrade=0)
            for upgrade, (record, until) in enumerate(_spans(series.records)):
                with clock.fixed(record.recorded_at):
                    if record.kind == TECHNICAL_UPGRADE:
                        source = _declared(document, record, upgrade=upgrade)
                    _see(document, source, history.read(record), record.recorded_at, until)
    return document


def _document(history: History, series: Series) -> Document:
    last = series.records[-1]
    facts = SeriesFacts(
        name=series.name,
        type=document_type_of(series.name.terms_type),
        addresses=last.source_urls,
        collection=history.collection,
        fallback=history.collection,
    )
    language = language_of(history.read(series.records[0]).decode()) or ""
    return open_series(facts=facts, language=language).document


def _declared(document: Document, record: Record, *, upgrade: int) -> Source:
    """Declare where the text is from; whatever the archive upgraded, here it is the selector."""
    select = (f"main.upgrade-{upgrade}",) if upgrade else ()
    url = record.source_urls[0] if record.source_urls else "https://unknown.example/"
    declare_source(document=document, sources=SourceFacts(urls=(url,), select=select))
    return Source.objects.current().get(document=document)


def _spans(records: tuple[Record, ...]) -> Iterator[tuple[Record, datetime]]:
    """Give each record and when the next one takes its place."""
    for record, following in pairwise(records):
        yield record, following.recorded_at
    yield records[-1], _END


def _see(document: Document, source: Source, data: bytes, at: datetime, until: datetime) -> None:
    """Capture the text, and again at each round for as long as it waits and stands there."""
    while at < until:
        with clock.fixed(at):
            reading = _reading(document, _capture(source, data, at), data, at)
            recorded = record_version(document=document, reading=reading)
        if recorded.outcome is not RecordedOutcome.HELD:
            return
        at = next_slot(document, after=at)


def _capture(source: Source, data: bytes, at: datetime) -> Capture:
    sha256 = blob_store().put(data)
    Snapshot.objects.get_or_create(
        sha256=sha256, defaults={"size": len(data), "content_type": _MARKDOWN, "created_at": at}
    )
    return Capture.objects.create(
        source=source,
        scheduled_for=at,
        fetcher=Fetcher.IMPORTED,
        fetcher_version="replay",
        started_at=at,
        finished_at=at,
        outcome=Outcome.RECEIVED,
        requested_url=source.url,
        content_type=_MARKDOWN,
        charset="utf-8",
        snapshot_id=sha256,
        verdict=Verdict.GOOD,
    )


def _reading(document: Document, capture: Capture, data: bytes, at: datetime) -> Reading:
    """Return what the extractor would have read: the recorded text itself."""
    text = data.decode()
    return Reading(
        captures=(capture,),
        text=text,
        text_sha256=sha256_of(data),
        text_size=len(data),
        words=count_words(text),
        language=language_of(text) or "",
        coverage=1.0,
        last_updated="",
        captured_at=at,
        scheduled_for=at,
        anchor=latest_version(document),
    )
