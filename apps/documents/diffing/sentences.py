"""Sentences: how many were added, removed or changed."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress

from apps.documents.diffing.types import IN_NEW, IN_OLD, Op, OpKind

BOUNDARY = re.compile(
    r"\n+|[\u3002\uff01\uff1f]+"
    r"|(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bInc\.)(?<!\bNo\.)(?<!\bNos\.)(?<!\bLtd\.)(?<!\bArt\.)(?<!\bU\.S\.)"
    r"(?<!\d\\\.)(?<!^\d\.)(?<!^\d\d\.)"  # the number of a clause
    r"(?<=[.!?])[\"')\]\u201d\u2019*_]*+\s++(?=[^\sa-z])",
    re.MULTILINE,
)
ENDS = frozenset(".!?:\u3002\uff01\uff1f\n")


@dataclass(frozen=True, slots=True)
class Tally:
    added: int = 0
    removed: int = 0
    modified: int = 0


def count_sentences(text: str) -> int:
    """Count the stretches between sentence borders that hold a word."""
    return sum(any(map(str.isalnum, part)) for part in BOUNDARY.split(text))


def tally(ops: Sequence[Op], old_ops: Sequence[Op]) -> Tally:
    """Count what the operations do to the sentences.

    A sentence all of whose words are new is added, one of which all are gone is removed; one that kept some and gained or
    lost others is modified. Moved words are neither new nor gone.
    """
    new = _Side(ops, IN_NEW, OpKind.INSERT, OpKind.DELETE)
    old = _Side(old_ops, IN_OLD, OpKind.DELETE, None)
    added = modified = 0
    for start, end in new.sentences():
        states = new.states(start, end)
        added += states == {1}
        modified += states == {0, 1} or (states == {0} and new.is_cut(start, end))
    return Tally(added, sum(old.states(*at) == {1} for at in old.sentences()), modified)


class _Side:
    """Hold one text, for each character whether it is of that text alone, and where words of the other one stood."""

    def __init__(self, ops: Sequence[Op], side: frozenset[OpKind], alone: OpKind, cut: OpKind | None) -> None:
        self.text = "".join(op.text for op in ops if op.kind in side)
        self._marks = bytearray()
        self._cuts: list[tuple[int, str]] = []
        self._changes: list[tuple[int, int]] = []
        for op in ops:
            at = len(self._marks)
            if op.kind in side:
                self._marks += bytes([op.kind is alone]) * len(op.text)
            if op.kind is cut and any(map(str.isalnum, op.text)):
                self._cuts.append((at, op.text))
            if op.kind in {alone, cut}:
                self._changes.append((at, len(self._marks)))

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Give the sentences of the lines that changed."""
        for first, last in self._changed_lines():
            start = first
            for found in BOUNDARY.finditer(self.text[first:last]):
                yield start, first + found.end()
                start = first + found.end()
            yield start, last

    def states(self, start: int, end: int) -> set[int]:
        """Give the marks of the letters and digits in that range."""
        marks = self._marks[start:end]
        if 0 not in marks or 1 not in marks:
            return {marks[0]} if any(map(str.isalnum, self.text[start:end])) else set()
        return set(compress(marks, map(str.isalnum, self.text[start:end])))

    def is_cut(self, start: int, end: int) -> bool:
        """Say whether words are gone from inside a sentence; a whole sentence gone before or after it is not inside."""
        first = end - len(self.text[start:end].lstrip())
        last = start + len(self.text[start:end].rstrip())
        for cut, gone in self._cuts[
            bisect_left(self._cuts, (start, "")) : bisect_left(self._cuts, (last + 1, ""))
        ]:
            if first < cut < last:
                return True
            is_open = gone.rstrip()[-1] not in ENDS and "\n" not in gone
            if is_open and (cut <= first or self.text[last - 1] not in ENDS):
                return True
        return False

    def _changed_lines(self) -> Iterator[tuple[int, int]]:
        reached = -1
        for at, end in self._changes:
            if end <= reached:
                continue
            first = max(self.text.rfind("\n", 0, at) + 1, reached)
            line_end = self.text.find("\n", end)
            reached = len(self.text) if line_end < 0 else line_end + 1
            if first < reached:
                yield first, reached
