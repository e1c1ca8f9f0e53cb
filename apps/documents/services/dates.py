"""The dates that texts give of themselves, kept beside the versions that give them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from apps.core import clock
from apps.documents.extraction import (
    EXTRACTOR,
    EXTRACTOR_VERSION,
    Dates,
    StatedDate,
    dates_of,
    deadlines_of,
    split_parts,
)
from apps.documents.extraction.markdown import PART_BREAK
from apps.documents.models import DateReading, DeadlineReading, Version
from apps.documents.selectors import text_of
from apps.documents.types import StatedDateRecord, StatedDeadlineRecord

READER = f"{EXTRACTOR} {EXTRACTOR_VERSION}"
DEADLINE_READER = "deadlines/1"
_BATCH = 200


def record_dates(texts: Iterable[tuple[Version, str]]) -> int:
    """Read the dates and deadlines of these versions' texts and keep them; return how many versions that were.

    The texts alone decide, so records of third parties are read as well. The same reader's second reading records nothing.
    """
    now = clock.now()
    dates, deadlines = [], []
    for version, text in texts:
        language = version.language or None
        dates.append(DateReading(version=version, reader=READER, read_at=now, **_fields(text, language)))
        stated = _deadlines(text, language)
        deadlines.append(
            DeadlineReading(version=version, reader=DEADLINE_READER, deadlines=stated, read_at=now)
        )
    DateReading.objects.bulk_create(dates, ignore_conflicts=True)
    DeadlineReading.objects.bulk_create(deadlines, ignore_conflicts=True)
    return len(dates)


def versions_without_dates() -> QuerySet[Version]:
    """Return the versions whose texts today's readers have not read for dates or deadlines, latest or not."""
    dated = DateReading.objects.filter(version=OuterRef("pk"), reader=READER)
    read = DeadlineReading.objects.filter(version=OuterRef("pk"), reader=DEADLINE_READER)
    return Version.objects.filter(~Exists(dated) | ~Exists(read)).order_by("pk")


def fill_dates(versions: QuerySet[Version]) -> int:
    """Read the dates of versions that have none; return how many were read."""
    left, read = versions.iterator(chunk_size=_BATCH), 0
    while batch := list(islice(left, _BATCH)):
        read += record_dates((version, text_of(version)) for version in batch)
    return read


def dates_in_parts(text: str, language: str | None) -> Dates:
    """Read a text part by part: each part of a document has a beginning and an end, and the first that speaks counts."""
    found: dict[str, StatedDate] = {}
    for offset, part in _parts(text):
        dates = dates_of(part, language)
        for kind in ("effective", "last_updated", "notice"):
            stated: StatedDate | None = getattr(dates, kind)
            if stated is not None and kind not in found:
                found[kind] = replace(stated, offset=offset + stated.offset)
    return Dates(**found)


def _parts(text: str) -> Iterator[tuple[int, str]]:
    offset = 0
    for part in split_parts(text):
        yield offset, part
        offset += len(part) + len(PART_BREAK)


def _fields(text: str, language: str | None) -> dict[str, dict[str, Any] | None]:
    dates = dates_in_parts(text, language)
    return {
        "effective": _record(dates.effective),
        "last_updated": _record(dates.last_updated),
        "notice": _record(dates.notice),
    }


def _record(stated: StatedDate | None) -> dict[str, Any] | None:
    if stated is None:
        return None
    return StatedDateRecord(
        on=stated.on, quote=stated.quote, offset=stated.offset, readings=stated.readings
    ).model_dump(mode="json")


def _deadlines(text: str, language: str | None) -> list[dict[str, Any]]:
    return [
        StatedDeadlineRecord(
            kind=one.kind,
            on=one.stated.on,
            quote=one.stated.quote,
            offset=one.stated.offset,
            readings=one.stated.readings,
        ).model_dump(mode="json")
        for one in deadlines_of(text, language)
    ]
