"""Severity, confidence, evidence and prevalence as badges, each with what it means and why it is so here."""

from collections.abc import Iterator
from dataclasses import dataclass

from apps.analysis.types import Evidence, Graded, Level, ProvisionReading
from apps.web.presentation.clauses import PrevalenceView

_SEVERITY = {
    Level.HIGH: "Six points or more of the written rubric: it takes much from those whom the document binds.",
    Level.MEDIUM: "Three to five points of the written rubric: it takes something from those whom the document binds.",
    Level.LOW: "Below three points of the written rubric: it is usual, balanced or in favour of those whom it binds.",
}
_CONFIDENCE = {
    Level.HIGH: "The words leave little room for another reading.",
    Level.MEDIUM: "Another reading is possible; the interpretive note says where.",
    Level.LOW: "The words settle little; read the clause itself.",
}
_EVIDENCE = {
    Evidence.EXPLICIT: (
        "Explicit document language",
        "What is said rests on words of the document, which are quoted.",
    ),
    Evidence.INFERRED: (
        "Inferred from context",
        "More is said than the words state; each sentence names from what. Severity is then Medium at most.",
    ),
}
_PREVALENCE = {
    "Common": "At least a quarter of the platforms that could take this position do.",
    "Uncommon": "Between a twentieth and a quarter of the platforms that could take this position do.",
    "Rare": "Fewer than a twentieth of the platforms that could take this position do.",
    "Unique": "No other platform in the record takes this position.",
    "": "Too few platforms are in the record to say whether that is common.",
}


@dataclass(frozen=True, slots=True)
class GradeBadge:
    """A badge with its legend; `reasons` say why it is given here. `tone` as in components/badge.html."""

    term: str
    label: str
    tone: str
    legend: str
    reasons: tuple[str, ...] = ()
    url: str = ""


def grade_badges(
    reading: ProvisionReading | None, prevalence: PrevalenceView | None
) -> tuple[GradeBadge, ...]:
    """Return the badges of a clause: those of its reading, where it has one, and how common it is."""
    return (*(_of_reading(reading) if reading else ()), *(_of_prevalence(prevalence) if prevalence else ()))


def severity_label(level: str) -> str:
    return f"{Level(level).value.title()} severity"


def _of_reading(reading: ProvisionReading) -> Iterator[GradeBadge]:
    severity, confidence = reading.severity, reading.confidence
    yield GradeBadge(
        "Severity",
        severity_label(severity.level),
        severity.level.value,
        _SEVERITY[severity.level],
        _reasons(severity),
    )
    yield GradeBadge(
        "Confidence",
        f"{confidence.level.value.title()} confidence",
        "plain",
        _CONFIDENCE[confidence.level],
        _reasons(confidence),
    )
    label, legend = _EVIDENCE[reading.evidence]
    yield GradeBadge("Evidence", label, "plain", legend)


def _reasons(graded: Graded) -> tuple[str, ...]:
    return tuple(reason.text for reason in graded.reasons)


def _of_prevalence(prevalence: PrevalenceView) -> Iterator[GradeBadge]:
    yield GradeBadge(
        "Prevalence", prevalence.label, "plain", _PREVALENCE[prevalence.grade], url=prevalence.url
    )
