"""Spans: where the redline leads each stretch of the old text, and so which clauses share text."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from apps.documents.diffing import Op, OpKind, Redline
from apps.documents.diffing.types import IN_NEW, IN_OLD
from apps.provisions.segmentation import Span


@dataclass(frozen=True, slots=True)
class Run:
    """Hold a stretch that both texts have, and whether it moved."""

    old: int
    new: int
    length: int
    is_moved: bool


@dataclass(slots=True)
class Shared:
    """Count the letters and digits that an old and a new clause share."""

    letters: int = 0
    moved: int = 0
    is_opening: bool = False  # both begin with what they share


@dataclass(frozen=True, slots=True)
class Overlap:
    """Hold what every old clause shares with every new one, and how long each of them is."""

    shared: dict[tuple[int, int], Shared]
    old_letters: list[int]
    new_letters: list[int]
    by_old: dict[int, list[int]]
    by_new: dict[int, list[int]]


def runs_of(line: Redline) -> list[Run]:
    """Give the stretches that stayed and those that moved, in the order of the new text."""
    olds, news = _places(line.old_ops, IN_OLD), _places(line.ops, IN_NEW)
    runs = [run for move, old in olds.items() for run in _aligned(old, news.get(move, []), move is not None)]
    return sorted(runs, key=lambda run: run.new)


@dataclass(frozen=True, slots=True)
class Side:
    """Hold one text and its clauses, which are in order and do not overlap."""

    text: str
    spans: tuple[Span, ...]


def overlap(old: Side, new: Side, runs: Iterable[Run]) -> Overlap:
    """Count what clauses share."""
    old_letters, letters = _letters(old.text), _letters(new.text)
    shared: defaultdict[tuple[int, int], Shared] = defaultdict(Shared)
    for run in runs:
        for i, start, end in _inside(old.spans, run.old, run.old + run.length):
            shift = run.new - run.old
            for j, first, last in _inside(new.spans, start + shift, end + shift):
                found = shared[i, j]
                count = letters[last] - letters[first]
                found.letters += count
                found.moved += count * run.is_moved
                found.is_opening |= first == new.spans[j].start and first - shift == old.spans[i].start
    by_old: defaultdict[int, list[int]] = defaultdict(list)
    by_new: defaultdict[int, list[int]] = defaultdict(list)
    for i, j in sorted(shared):
        by_old[i].append(j)
        by_new[j].append(i)
    return Overlap(
        shared=dict(shared),
        old_letters=[old_letters[span.end] - old_letters[span.start] for span in old.spans],
        new_letters=[letters[span.end] - letters[span.start] for span in new.spans],
        by_old=dict(by_old),
        by_new=dict(by_new),
    )


def _letters(text: str) -> list[int]:
    """Give, for each place, how many letters and digits come before it."""
    return [0, *accumulate(map(str.isalnum, text))]


def _places(ops: Iterable[Op], side: frozenset[OpKind]) -> dict[int | None, list[Span]]:
    """Give where in one text the stretches stand that stayed (under no number) and that moved (each under its own)."""
    found: defaultdict[int | None, list[Span]] = defaultdict(list)
    at = 0
    for op in ops:
        if op.kind not in side:
            continue
        if op.kind is OpKind.EQUAL or op.move is not None:
            found[op.move].append(Span(at, at + len(op.text)))
        at += len(op.text)
    return dict(found)


def _aligned(old: Sequence[Span], new: Sequence[Span], is_moved: bool) -> Iterator[Run]:  # noqa: FBT001
    """Pair two ways to cut the same text into stretches."""
    i = j = 0
    old_done = new_done = 0
    while i < len(old) and j < len(new):
        length = min(old[i].end - old[i].start - old_done, new[j].end - new[j].start - new_done)
        yield Run(old[i].start + old_done, new[j].start + new_done, length, is_moved)
        old_done, new_done = old_done + length, new_done + length
        if old_done == old[i].end - old[i].start:
            i, old_done = i + 1, 0
        if new_done == new[j].end - new[j].start:
            j, new_done = j + 1, 0


def _inside(spans: Sequence[Span], start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Give the spans that a stretch touches, each with the part of the stretch inside it."""
    at = max(bisect_right(spans, start, key=lambda span: span.start) - 1, 0)
    while at < len(spans) and spans[at].start < end:
        first, last = max(start, spans[at].start), min(end, spans[at].end)
        if first < last:
            yield at, first, last
        at += 1
