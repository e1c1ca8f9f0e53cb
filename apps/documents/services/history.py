"""Importing recorded histories: what a third party's archive holds, with its dates, provenance and attribution."""

from collections.abc import Iterator
from dataclasses import dataclass

from apps.documents.errors import ImportHistoryError
from apps.documents.histories import History, Record, Series
from apps.documents.histories.terms_types import document_type_of
from apps.documents.services.history_collections import collection_slug
from apps.documents.services.history_records import RecordedText, import_records
from apps.documents.services.history_series import SeriesFacts

MAX_CHUNK = 100  # versions in one transaction: what an interruption can lose
_CHUNK_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Step:
    """What one transaction did, or why a series went no further."""

    series: str
    imported: int = 0
    present: int = 0
    problem: ImportHistoryError | None = None


def import_history(*, history: History, chunk: int = MAX_CHUNK) -> Iterator[Step]:
    """Import every series and yield what happened, chunk by chunk.

    A record that was imported before is left alone. A record that cannot be taken ends its series there; the others go
    on. An interruption loses the chunk it falls in, and the next import completes it.
    """
    for stray in history.strays:
        yield Step("", problem=stray)
    for series in history.series():
        yield from _import_series(history, series, chunk)


def _import_series(history: History, series: Series, chunk: int) -> Iterator[Step]:
    named = str(series.name)
    try:
        facts = _facts(history, series)
        for texts in _chunks(history, series.records, chunk):
            done = import_records(series=facts, texts=texts)
            yield Step(named, imported=done.imported, present=done.present)
            if done.problem:
                raise done.problem
        if series.problem:
            raise series.problem
    except ImportHistoryError as error:
        yield Step(named, problem=error)


def _facts(history: History, series: Series) -> SeriesFacts:
    last = series.records[-1] if series.records else None
    return SeriesFacts(
        name=series.name,
        type=document_type_of(series.name.terms_type),
        addresses=last.source_urls if last else (),
        collection=collection_slug(last.record_url if last else "", history.collection),
        fallback=history.collection,
    )


def _chunks(history: History, records: tuple[Record, ...], size: int) -> Iterator[tuple[RecordedText, ...]]:
    """Read the texts in order, bounded in number and in bytes; what was read before an unreadable one is given first."""
    texts: list[RecordedText] = []
    weight = 0
    for record in records:
        try:
            data = history.read(record)
        except ImportHistoryError:
            if texts:
                yield tuple(texts)
            raise
        texts.append(RecordedText(record, data))
        weight += len(data)
        if len(texts) >= size or weight >= _CHUNK_BYTES:
            yield tuple(texts)
            texts, weight = [], 0
    if texts:
        yield tuple(texts)
