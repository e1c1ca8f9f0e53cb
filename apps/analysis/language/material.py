"""Writes what a model is given: our record outside, the vendor's words in passages with a boundary they cannot know."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from apps.analysis.types import (
    ChangeBrief,
    Clause,
    ClauseChange,
    Commonness,
    History,
    Law,
    Passage,
    ProvisionBrief,
    Stand,
    Whose,
)


@dataclass(frozen=True, slots=True)
class Material:
    """Hold the text of a question, and the passages it may be answered with by their names."""

    text: str
    passages: Mapping[str, Passage]


@dataclass(slots=True)
class _Writer:
    boundary: str = field(default_factory=lambda: f"b{secrets.token_hex(8)}")
    lines: list[str] = field(default_factory=list)
    passages: dict[str, Passage] = field(default_factory=dict)

    def say(self, *lines: str) -> None:
        self.lines.extend(line for line in lines if line)

    def passage(self, name: str, passage: Passage) -> None:
        self.passages[name] = passage
        self.words(name, passage.quote)

    def words(self, name: str, words: str) -> None:
        self.lines += [f"<<<{self.boundary} {name}", words, f"{self.boundary}>>>"]

    def done(self) -> Material:
        head = f"The boundary of this question is {self.boundary}."
        return Material("\n".join([head, *self.lines]), self.passages)


def law_key(law: Law) -> str:
    """Return how a reading names a law."""
    return f"{law.regulation} {law.article}"


def of_provisions(briefs: Sequence[ProvisionBrief]) -> Material:
    """Write the material for a batch of provisions."""
    writer = _Writer()
    for brief in briefs:
        key = brief.clause.public_id
        writer.say("", f"# Provision {key}", _whose(brief.whose), _history(brief.history))
        writer.say(*_stands(brief.clause.stands), _commonness(brief.commonness), *_laws(brief.laws))
        _clause(writer, key, "clause", brief.clause)
        for number, neighbour in enumerate(brief.neighbours, start=1):
            writer.say(f"A clause of {neighbour.platform} on the same point. {neighbour.difference}".rstrip())
            writer.passage(f"{key} neighbour {number}", neighbour.words)
    return writer.done()


def of_change(
    brief: ChangeBrief, clauses: Sequence[ClauseChange], notes: Iterable[tuple[str, Mapping[str, str]]] = ()
) -> Material:
    """Write the material for a change, or for the part of it with these clauses.

    `notes` are statements on clauses that were read before, each with its quotes by the name of their passage.
    """
    writer = _Writer()
    writer.say("", f"# Change {brief.public_id}", _whose(brief.whose), *_change_record(brief))
    for number, given in enumerate(brief.dates, start=1):
        writer.say(f"The text gives a date of the kind {given.kind}: {_day(given.day)}")
        writer.passage(f"date {number}", given.proof)
    for index, clause in enumerate(clauses, start=1):
        _clause_change(writer, clause, index)
    for text, quotes in notes:
        writer.say("A note made earlier on one clause, with the words it quotes:")
        writer.words("note", text)
        for name, words in quotes.items():
            writer.words(name, words)
    return writer.done()


def _clause_change(writer: _Writer, change: ClauseChange, index: int) -> None:
    clause = change.after or change.before
    # A clause that was split or merged stands in several pairs.
    known = clause.public_id if clause is not None else "clause"
    key = known if not any(name.startswith(f"{known} ") for name in writer.passages) else f"{known} ({index})"
    earlier = ", ".join(_day(day) for day in change.changed_on)
    writer.say("", f"## Clause {key}: {change.status}", f"Changed before on: {earlier}" if earlier else "")
    writer.say(*_laws(change.laws))
    for side, stood in (("before", change.before), ("after", change.after)):
        if stood is not None:
            writer.say(*(f"{side}: {line}" for line in _stands(stood.stands)))
            _clause(writer, key, side, stood)


def _clause(writer: _Writer, key: str, name: str, clause: Clause) -> None:
    where = " > ".join((*clause.path, clause.number)).strip(" >")
    if where:
        writer.words(f"{key} place of the {name} (not to be quoted)", where)
    writer.passage(f"{key} {name}", clause.words)
    for number, passage in enumerate(clause.context, start=1):
        writer.passage(f"{key} {name} context {number}", passage)


def _whose(whose: Whose) -> str:
    operator = f", operated by {whose.operator}" if whose.operator else ""
    seat = f" ({whose.jurisdiction})" if whose.jurisdiction else ""
    return (
        f"{whose.document} ({whose.document_type}) of {whose.platform}{operator}{seat}, "
        f"version {whose.version}, captured on {_day(whose.captured_on)}."
    )


def _history(history: History) -> str:
    changed = ", ".join(_day(day) for day in history.changed_on) or "never"
    return (
        f"Record: first seen {_day(history.first_seen_on)}, in {history.versions} versions, "
        f"changed by its publisher: {changed}."
    )


def _change_record(brief: ChangeBrief) -> Iterator[str]:
    yield (
        f"Record: detected {_day(brief.detected_on)}; kind {brief.kind}; words added {brief.words_added}, "
        f"removed {brief.words_removed}, moved {brief.words_moved}; sentences changed {brief.sentences_changed}."
    )
    earlier = ", ".join(_day(day) for day in brief.document_changed_on)
    yield f"The document changed before on: {earlier}." if earlier else "No earlier change is on record."


def _stands(stands: Iterable[Stand]) -> Iterator[str]:
    for stand in stands:
        position = f", position {stand.position} ({stand.position_label})" if stand.position else ""
        yield f"Topic: {stand.topic_label}{position}."
        # The values of text facts are the vendor's words; they are quoted so that they end where they end.
        yield from (f"Fact {fact.slug}: {fact.value!r}." for fact in stand.facts)


def _commonness(commonness: Commonness | None) -> str:
    if commonness is None:
        return ""
    return f"Record: {commonness.count} of {commonness.of} platforms take this position."


def _laws(laws: Iterable[Law]) -> Iterator[str]:
    for law in laws:
        yield f"Law {law_key(law)!r}: {law.name}, {law.article}: {law.about} {law.reason} ({law.strength})"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
