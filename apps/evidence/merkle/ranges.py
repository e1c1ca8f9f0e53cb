"""Which complete subtrees a root or a proof is made of: numbers alone, no hashes."""

from collections.abc import Iterator
from typing import NamedTuple


class Node(NamedTuple):
    """A complete subtree: the `number`-th of those over 2**level leaves."""

    level: int
    number: int

    @property
    def first(self) -> int:
        return self.number << self.level

    @property
    def end(self) -> int:
        return (self.number + 1) << self.level


Range = tuple[Node, ...]
"""A stretch of leaves as complete subtrees from left to right; folded, they are its Merkle tree hash."""


def subtrees(first: int, end: int) -> Range:
    """Return the complete subtrees that leaves `first` up to `end` are made of, `first` being where a subtree may begin."""
    return tuple(_subtrees(first, end))


def _subtrees(first: int, end: int) -> Iterator[Node]:
    while first < end:
        level = (end - first).bit_length() - 1
        yield Node(level, first >> level)
        first += 1 << level


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Return the stretches whose hashes prove leaf `index` in the tree of `size` leaves, nearest first (RFC 6962, 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    ranges: list[Range] = []
    first, end = 0, size
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            ranges.append(subtrees(middle, end))
            end = middle
        else:
            ranges.append(subtrees(first, middle))
            first = middle
    return ranges[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """Return the stretches whose hashes prove that the tree of `old` leaves begins that of `new` (RFC 6962, 2.1.2)."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} leaves does not begin one of {new}")
    if old in {0, new}:
        return []
    ranges: list[Range] = []
    first, end = 0, new
    while old != end:
        middle = first + _split(end - first)
        if old <= middle:
            ranges.append(subtrees(middle, end))
            end = middle
        else:
            ranges.append(subtrees(first, middle))
            first = middle
    if first:
        ranges.append(subtrees(first, end))
    return ranges[::-1]


def _split(leaves: int) -> int:
    """Return the largest power of two below a number of leaves, two at least."""
    return 1 << ((leaves - 1).bit_length() - 1)
