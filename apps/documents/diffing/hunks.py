"""Hunks: the changes a reader steps through, each with the headings it stands under."""

from collections.abc import Iterator, Sequence

from apps.documents.diffing.sections import Sections
from apps.documents.diffing.types import IN_NEW, IN_OLD, Hunk, Op, OpKind


def find_hunks(ops: Sequence[Op], old_ops: Sequence[Op], old: str, new: str) -> tuple[Hunk, ...]:
    """Give each run of changes with the heading path of its place; of what is only gone, of its old place."""
    runs = list(_runs(ops))
    if not runs:
        return ()
    old_sections, new_sections = Sections(old), Sections(new)
    new_starts = _starts(ops, IN_NEW)
    # Unmoved text has the same order in both lists, so the last of it before a hunk gives the hunk's old place.
    old_ends = [0, *_equal_ends(old_ops)]
    hunks: list[Hunk] = []
    for first, last in runs:
        arrived = next(
            (k for k in range(first, last + 1) if ops[k].kind in IN_NEW and ops[k].text.strip()), None
        )
        if arrived is not None:
            path = new_sections.path_at(new_starts[arrived] + _indent(ops[arrived].text))
        else:
            passed = sum(op.kind is OpKind.EQUAL for op in ops[:first])
            path = old_sections.path_at(old_ends[passed] + _indent(ops[first].text))
        hunks.append(Hunk(path, first, last))
    return tuple(hunks)


def _runs(ops: Sequence[Op]) -> Iterator[tuple[int, int]]:
    """Give first and last index of each run of changes; punctuation kept between two of them does not part them."""
    first = last = -1
    for index, op in enumerate(ops):
        if op.kind is not OpKind.EQUAL:
            first, last = (index if first < 0 else first), index
        elif first >= 0 and ("\n" in op.text or any(map(str.isalnum, op.text))):
            yield first, last
            first = -1
    if first >= 0:
        yield first, last


def _starts(ops: Sequence[Op], side: frozenset[OpKind]) -> list[int]:
    starts: list[int] = []
    at = 0
    for op in ops:
        starts.append(at)
        at += len(op.text) if op.kind in side else 0
    return starts


def _equal_ends(ops: Sequence[Op]) -> Iterator[int]:
    at = 0
    for op in ops:
        at += len(op.text) if op.kind in IN_OLD else 0
        if op.kind is OpKind.EQUAL:
            yield at


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
