"""Sentences: how many were added, removed or changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apps.documents.diffing.tokens import Edit
from apps.documents.diffing.types import IN_NEW, IN_OLD, OpKind

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

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.added + other.added, self.removed + other.removed, self.modified + other.modified)


def count_sentences(text: str) -> int:
    """Count the stretches between sentence borders that hold a word."""
    return sum(any(map(str.isalnum, part)) for part in BOUNDARY.split(text))


def tally(edits: Sequence[Edit]) -> Tally:
    """Count what the edits of one passage do to its sentences.

    A sentence all of whose words are new is added, one of which all are gone is removed; one that kept some and gained or
    lost others is modified.
    """
    new, old = _Side(edits, IN_NEW, OpKind.INSERT), _Side(edits, IN_OLD, OpKind.DELETE)
    cuts = _cuts(edits)
    added = modified = 0
    for start, end in new.sentences():
        states = new.states(start, end)
        added += states == {1}
        modified += states == {0, 1} or (states == {0} and _is_cut(new.text, (start, end), cuts))
    removed = sum(old.states(start, end) == {1} for start, end in old.sentences())
    return Tally(added, removed, modified)


class _Side:
    """Hold the text of one side and, for each character, whether it is of that side alone."""

    def __init__(self, edits: Sequence[Edit], side: frozenset[OpKind], alone: OpKind) -> None:
        parts = [(kind is alone, text) for kind, text in edits if kind in side]
        self.text = "".join(text for _, text in parts)
        self._marks = b"".join(bytes([is_alone]) * len(text) for is_alone, text in parts)

    def sentences(self) -> Iterator[tuple[int, int]]:
        start = 0
        for found in BOUNDARY.finditer(self.text):
            yield start, found.end()
            start = found.end()
        yield start, len(self.text)

    def states(self, start: int, end: int) -> set[int]:
        """Give the marks of the letters and digits in that range."""
        return {self._marks[k] for k in range(start, end) if self.text[k].isalnum()}


def _cuts(edits: Sequence[Edit]) -> list[tuple[int, str]]:
    """Give where in the new text words are gone, and which."""
    cuts: list[tuple[int, str]] = []
    at = 0
    for kind, text in edits:
        if kind is OpKind.DELETE and any(map(str.isalnum, text)):
            cuts.append((at, text))
        at += len(text) if kind in IN_NEW else 0
    return cuts


def _is_cut(text: str, at: tuple[int, int], cuts: Sequence[tuple[int, str]]) -> bool:
    """Say whether words are gone from inside a sentence; a whole sentence gone before or after it is not inside."""
    sentence = text[at[0] : at[1]]
    first = at[1] - len(sentence.lstrip())
    last = at[0] + len(sentence.rstrip())
    for cut, gone in cuts:
        if first < cut < last:
            return True
        if at[0] <= cut <= first and gone.rstrip()[-1] not in ENDS and "\n" not in gone:
            return True
        if cut == last and text[last - 1] not in ENDS and "\n" not in gone:
            return True
    return False
