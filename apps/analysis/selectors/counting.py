"""How many clauses of which severity: the one place where these numbers come from."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from apps.analysis.types import Level
from apps.documents.models import Document
from apps.platforms.models import Platform
from apps.provisions.models import Standing


@dataclass(frozen=True, slots=True)
class SeverityCounts:
    """Count the clauses that stand today by the severity that is shown; `unread` are those of which nothing is shown."""

    high: int = 0
    medium: int = 0
    low: int = 0
    unread: int = 0

    @property
    def read(self) -> int:
        return self.high + self.medium + self.low

    @property
    def total(self) -> int:
        return self.read + self.unread


def severity_counts(*, document: Document | None = None, platform: Platform | None = None) -> SeverityCounts:
    """Return the counts of a document, of a platform, or of all."""
    standings = Standing.objects.filter(ended_in=None)
    if document is not None:
        standings = standings.filter(provision__document=document)
    if platform is not None:
        standings = standings.filter(provision__document__platform=platform)
    rows = standings.order_by().values_list("provision__publication__severity").annotate(Count("pk"))
    return _counted(rows)


def severity_counts_by_document(documents: Iterable[int]) -> dict[int, SeverityCounts]:
    """Return the counts of many documents by their number, in one query; each that was asked for is there."""
    return _grouped("provision__document", list(documents))


def severity_counts_by_platform(platforms: Iterable[int]) -> dict[int, SeverityCounts]:
    """Return the counts of many platforms by their number, in one query; each that was asked for is there."""
    return _grouped("provision__document__platform", list(platforms))


def _grouped(key: str, numbers: list[int]) -> dict[int, SeverityCounts]:
    rows = (
        Standing.objects.filter(ended_in=None, **{f"{key}__in": numbers})
        .order_by()
        .values_list(key, "provision__publication__severity")
        .annotate(Count("pk"))
    )
    found: dict[int, list[tuple[str | None, int]]] = defaultdict(list)
    for number, severity, count in rows:
        found[number].append((severity, count))
    return {number: _counted(found[number]) for number in numbers}


def _counted(rows: Iterable[tuple[str | None, int]]) -> SeverityCounts:
    counts: Counter[str] = Counter()
    for severity, count in rows:  # no publication, and one that shows nothing, count alike
        counts[severity or ""] += count
    return SeverityCounts(
        high=counts[Level.HIGH], medium=counts[Level.MEDIUM], low=counts[Level.LOW], unread=counts[""]
    )
