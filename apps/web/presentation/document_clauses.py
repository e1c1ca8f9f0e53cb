"""The clauses of a document under the families of what they are about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from apps.analysis.models import Publication
from apps.analysis.selectors.counting import SeverityCounts
from apps.core.caching import remembered
from apps.documents.models import Document, Version
from apps.documents.selectors import text_of
from apps.provisions.models import Standing
from apps.provisions.taxonomy import read_taxonomy
from apps.provisions.taxonomy.labels import fact_label
from apps.web.presentation.clauses import FactView, clause_title, fact_value, position_named
from apps.web.queries.provisions import StandRow

_KEEP_FOR = 7 * 24 * 3600  # seconds; a text cut by one segmenter never covers more or less


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """`severity` is a level, empty for a clause that is not read yet; `topic` is not repeated where it is the title."""

    title: str
    url: str
    public_id: str
    number: str
    topic: str
    position: str
    severity: str
    facts: tuple[FactView, ...]


@dataclass(frozen=True, slots=True)
class FamilyClauses:
    slug: str
    label: str
    clauses: tuple[ClauseRow, ...]


@dataclass(frozen=True, slots=True)
class DocumentClauses:
    """`without_topic` counts those that wait for a person; `coverage` is the share of the text in clauses, in per cent."""

    families: tuple[FamilyClauses, ...]
    severities: SeverityCounts
    without_topic: int
    coverage: int

    @property
    def total(self) -> int:
        return self.severities.total


def document_clauses(
    document: Document,
    standings: Sequence[Standing],
    stands: Mapping[int, Sequence[StandRow]],
    publications: Mapping[int, Publication],
    severities: SeverityCounts,
) -> DocumentClauses | None:
    """Return the clauses that stand in a document, in its order within each family; none where nothing is cut yet."""
    if not standings:
        return None
    grouped: defaultdict[str, list[ClauseRow]] = defaultdict(list)
    for standing in standings:
        rows = stands.get(standing.pk, ())
        if rows:
            standing.provision.document = document
            grouped[rows[0].topic.topic.family].append(_row(standing, rows, publications.get(standing.pk)))
    families = tuple(
        FamilyClauses(family.slug, family.label, tuple(grouped[family.slug]))
        for family in read_taxonomy().families
        if family.slug in grouped
    )
    return DocumentClauses(
        families=families,
        severities=severities,
        without_topic=len(standings) - sum(len(family.clauses) for family in families),
        coverage=_coverage(standings),
    )


def _row(standing: Standing, rows: Sequence[StandRow], publication: Publication | None) -> ClauseRow:
    stand = rows[0].topic
    position = position_named(stand.topic.slug, stand.position)
    title = publication.title if publication else ""
    return ClauseRow(
        title=clause_title(title, rows, standing),
        url=standing.provision.get_absolute_url(),
        public_id=standing.provision.public_id,
        number=standing.last_text.number,
        topic=stand.topic.label if title else "",
        position=position.label if position and title else "",
        severity=publication.severity if publication else "",
        facts=tuple(
            FactView(fact_label(fact.slug).capitalize(), fact_value(fact), "")
            for row in rows
            for fact in row.facts
        ),
    )


def _coverage(standings: Sequence[Standing]) -> int:
    version = standings[0].last_text.version
    key = f"clause-coverage:{standings[0].last_text.segmenter}:{version.text_sha256}"
    return remembered(key, lambda: _covered(version, standings), keep_for=_KEEP_FOR)


def _covered(version: Version, standings: Iterable[Standing]) -> int:
    """Return how many of a hundred words outside headings stand in a clause."""
    text = text_of(version)
    inside = sum(len(text[one.last_text.start : one.last_text.end].split()) for one in standings)
    outside_headings = sum(len(line.split()) for line in text.splitlines() if not line.startswith("#"))
    return min(100, round(100 * inside / outside_headings)) if outside_headings else 100
