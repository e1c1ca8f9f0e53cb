"""What stands where on a page. Points, the origin at the lower left; sizes are those of the type."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

_MARKS = frozenset(",.;:)]")
_CLOSE = 0.15  # of the size
ASCENT, DESCENT = 0.8, 0.2  # of the size: near enough for every face


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a blank; of a script that has no blanks, a whole line."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool = False
    italic: bool = False
    link: str | None = None

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, self.baseline + (ASCENT - DESCENT) / 2 * self.size


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, across or upright: `at` is where it lies, `begin` and `end` how far it goes."""

    at: float
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it was read: its words in the order of the file, its ruled lines, and whether it shows a large picture."""

    words: tuple[Word, ...]
    across: tuple[Rule, ...]
    upright: tuple[Rule, ...]
    bottom: float
    top: float
    pictured: bool


@dataclass
class Line:
    """Words that stand side by side with no more than a blank between them, or the rows of a table in their place.

    Nothing goes on after a line that is `closed`.
    """

    words: Sequence[Word]
    rows: list[list[str]] = field(default_factory=list)
    box: tuple[float, float, float, float] | None = None  # of a table: left, bottom, right, top
    closed: bool = False

    @cached_property
    def left(self) -> float:
        return self.box[0] if self.box else min(word.left for word in self.words)

    @cached_property
    def right(self) -> float:
        return self.box[2] if self.box else max(word.right for word in self.words)

    @cached_property
    def baseline(self) -> float:
        return self.box[3] if self.box else self._main.baseline

    @cached_property
    def bottom(self) -> float:
        return self.box[1] if self.box else self.baseline

    @cached_property
    def size(self) -> float:
        return self._main.size if self.words else 0.0

    @cached_property
    def bold(self) -> bool:
        return bool(self.words) and all(word.bold for word in self.words if _has_letters(word.text))

    @cached_property
    def italic(self) -> bool:
        return bool(self.words) and all(word.italic for word in self.words if _has_letters(word.text))

    @cached_property
    def text(self) -> str:
        return spaced(self.words, [word.text for word in self.words])

    @property
    def _main(self) -> Word:
        """Return the word that sets the line's size and baseline: a raised figure does not."""
        return max(self.words, key=lambda word: (len(word.text) * word.size, -word.left))


def spaced(words: Sequence[Word], shown: Sequence[str]) -> str:
    """Return words as a line; a mark that follows a raised figure closely has no blank before it."""
    parts = list(shown[:1])
    for (before, word), text in zip(pairwise(words), shown[1:], strict=True):
        is_close = word.text[0] in _MARKS and word.left - before.right < _CLOSE * before.size
        parts.append(text if is_close else f" {text}")
    return "".join(parts)


def _has_letters(text: str) -> bool:
    return any(map(str.isalnum, text))
