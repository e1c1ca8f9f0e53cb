"""What is said of a change: whole for those entitled to it, its title, grade and first sentence for everybody."""

from collections.abc import Iterator
from dataclasses import dataclass

from apps.analysis.types import ChangeReading, Direction, Statement
from apps.analysis.types.readings import Action
from apps.web.presentation.analyses import affected_words, cites_law, first_sentence

_DIRECTIONS = {
    Direction.BETTER: "Better for those who are bound",
    Direction.WORSE: "Worse for those who are bound",
    Direction.MIXED: "Better in some points, worse in others, for those who are bound",
    Direction.NEUTRAL: "Neither better nor worse for those who are bound",
    Direction.UNCLEAR: "Not clear for whom it is better",
}


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    anchor: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class ChangeSummary:
    """`sections` and all below are empty for those who may read the preview alone."""

    title: str
    severity: str
    preview: str
    sections: tuple[Section, ...] = ()
    direction: str = ""
    affected: str = ""
    actions: tuple[Action, ...] = ()

    @property
    def is_open(self) -> bool:
        return bool(self.sections)


def change_summary(reading: ChangeReading, *, may_read: bool) -> ChangeSummary:
    """Return as much of a reading as a visitor is entitled to."""
    title, severity = reading.title, reading.severity.level.value
    preview = next((first_sentence(one.text) for one in reading.summary if not cites_law(one)), "")
    if not may_read:
        return ChangeSummary(title, severity, preview)
    return ChangeSummary(
        title,
        severity,
        preview,
        sections=tuple(section for section in _sections(reading) if section.statements),
        direction=_DIRECTIONS[reading.direction],
        affected=affected_words(reading.affected),
        actions=reading.actions,
    )


def _sections(reading: ChangeReading) -> Iterator[Section]:
    yield Section("In short", "summary", reading.summary)
    yield Section("Clauses", "clauses-said", reading.clauses)
    yield Section("Dates", "dates-said", reading.dates)
    yield Section("If nothing is done", "no-action", reading.if_no_action)
    yield Section("Pattern", "pattern", reading.pattern)
