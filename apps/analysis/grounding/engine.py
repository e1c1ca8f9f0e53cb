"""The check: every statement against the words it cites, the record and the laws it names."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from apps.analysis.grounding import resting
from apps.analysis.grounding.opposites import both_ways
from apps.analysis.grounding.sources import Sources, sources_of
from apps.analysis.grounding.statements import Placed, headlines, statements
from apps.analysis.grounding.types import Code, Finding
from apps.analysis.types import (
    ChangeBrief,
    ChangeReading,
    Evidence,
    Level,
    ProvisionBrief,
    ProvisionReading,
    Statement,
    StatementBasis,
)

_OF_DOCUMENT: Final = "if_no_action"  # what a document says of doing nothing stands anywhere in it
_MAY_RECUR: Final = frozenset({"clauses", "actions"})  # one for each clause; steps of several actions
GROUNDING_VERSION: Final = "grounding/2"
LONGEST_READING: Final = 15_000  # characters of prose, without the clauses of a change
MOST_STATEMENTS: Final = 10  # in one section


def check(
    reading: ProvisionReading | ChangeReading, brief: ProvisionBrief | ChangeBrief
) -> tuple[Finding, ...]:
    """Return what in a reading its brief does not bear out; nothing where it is grounded."""
    return tuple(_Check(reading, sources_of(brief)).findings())


@dataclass(frozen=True, slots=True)
class _Check:
    reading: ProvisionReading | ChangeReading
    sources: Sources

    def findings(self) -> Iterator[Finding]:
        placed = list(statements(self.reading))
        for each in placed:
            faults = resting.faults(
                each.statement, self.sources, is_of_document=each.where.startswith(_OF_DOCUMENT)
            )
            yield from (Finding(code, each.where, why) for code, why in faults)
        for where, text in headlines(self.reading):
            yield from (
                Finding(code, where, why) for code, why in resting.headline_faults(text, self.sources)
            )
        yield from self._of_the_whole(placed)

    def _of_the_whole(self, placed: list[Placed]) -> Iterator[Finding]:
        yield from self._evidence()
        yield from self._length(placed)
        texts = [self.reading.title, *(each.statement.text for each in placed)]
        if both_ways(text.lower() for text in texts):
            yield Finding(Code.CONTRADICTION, "", "One part of it says opt-in, another opt-out.")

    def _evidence(self) -> Iterator[Finding]:
        decisive = _decisive(self.reading)
        bases = {statement.basis for statement in decisive}
        inferred = self.reading.evidence is Evidence.INFERRED
        if not inferred and StatementBasis.TEXT not in bases:
            yield Finding(
                Code.EVIDENCE,
                "evidence",
                "It is called explicit, and nothing of what it says is in the text.",
            )
        elif not inferred and StatementBasis.INFERENCE in bases:
            yield Finding(Code.EVIDENCE, "evidence", "It is called explicit, and what decides is inferred.")
        if inferred and self.reading.severity.level is Level.HIGH:
            yield Finding(Code.SEVERITY, "severity", "What is inferred from context is medium at most.")

    def _length(self, placed: list[Placed]) -> Iterator[Finding]:
        per_section: dict[str, int] = {}
        seen: set[tuple[str, str]] = set()
        total = 0
        for each in placed:
            section = each.where.partition("[")[0]
            if section not in _MAY_RECUR:
                per_section[section] = per_section.get(section, 0) + 1
                total += len(each.statement.text)
            said = (section, each.statement.text)
            if said in seen and section not in _MAY_RECUR:
                yield Finding(Code.TOO_LONG, each.where, "It says the same twice.")
            seen.add(said)
        for section, count in per_section.items():
            if count > MOST_STATEMENTS:
                yield Finding(Code.TOO_LONG, section, f"It has more than {MOST_STATEMENTS} statements.")
        if total > LONGEST_READING:
            yield Finding(Code.TOO_LONG, "", f"It is longer than {LONGEST_READING:,} characters.")


def _decisive(reading: ProvisionReading | ChangeReading) -> tuple[Statement, ...]:
    return reading.what_it_is if isinstance(reading, ProvisionReading) else reading.summary
