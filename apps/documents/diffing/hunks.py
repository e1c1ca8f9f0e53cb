"""Hunks: the changes a reader steps through, each with the headings it stands under."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from apps.documents.diffing.lines import lines_around, lines_at
from apps.documents.diffing.numbering import Numbers, renumbered
from apps.documents.diffing.sections import Sections
from apps.documents.diffing.tables import Tables, changed_rows
from apps.documents.diffing.tokens import composed
from apps.documents.diffing.types import IN_NEW, IN_OLD, Hunk, HunkKind, Op, OpKind, TableRow

LONGEST_CLAUSE = 5_000  # characters changed or moved: more is no mere renumbering
MOVES = frozenset({OpKind.MOVE_FROM, OpKind.MOVE_TO})


def find_hunks(ops: Sequence[Op], old_ops: Sequence[Op], old: str, new: str) -> tuple[Hunk, ...]:
    """Give each run of changes with the heading path of its place; of what is only gone, of its old place."""
    runs = [part for run in _runs(ops) for part in _without_number(ops, *run)]
    if not runs:
        return ()
    old_sections, new_sections = Sections(old), Sections(new)
    tables = Tables(new)
    new_starts = _starts(ops, IN_NEW)
    # Unmoved text has the same order in both lists, so the last of it before a hunk gives the hunk's old place.
    old_ends = [0, *_equal_ends(old_ops)]
    passed = [0, *accumulate(op.kind is OpKind.EQUAL for op in ops)]
    hunks: list[Hunk] = []
    reached = -1  # the last operation on the lines whose rows are told
    for first, last in runs:
        arrived = next(
            (k for k in range(first, last + 1) if ops[k].kind in IN_NEW and ops[k].text.strip()), None
        )
        if arrived is not None:
            path = new_sections.path_at(new_starts[arrived] + _indent(ops[arrived].text))
        else:
            path = old_sections.path_at(old_ends[passed[first]] + _indent(ops[first].text))
        kind, numbers = _kind(ops, first, last)
        rows: tuple[TableRow, ...] = ()
        if first > reached:
            lines, reached = lines_around(ops, first, last)
            if any(line.startswith("|") for side in lines for line in side):
                old_lines, new_lines = ([composed(line) for line in side] for side in lines)
                rows = changed_rows(old_lines, new_lines, tables.at(new_starts[first]))
        hunks.append(Hunk(path, first, last, kind, *numbers, rows))
    return tuple(hunks)


def _without_number(ops: Sequence[Op], first: int, last: int) -> list[tuple[int, int]]:
    """Part the new number of a clause from the paragraphs added or removed before it."""
    start = last - 1
    if start <= first or not ops[start - 1].text.endswith("\n"):
        return [(first, last)]
    kinds = ops[start].kind, ops[last].kind
    if kinds != (OpKind.DELETE, OpKind.INSERT) or renumbered(*lines_at(ops, start, last)) is None:
        return [(first, last)]
    return [(first, start - 1), (start, last)]


def _kind(ops: Sequence[Op], first: int, last: int) -> tuple[HunkKind, Numbers]:
    changed = ops[first : last + 1]
    is_moved = any(op.kind in MOVES for op in changed)
    if is_moved and not any(op.kind in {OpKind.INSERT, OpKind.DELETE} and op.text.strip() for op in changed):
        return HunkKind.MOVED, ("", "")
    is_short = sum(len(op.text) for op in changed) <= LONGEST_CLAUSE
    numbers = renumbered(*lines_at(ops, first, last)) if is_short else None
    if numbers is None:
        return HunkKind.EDITED, ("", "")
    return HunkKind.MOVED if is_moved else HunkKind.RENUMBERED, numbers


def _runs(ops: Sequence[Op]) -> Iterator[tuple[int, int]]:
    """Give first and last index of each run of changes; punctuation kept between two of them does not part them."""
    first = last = -1
    for index, op in enumerate(ops):
        if op.kind is not OpKind.EQUAL and not op.is_alike:
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
