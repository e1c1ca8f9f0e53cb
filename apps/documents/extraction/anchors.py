"""Finds a document's known text on its page, wherever the layout has moved it."""

from dataclasses import dataclass
from itertools import accumulate

from .characters import without_targets
from .tree import Tree

_WIDTH = 4  # words a fingerprint
_LONG_WORD = 7  # letters; a fingerprint begins with one, so that there is one for every four words or so
_CLAUSE = 12  # characters of a script without blanks, which are a fingerprint by themselves
_RECOGNISED = 0.5  # of the known text, or of the page's; below it nothing is known of the page
_WRITTEN = str.maketrans("", "", "\\[]#>|")
_LIST_MARKS = "-*> #|0123456789.)"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a tree holds of a known text.

    `found` holds, for each node, how many fingerprints of its own text are known, and `all` how many there are;
    `lines` are the known text's own lines.
    """

    found: list[int]
    all: list[int]
    lines: frozenset[str]
    share: float  # of the known text that the tree holds

    def holds(self, begin: int, end: int) -> bool:
        """Say whether a range of the tree is known text for the most part."""
        total = sum(self.all[begin:end])
        return total > 0 and sum(self.found[begin:end]) >= _RECOGNISED * total

    def sums(self, kept: bytearray) -> list[int]:
        """Return running sums of the known fingerprints in kept nodes."""
        return [0, *accumulate(found if keep else 0 for found, keep in zip(self.found, kept, strict=True))]

    def is_recognised(self, begin: int, end: int) -> bool:
        """Say whether the page carries the known text, or is for the most part a part of it."""
        return self.share >= _RECOGNISED or self.holds(begin, end)


def anchored(tree: Tree, text: str) -> Anchor | None:
    """Look a tree's own text up in a known text; None where that has too little text to be known by."""
    plain = without_targets(text).translate(_WRITTEN)
    known = set(_fingerprints(plain))
    if not known:
        return None
    found, total = [0] * len(tree.texts), [0] * len(tree.texts)
    seen: set[tuple[str, ...]] = set()
    for index, own in enumerate(tree.texts):
        if len(own) < _CLAUSE:
            continue
        prints = _fingerprints(own)
        hits = known.intersection(prints)
        found[index], total[index] = len(hits), len(prints)
        seen |= hits
    return Anchor(found, total, lines_of(text), len(seen) / len(known))


def lines_of(markdown: str) -> frozenset[str]:
    """Return the lines of a text as `line_of` gives them."""
    plain = without_targets(markdown).translate(_WRITTEN)
    return frozenset(line.lstrip(_LIST_MARKS).strip() for line in plain.split("\n"))


def line_of(markdown: str) -> str:
    """Return a block's words without the marks that make it a heading or an item."""
    return without_targets(markdown).translate(_WRITTEN).lstrip(_LIST_MARKS).strip()


def _fingerprints(text: str) -> list[tuple[str, ...]]:
    words = text.lower().split()
    last = len(words) - _WIDTH
    return [
        tuple(words[number : number + _WIDTH])
        for number, word in enumerate(words)
        if len(word) >= _LONG_WORD and (number <= last or (len(word) >= _CLAUSE and not word.isascii()))
    ]
