"""What an edit did to one clause: positions and values before and after, else the words that differ."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache, cached_property
from typing import Final

from pydantic import BaseModel, ConfigDict

from apps.analysis.rules.case import Case, Told
from apps.analysis.rules.knowledge import DATA
from apps.analysis.rules.quoting import Reader
from apps.analysis.rules.writing import joined
from apps.analysis.types import ClauseChange, Direction, Passage, Value, Whose
from apps.core.yaml_reading import read_yaml
from apps.provisions.taxonomy import FactType

NEWS: Final = frozenset({"added", "removed", "resumed"})
_MOST_DIFFED: Final = 1_500  # words of a clause that are compared one by one
_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"\(?(?:[a-z]|\d{1,2}(?:\.\d{1,2})*|[ivx]{1,4})[.)]?|[-*\u2022]", re.IGNORECASE)
_NO_WIDTH = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


class FactCourse(BaseModel):
    """How another value of a fact is called, and for whom it is better."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    more: Direction | None = None
    yes: Direction | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    facts: Mapping[str, FactCourse]
    continued_use: str


@cache
def courses() -> _File:
    """Return for whom changes of values are better, and how silence is told to be consent."""
    rows = read_yaml((DATA / "changes.yaml").read_bytes())
    for row in rows["facts"].values():
        if True in row:  # YAML reads the key "yes" as true
            row["yes"] = row.pop(True)
    return _File.model_validate(rows)


@dataclass(frozen=True, slots=True)
class FactMoved:
    """A value that differs: one side is empty where the clause stated none."""

    told: Told
    slug: str
    before: tuple[Value, ...]
    after: tuple[Value, ...]

    @property
    def course(self) -> FactCourse | None:
        return courses().facts.get(f"{self.told.stand.topic}.{self.slug}")

    @property
    def name(self) -> str:
        return self.course.name if self.course else self.slug.replace("_", " ")

    @property
    def direction(self) -> Direction:
        """Say for whom the new value is better; neutral where values of the fact are not ranked."""
        course = self.course
        if course is None:
            return Direction.NEUTRAL
        if course.yes is not None:
            was_set, is_set = _is_set(self.before), _is_set(self.after)
            return Direction.NEUTRAL if was_set is is_set else course.yes if is_set else _opposite(course.yes)
        if course.more is None or len(self.before) != 1 or len(self.after) != 1:
            return Direction.NEUTRAL
        was, now = self.before[0], self.after[0]
        is_comparable = was.type is not FactType.MONEY or was.unit == now.unit
        if was.number is None or now.number is None or was.number == now.number or not is_comparable:
            return Direction.NEUTRAL
        return course.more if now.number > was.number else _opposite(course.more)


@dataclass(frozen=True, slots=True)
class PositionMoved:
    """A position that gives way to another."""

    before: Told
    after: Told

    @property
    def direction(self) -> Direction:
        """Say for whom the new position is better, by the points of the rubric."""
        assert self.before.position is not None and self.after.position is not None  # noqa: S101, PT018 - chosen for having one
        difference = self.after.position.points - self.before.position.points
        return (
            Direction.WORSE if difference > 0 else Direction.BETTER if difference < 0 else Direction.NEUTRAL
        )


@dataclass(frozen=True)
class Difference:
    """Everything that an edit did to a clause."""

    change: ClauseChange
    whose: Whose
    texts: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def before(self) -> Case | None:
        return Case(self.change.before, self.whose, self.texts) if self.change.before else None

    @cached_property
    def after(self) -> Case | None:
        return Case(self.change.after, self.whose, self.texts) if self.change.after else None

    @property
    def case(self) -> Case:
        """Return the clause as it stands now, or as it stood where it is gone."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - a change of a clause has a side
        return found

    @cached_property
    def positions(self) -> tuple[PositionMoved, ...]:
        """Return the positions that gave way to others, in words that were edited."""
        return tuple(
            PositionMoved(old, new)
            for old, new in self._both()
            if old.position
            and new.position
            and old.stand.position != new.stand.position
            and self._is_new(old, new)
        )

    @cached_property
    def facts(self) -> tuple[FactMoved, ...]:
        """Return the values that differ, in words that were edited."""
        return tuple(
            moved for old, new in self._both() for moved in _facts(old, new) if self._is_carried(moved)
        )

    @cached_property
    def words(self) -> tuple[Passage | None, Passage | None]:
        """Return the longest words that went and that came; either is missing where there are none to quote."""
        if self.before is None or self.after is None:
            return None, None
        return _differing(self.before, self.after)

    @property
    def is_of_marks(self) -> bool:
        """Say whether only links, emphasis, spacing or the numbers of points differ."""
        if self.before is None or self.after is None:
            return False
        return [one[0] for one in _words(self.before.reader)] == [one[0] for one in _words(self.after.reader)]

    @property
    def is_decided(self) -> bool:
        """Say whether a position or a value changes, and not the wording alone."""
        return bool(self.positions or self.facts)

    @property
    def direction(self) -> Direction:
        """Say for whom the edit is better."""
        directions = [moved.direction for moved in self.positions] + [moved.direction for moved in self.facts]
        found = set(directions) - {Direction.NEUTRAL}
        if len(found) == 1:
            return found.pop()
        if found:
            return Direction.MIXED
        if self.is_decided or self.is_of_marks:
            return Direction.NEUTRAL
        return (
            self._of_whole() if self.change.before is None or self.change.after is None else Direction.UNCLEAR
        )

    def _of_whole(self) -> Direction:
        """Say for whom it is better that a whole clause comes or goes, where its position tells."""
        lead = self.case.lead
        if lead is None or lead.position is None or lead.stand.favours is None:
            return Direction.UNCLEAR
        course = {"provider": Direction.WORSE, "user": Direction.BETTER}.get(
            lead.stand.favours.value, Direction.NEUTRAL
        )
        return course if self.change.after is not None else _opposite(course)

    def _both(self) -> Iterator[tuple[Told, Told]]:
        if self.before is None or self.after is None:
            return
        after = {told.stand.topic: told for told in self.after.told}
        for old in self.before.told:
            new = after.get(old.stand.topic)
            if new is not None:
                yield old, new

    def _is_new(self, old: Told, new: Told) -> bool:
        """Say whether the proof of a position came or went with the edit."""
        was, now = self.change.before, self.change.after
        if was is None or now is None or old.stand.proof is None or new.stand.proof is None:
            return False
        return _plain(new.stand.proof) not in _plain(was.words) or _plain(old.stand.proof) not in _plain(
            now.words
        )

    def _is_carried(self, moved: FactMoved) -> bool:
        was, now = self.change.before, self.change.after
        if was is None or now is None:
            return False
        came = all(_plain(value.proof) not in _plain(was.words) for value in moved.after)
        went = all(_plain(value.proof) not in _plain(now.words) for value in moved.before)
        return came and went


def _facts(old: Told, new: Told) -> Iterator[FactMoved]:
    for slug in dict.fromkeys([*old.values, *new.values]):
        was, now = old.values.get(slug, ()), new.values.get(slug, ())
        if joined(was) != joined(now):
            yield FactMoved(new, slug, was, now)


def _differing(before: Case, after: Case) -> tuple[Passage | None, Passage | None]:
    """Return the words of the largest edit that can be quoted, with some around them."""
    old, new = before.reader, after.reader
    was, now = _words(old), _words(new)
    if max(len(was), len(now)) > _MOST_DIFFED:
        return None, None
    matcher = SequenceMatcher(None, [one[0] for one in was], [one[0] for one in now], autojunk=False)
    edits = [edit for edit in matcher.get_opcodes() if edit[0] != "equal"]
    for _, i1, i2, j1, j2 in sorted(edits, key=lambda edit: (edit[1] - edit[2]) + (edit[3] - edit[4])):
        went, came = _edited(old, was[i1:i2]), _edited(new, now[j1:j2])
        if i2 > i1 and j2 > j1 and (went is None or came is None):
            continue
        if (went is not None or came is not None) and (went and went.quote) != (came and came.quote):
            return went, came
    return None, None


def _words(reader: Reader) -> list[tuple[str, int, int]]:
    """Return the words of a clause with their places, without numbers of points and signs that have no width."""
    found = ((_NO_WIDTH.sub("", one[0]), *one.span()) for one in _WORD.finditer(reader.text))
    return [
        one for one in found if one[0] and not (_NUMBER.fullmatch(one[0]) and _begins_line(reader, one[1]))
    ]


def _begins_line(reader: Reader, at: int) -> bool:
    before = reader.passage.quote[: reader.plain.places[at]]
    return not before.rpartition("\n")[2].strip(" \t*-\u2022>#")


def _edited(reader: Reader, words: list[tuple[str, int, int]]) -> Passage | None:
    """Quote edited words with what stands around them, or at least themselves."""
    if not words:
        return None
    start, end = words[0][1], words[-1][2]
    around = reader.around(start, end)
    if around is not None and around.quote.find(words[0][0]) >= 0:
        return around
    unmarked = start + len(reader.text[start:end].rstrip(".,;:"))
    return reader.bare(start, end) or (reader.bare(start, unmarked) if unmarked > start else None)


def _plain(passage: Passage) -> str:
    return " ".join(passage.quote.split())


def _is_set(values: tuple[Value, ...]) -> bool:
    return any(value.type is FactType.FLAG and value.value == "yes" for value in values)


def _opposite(direction: Direction) -> Direction:
    return {Direction.BETTER: Direction.WORSE, Direction.WORSE: Direction.BETTER}.get(direction, direction)
