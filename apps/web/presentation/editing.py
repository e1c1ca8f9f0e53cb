"""An analysis as editors see it: every field with who said it, what it cites, and what the check found in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from django.urls import reverse

from apps.analysis.models import Analysis
from apps.analysis.selectors.queue import MOST_COUNTED, Waiting
from apps.analysis.types import Action, ChangeReading, Graded, ProvisionReading, Statement
from apps.analysis.types.authors import Author, AuthorKind
from apps.analysis.types.records import FindingRecord
from apps.web.forms.editing import quoted

LABELS: Final = {
    "title": "Title",
    "severity": "Severity",
    "confidence": "Confidence",
    "evidence": "Evidence",
    "direction": "Direction",
    "affected": "Who is affected",
    "summary": "What changed",
    "clauses": "Clauses affected",
    "dates": "Dates",
    "if_no_action": "If no action is taken",
    "pattern": "Pattern",
    "what_it_is": "What it is",
    "why_it_matters": "Why it matters",
    "interpretive_note": "Interpretive note",
    "what_it_means": "What this means for you",
    "actions": "What you can do",
    "regulatory_landscape": "Regulatory landscape",
    "governance_exposure": "Governance exposure",
    "exposure": "Exposure",
    "exposed": "Who is exposed",
    "jurisdiction_flags": "Jurisdiction flags",
    "contract_implications": "Contract implications",
    "compliance_considerations": "Compliance considerations",
}
REASONS: Final = {
    Waiting.WITHHELD: "Withheld",
    Waiting.UNSURE: "Low confidence",
    Waiting.NO_TOPIC: "Without topic",
    Waiting.REPORTED: "Reported",
}


@dataclass(frozen=True, slots=True)
class LineShown:
    text: str
    basis: str = ""
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One field of a reading. `problems` are what the check found in it when it was made."""

    name: str
    label: str
    lines: tuple[LineShown, ...]
    author: str
    is_edited: bool
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the queue and how much waits in it: "12", or "1000+" where nobody counted further."""

    url: str
    label: str
    count: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class QueueRow:
    """An analysis in the queue. `trouble` is what is wrong with it, in a few words."""

    analysis: Analysis
    subject: str
    document: str
    title: str
    trouble: str


def tabs(counts: Mapping[Waiting, int], reports: int, current: Waiting) -> tuple[Tab, ...]:
    """Return the parts of the queue; what is reported is told by the report, because not all of it has an analysis."""
    queue = reverse("editing")
    found = {
        why: Tab(f"{queue}?queue={why}", REASONS[why], _counted(counts[why]), why is current)
        for why in Waiting
    }
    found[Waiting.REPORTED] = Tab(
        reverse("editing_reports"), REASONS[Waiting.REPORTED], _counted(reports), current is Waiting.REPORTED
    )
    return tuple(found.values())


def _counted(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def queue_rows(analyses: Iterable[Analysis]) -> tuple[QueueRow, ...]:
    """Return what a list says of analyses. Load their subjects with document and platform."""
    return tuple(_queue_row(analysis) for analysis in analyses)


def _queue_row(analysis: Analysis) -> QueueRow:
    subject = analysis.provision or analysis.change
    assert subject is not None  # noqa: S101 - the constraint analysis_of_one_subject
    document = subject.document
    findings = findings_of(analysis)
    return QueueRow(
        analysis=analysis,
        subject=subject.public_id,
        document=f"{document.platform.name} · {document.title}",
        title=analysis.reading["title"] if analysis.reading else "No reading came",
        trouble="; ".join(sorted({finding.code.replace("_", " ") for finding in findings})),
    )


def author_label(author: Author) -> str:
    """Say who said something, as editors and readers know them."""
    if author.kind is AuthorKind.PERSON:
        return f"editor {author.name.partition('/')[2]}"
    return author.name


def fields_shown(
    reading: ProvisionReading | ChangeReading,
    authors: Mapping[str, Author],
    analysis: Analysis,
    texts: Mapping[str, str],
) -> tuple[FieldShown, ...]:
    """Return every field of a reading in the order of its page; empty ones too, so that they can be filled."""
    problems = _problems(analysis)
    return tuple(
        FieldShown(
            name=name,
            label=LABELS[name],
            lines=tuple(_lines(getattr(reading, name), texts)),
            author=author_label(authors[name]),
            is_edited=authors[name].kind is AuthorKind.PERSON,
            problems=tuple(problems.get(name, ())),
        )
        for name in type(reading).model_fields
    )


def field_to_edit_first(fields: Sequence[FieldShown]) -> str:
    """Name a field in which the check found something, else the first section."""
    troubled = (field.name for field in fields if field.problems)
    sections = (field.name for field in fields if field.name in {"what_it_is", "summary"})
    return next(troubled, None) or next(sections, "title")


def findings_of(analysis: Analysis) -> tuple[FindingRecord, ...]:
    """Return what the check found in an analysis."""
    return tuple(FindingRecord.model_validate(record) for record in analysis.findings)


def _problems(analysis: Analysis) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for finding in findings_of(analysis):
        field = finding.where.partition("[")[0].partition(".")[0]
        found.setdefault(field, []).append(finding.why)
    return found


def _lines(value: Any, texts: Mapping[str, str]) -> Sequence[LineShown]:
    if isinstance(value, tuple):
        return [line for one in value for line in _lines(one, texts)]
    if isinstance(value, Statement):
        return [LineShown(value.text, value.basis.value, tuple(quoted(value, texts)))]
    if isinstance(value, Action):
        steps = [*value.steps, *([value.deadline] if value.deadline else [])]
        return [LineShown(f"{value.title}:"), *(line for step in steps for line in _lines(step, texts))]
    if isinstance(value, Graded):
        return [
            LineShown(value.level.value.title()),
            *(LineShown(f"{reason.text} ({reason.points:+d})") for reason in value.reasons),
        ]
    if isinstance(value, Enum):
        return [LineShown(str(value.value).replace("_", " ").capitalize())]
    return [] if value is None else [LineShown(str(value))]
