"""Finds the part of a changed page that holds a known text, wherever the layout has moved it."""

import re
from collections.abc import Iterator
from itertools import accumulate

from .characters import without_targets
from .tree import Tree

_WIDTH = 4  # words a shingle
_RECOGNISED = 0.5  # of the known text; below it the page is judged as if nothing were known
_WORD = re.compile(r"\w+")


def anchored_sums(tree: Tree, kept: bytearray, anchor: str) -> list[int] | None:
    """Return running sums of the known words; None where the page does not hold the known text."""
    known = set(_shingles(without_targets(anchor)))
    if not known:
        return None
    weights: list[int] = []
    seen: set[int] = set()
    for text, keep in zip(tree.texts, kept, strict=True):
        found: set[int] = known.intersection(_shingles(text)) if keep and len(text) > _WIDTH else set()
        seen.update(found)
        weights.append(len(found))
    if len(seen) < _RECOGNISED * len(known):
        return None
    return [0, *accumulate(weights)]


def _shingles(text: str) -> Iterator[int]:
    words = _WORD.findall(text.lower())
    return map(hash, zip(*(words[start:] for start in range(_WIDTH)), strict=False))
