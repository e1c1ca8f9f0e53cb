"""What people can do, with until when: only where the clause itself gives the right or the way."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from pydantic import BaseModel, ConfigDict

from apps.analysis.rules.case import Case, Told
from apps.analysis.rules.knowledge import DATA, topics
from apps.analysis.rules.quoting import Reader
from apps.analysis.rules.saying import quote_of
from apps.analysis.rules.writing import filled, used_slots
from apps.analysis.types import Action, Passage, Statement, StatementBasis
from apps.core.yaml_reading import read_yaml

MOST_ACTIONS: Final = 4
_STEP_WORDS: Final = 22


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    positions: tuple[str, ...] = ()
    words: str = ""
    fact: str = ""
    step: str
    deadline: str = ""


@cache
def _rows() -> Mapping[str, tuple[tuple[_Row, re.Pattern[str] | None], ...]]:
    file = read_yaml((DATA / "actions.yaml").read_bytes())
    known = {
        topic: tuple(_Row.model_validate(row) for row in rows)
        for topic, rows in file.items()
        if topic in topics()
    }
    return {
        topic: tuple((row, re.compile(row.words, re.IGNORECASE) if row.words else None) for row in rows)
        for topic, rows in known.items()
    }


def actions(case: Case) -> tuple[Action, ...]:
    """Return what the clause lets people do."""
    found = [action for told in case.told for action in _of_stand(case, told)]
    return tuple({action.title: action for action in reversed(found)}.values())[::-1][:MOST_ACTIONS]


def _of_stand(case: Case, told: Told) -> Iterator[Action]:
    for row, pattern in _rows().get(told.stand.topic, ()):
        if row.positions and told.stand.position not in row.positions:
            continue
        if row.fact and row.fact not in told.values:
            continue
        match = pattern.search(case.reader.text) if pattern else None
        if pattern and match is None:
            continue
        yield Action(title=row.title, steps=(_step(case, told, row, match),), deadline=_deadline(told, row))


def _step(case: Case, told: Told, row: _Row, match: re.Match[str] | None) -> Statement:
    used = tuple(slot for slot in used_slots(row.step, told.slots) if slot in told.values)
    text = filled(row.step, told.slots)
    words = _words(case, told, row, match)
    if words is not None:
        text = f"{text} The clause says: “{words.quote}”."
    cited = words.citation if words else case.whole
    return Statement(text=text, basis=StatementBasis.TEXT, citations=(cited, *told.proofs(used)), facts=used)


def _words(case: Case, told: Told, row: _Row, match: re.Match[str] | None) -> Passage | None:
    """Quote the words that give the right: the sentence found, else the proof of the position or the fact."""
    if match is not None:
        start, end = case.reader.plain.sentence(match.start())
        low = max(start, match.start() - 90)
        low = start if low == start else case.reader.text.find(" ", low) + 1
        return case.reader.best(low, end, _STEP_WORDS)
    if not row.fact:
        return quote_of(told, _STEP_WORDS)
    reader = Reader(told.values[row.fact][0].proof)
    return reader.best(0, len(reader.text), _STEP_WORDS)


def _deadline(told: Told, row: _Row) -> Statement | None:
    values = told.values.get(row.deadline, ()) if row.deadline else ()
    if len(values) != 1:  # of several times, none is the deadline
        return None
    proof = values[0].proof
    reader = Reader(proof)
    quote = reader.best(0, len(reader.text), _STEP_WORDS)
    shown = f": “{quote.quote}”" if quote else ""
    return Statement(
        text=f"The time stated is {told.slots[row.deadline]}{shown}.",
        basis=StatementBasis.TEXT,
        citations=(proof.citation,),
        facts=(row.deadline,),
    )
