"""The days in a change's new text by which one has to act."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from apps.documents.models import Change, DeadlineReading
from apps.documents.selectors import stated_dates, text_of
from apps.provisions.models import ProvisionFact, Standing
from apps.reviews.deadlines import DateFound, day_of
from apps.reviews.types import DueKind

_PERIOD: Final = "objection_time"
_LIST: Final = "sub-processor-list"
_TOPIC: Final = "sub_processors"


def dates_found(change: Change, topics: frozenset[str]) -> tuple[DateFound, ...]:
    """Return the days of effect and objection, each with the words for it. `topics` are those of the clauses touched.

    Of a date that can mean two days, the earlier one counts: nobody is late by it.
    """
    return (*_effective(change), *_written(change), *_reckoned(change, topics))


def _effective(change: Change) -> Iterator[DateFound]:
    stated = stated_dates(change.to_version).get("effective")
    if stated is not None:
        yield DateFound(DueKind.EFFECTIVE, min(stated.readings), _plain(stated.quote))


def _written(change: Change) -> Iterator[DateFound]:
    """Yield the days until which the text says that one can object."""
    reading = DeadlineReading.objects.filter(version=change.to_version_id).order_by("-pk").first()
    for record in reading.stated() if reading else ():
        if record.kind == "objection":
            yield DateFound(DueKind.OBJECTION, min(record.readings), _plain(record.quote))


def _reckoned(change: Change, topics: frozenset[str]) -> Iterator[DateFound]:
    """Yield the end of the time to object to sub-processors, where a period is agreed and the text says when it was announced."""
    if change.document.type != _LIST and _TOPIC not in topics:
        return
    announced = stated_dates(change.to_version).get("notice")
    fact = _agreed(change.document.platform_id)
    if announced is None or fact is None or fact.number is None:
        return
    version = fact.classification.text.version
    quote = text_of(version)[fact.quote_start : fact.quote_end]
    day = min(announced.readings) + timedelta(days=int(fact.number))
    how = f"{fact.value} after its announcement on {day_of(min(announced.readings))}"
    yield DateFound(DueKind.OBJECTION, day, _plain(quote), how)


def _agreed(platform_id: int) -> ProvisionFact | None:
    """Return the shortest time to object that a clause of the platform gives today."""
    standing = Standing.objects.filter(provision__document__platform=platform_id, ended_in=None)
    facts = ProvisionFact.objects.filter(
        slug=_PERIOD, number__isnull=False, classification__in=standing.values("classification")
    )
    return facts.select_related("classification__text__version").order_by("number", "pk").first()


def _plain(quote: str) -> str:
    """Return the words without Markdown's emphasis and line ends."""
    return " ".join(quote.replace("*", "").replace("_", " ").split())
