"""Regions: what the old and the new text say at each place where they differ, without what is not read."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from apps.documents.diffing.lexicon import BETWEEN_ITEMS
from apps.documents.diffing.types import IN_NEW, IN_OLD, Op, OpKind, Redline
from apps.documents.diffing.words import TARGET, UNSEEN

WORD = re.compile(r"\d+(?:[.,]\d+)*[^\W_]*|[^\W_]+|[%$€£¥₹₩]")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
LABEL = re.compile(
    r"^[ \t#>*_+|-]*+\(?(?:\d+(?:\.\d+)*|[a-z]|[ivxlc]+)\\?[.)](?=\s|\*)(?:\s+\**\d+(?:\.\d+)*\\?[.)](?=\s))?"
    r"|^(?:\#{1,6}[ \t]+\**|\*\*)\d+(?:\.\d+)*(?=\s)",
    re.MULTILINE | re.IGNORECASE,
)
LABEL_PART = re.compile(r"\d+(?:\.\d+)*|[a-z]+", re.IGNORECASE)

FAR = 300  # characters

Stretch = tuple[int, int]
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """Hold the words that only one text has at one place, and where they stand in that text."""

    old_words: Words
    new_words: Words
    old_at: Stretch | None
    new_at: Stretch | None


@dataclass(frozen=True)
class Reading:
    """Hold a text as it is read: addresses and printed numbers of clauses blanked, every offset kept.

    `printed` are the addresses that a reader sees, `targets` those and the ones behind links.
    """

    text: str
    masked: str
    labels: tuple[str, ...]
    targets: tuple[str, ...]
    printed: tuple[str, ...]

    @cached_property
    def words(self) -> Words:
        return self._seen[self.masked]

    def words_at(self, at: Stretch) -> Words:
        return self._seen[self.masked[at[0] : at[1]]]

    def lines_in(self, start: int = 0, end: int | None = None) -> list[Words]:
        """Give the words of each line that has some."""
        return self._words_of_each(self.masked[start:end].splitlines())

    def items_in(self, start: int = 0, end: int | None = None) -> list[Words]:
        """Give the words of what commas, semicolons and the borders of cells part."""
        return self._words_of_each(BETWEEN_ITEMS.split(self.masked[start:end]))

    def lines_at(self, at: Stretch) -> Stretch:
        """Give where the whole lines stand that the stretch touches, without spacing at its own edges."""
        part = self.text[at[0] : at[1]]
        first, last = at[1] - len(part.lstrip()), at[0] + len(part.rstrip())
        start = self.text.rfind("\n", 0, min(first, at[1])) + 1
        end = self.text.find("\n", max(last, at[0]))
        return start, end if end >= 0 else len(self.text)

    def printed_at(self, at: Stretch) -> str:
        """Give the lines on which that stretch stands, without spacing at its own edges, cut off far from it."""
        part = self.text[at[0] : at[1]]
        first = at[1] - len(part.lstrip())
        last = at[0] + len(part.rstrip())
        before = self.text[max(0, first - FAR) : first].rpartition("\n")[2]
        return before + part.strip() + self.text[last : last + FAR].partition("\n")[0]

    def _words_of_each(self, pieces: Iterable[str]) -> list[Words]:
        return list(filter(None, map(self._seen.__getitem__, pieces)))

    @cached_property
    def _seen(self) -> "_Seen":
        return _Seen()


def read(text: str) -> Reading:
    """Prepare a text for comparison by its words."""
    labels = tuple(part for label in LABEL.findall(text) for part in LABEL_PART.findall(label))
    without_targets = TARGET.sub(_blank, text)
    found = list(TARGET.finditer(text))
    targets = tuple(target[0] for target in found)
    printed = tuple(
        target[0].rstrip(".,;:") for target in found if not text.startswith("](", target.start() - 2)
    )
    return Reading(text, LABEL.sub(_blank, without_targets), labels, targets, printed)


def words_of(text: str) -> Words:
    """Give the words of a text folded for comparison; signs of amounts count as words, 1,000 is 1000."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", UNSEEN.sub("", text))
    return tuple(WORD.findall(THOUSANDS.sub("", plain.casefold())))


class _Seen(dict[str, Words]):
    """Read each piece of a text once: what stands on a line of its own is asked for as a place, as a line and as an item."""

    def __missing__(self, piece: str) -> Words:
        self[piece] = words_of(piece)
        return self[piece]


def find_regions(old: Reading, new: Reading, line: Redline) -> list[Region]:
    """Give the places where words differ; moved text differs nowhere, edits in it count at either end."""
    regions = []
    gone, come = _changed(line.old_ops, IN_OLD), _changed(line.ops, IN_NEW)
    # Both lists keep the same stretches in the same order, so they are equally long.
    for old_parts, new_parts in zip(gone, come, strict=True):
        old_words = tuple(chain.from_iterable(old.words_at(part) for part in old_parts))
        new_words = tuple(chain.from_iterable(new.words_at(part) for part in new_parts))
        if old_words != new_words:
            old_at = (old_parts[0][0], old_parts[-1][1]) if old_words else None
            new_at = (new_parts[0][0], new_parts[-1][1]) if new_words else None
            regions.append(Region(old_words, new_words, old_at, new_at))
    return regions


def _changed(ops: Iterable[Op], side: frozenset[OpKind]) -> list[tuple[Stretch, ...]]:
    """Give, between each two stretches that stayed, what is of one text alone."""
    found: list[list[Stretch]] = [[]]
    at = 0
    for op in ops:
        if op.kind is OpKind.EQUAL:
            found.append([])
        elif op.kind in side and op.move is None:
            found[-1].append((at, at + len(op.text)))
        at += len(op.text) if op.kind in side else 0
    return [tuple(parts) for parts in found]


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
