"""What the pages about one document and its versions read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, Q, QuerySet

from apps.documents.models import (
    Capture,
    Change,
    DateReading,
    Document,
    ImportedRecord,
    Outcome,
    Verdict,
    Version,
)

_LATEST_CAPTURES = 10
_TROUBLED_DAYS = 20


def versions_for_table(document: Document, numbers: Sequence[int]) -> QuerySet[Version]:
    """Return these versions, newest first, each with the change that led to it."""
    return document.versions.filter(number__in=numbers).select_related("change_here").order_by("-number")


def latest_captures(document: Document) -> list[Capture]:
    """Return the newest attempts at any source of the document, present or former."""
    return list(
        _captures(document).select_related("snapshot").order_by("-started_at", "-pk")[:_LATEST_CAPTURES]
    )


def first_captured_at(document: Document) -> datetime | None:
    moment: datetime | None = _captures(document).aggregate(first=Min("started_at"))["first"]
    return moment


def troubled_days(document: Document) -> list[datetime]:
    """Return the newest days on which an attempt failed or was quarantined, newest first."""
    is_troubled = Q(outcome=Outcome.FAILED) | Q(verdict=Verdict.SUSPECT)
    days = _captures(document).filter(is_troubled).datetimes("started_at", "day", order="DESC")
    return list(days[:_TROUBLED_DAYS])


def _captures(document: Document) -> QuerySet[Capture]:
    return Capture.objects.filter(source__in=document.sources.values("pk"))


@dataclass(frozen=True, slots=True)
class VersionMark:
    """The little of a version that a list of numbers or a timeline needs."""

    number: int
    first_seen_at: datetime
    kind: str
    cause: str


def version_marks(document: Document) -> list[VersionMark]:
    """Return every version of the document, newest first, without loading the rows."""
    rows = document.versions.order_by("-number").values_list(
        "number", "first_seen_at", "change_here__kind", "change_here__cause"
    )
    return [VersionMark(number, seen, kind or "", cause or "") for number, seen, kind, cause in rows]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The versions before and after, and the newest; `change` led to this one."""

    previous: Version | None
    next: Version | None
    latest: Version


def neighbours_of(version: Version) -> Neighbours:
    newest = version.document.versions.order_by("-number").first() or version
    beside = {
        other.number: other
        for other in version.document.versions.filter(number__in=[version.number - 1, version.number + 1])
    }
    return Neighbours(beside.get(version.number - 1), beside.get(version.number + 1), newest)


def captures_behind(version: Version) -> list[Capture]:
    """Return the captures that a version was made from, in the order of its parts; none for an imported record."""
    parts = version.parts.select_related("capture__snapshot", "capture__source").order_by("position")
    return [part.capture for part in parts]


def attribution_of(version: Version) -> str:
    """Return whose record an imported version is, in the words its licence asks for."""
    record = ImportedRecord.objects.select_related("collection").filter(version=version).first()
    return f"{record.collection.attribution} ({record.collection.licence})" if record else ""


def change_between(old: Version, new: Version) -> Change | None:
    """Return the recorded change between two neighbours."""
    return Change.objects.filter(from_version=old, to_version=new).first()


def dates_of(version: Version | None) -> DateReading | None:
    """Return the newest reading of the dates that a version's text states."""
    return version.date_readings.order_by("-pk").first() if version else None
