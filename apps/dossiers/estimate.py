"""How many pages a dossier will have: near enough to choose by, before anything is laid out."""

from dataclasses import dataclass
from typing import Final

from apps.dossiers.gathering import Survey
from apps.dossiers.types import Content, Outline, Section

MOST_PAGES: Final = 1_200

# Pages for one of each, measured on the sample vendors.
_CLAUSE, _CHANGE, _SOURCE, _QUOTE, _FACT, _LAW, _EVENT, _ACTION, _TOPIC = (
    0.72,
    0.9,
    0.22,
    0.085,
    0.045,
    0.06,
    0.03,
    0.05,
    0.14,
)
_ONE_PAGE: Final = (Section.SUMMARY, Section.CHARTS, Section.REVIEWS, Section.GLOSSARY, Section.CERTIFICATION)


@dataclass(frozen=True, slots=True)
class Counts:
    """What there is of each."""

    clauses: int = 0
    changes: int = 0
    sources: int = 0
    quotes: int = 0
    facts: int = 0
    laws: int = 0
    actions: int = 0
    topics: int = 0


def pages_of(content: Content) -> int:
    """Return the pages of what was gathered."""
    considered = sum(len(part.said) for clause in content.clauses for part in clause.compliance)
    counts = Counts(
        clauses=len(content.clauses),
        changes=len(content.revisions),
        sources=len(content.sources),
        quotes=len(content.quotes),
        facts=len(content.key_terms),
        laws=len(content.laws),
        actions=considered // 5,
        topics=len(content.matrix),
    )
    return round(sum(_by_section(content.outline, counts).values()))


def pages_expected(found: Survey) -> dict[str, int]:
    """Return the pages of each section of what is in reach, guessing what was not read yet from the number of clauses."""
    many = len(found.clauses)
    counts = Counts(
        clauses=many,
        changes=len(found.changes),
        sources=sum(bool(versions) for versions in found.versions.values()) + len(found.changes),
        quotes=4 * many + 20 * len(found.platforms),
        facts=12 * len(found.documents),
        laws=2 * many,
        actions=2 * many,
        topics=25,
    )
    return {name: max(1, round(pages)) for name, pages in _by_section(found.outline, counts).items()}


def _by_section(outline: Outline, counts: Counts) -> dict[str, float]:
    pages = {
        Section.KEY_TERMS: counts.facts * _FACT + 0.5,
        Section.TIMELINE: counts.changes * _EVENT + 1,
        Section.MATRIX: counts.topics * _TOPIC + 0.5,
        Section.PROVISIONS: counts.clauses * _CLAUSE + 0.5,
        Section.REDLINES: counts.changes * _CHANGE + 0.5,
        Section.REGULATIONS: counts.laws * _LAW + 0.5,
        Section.ACTIONS: counts.actions * _ACTION + 0.5,
    } | dict.fromkeys(_ONE_PAGE, 1.0)
    shown = {one.value: pages[one] for one in outline.printed}
    return {
        "cover": 2.0,
        **shown,
        "evidence": counts.sources * _SOURCE + counts.quotes * _QUOTE + 0.5,
        "method": 1.5,
    }
