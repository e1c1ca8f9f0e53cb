"""Side by side: the two texts as rows of a two-column view, paragraph next to paragraph."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from apps.documents.diffing.encoding import as_read
from apps.documents.diffing.types import IN_NEW, IN_OLD, Op, OpKind, Redline, Row

PARAGRAPH = re.compile(r"[^\n]*\n(?:[^\S\n]*\n)*|[^\n]+")


def side_by_side(line: Redline) -> tuple[Row, ...]:
    """Set both texts in rows; all cells of a column joined are its text exactly.

    A row ends where both texts end a line. Between two such places, what only one of them has stands opposite nothing.
    """
    table = _Table()
    for gone, come, kept_old, kept_new in zip_longest(*_stretches(as_read(line)), fillvalue=()):
        table.add_changes(gone, come)
        table.add_kept(kept_old, kept_new)
    return table.finished()


def _stretches(line: Redline) -> tuple[list[list[Op]], ...]:
    """Give what changed in the old, what in the new, and what stayed in either, alternating; both keep the same in order."""
    gone, kept_old = _split(line.old_ops, IN_OLD)
    come, kept_new = _split(line.ops, IN_NEW)
    return gone, come, kept_old, kept_new


def _split(ops: Iterable[Op], side: frozenset[OpKind]) -> tuple[list[list[Op]], list[list[Op]]]:
    changed: list[list[Op]] = [[]]
    kept: list[list[Op]] = []
    for op in ops:
        if op.kind is OpKind.EQUAL:
            kept.append([op])
            changed.append([])
        elif op.kind in side:
            changed[-1].append(op)
    return changed, kept


class _Table:
    """Collect rows; the last one stays open until both columns end a paragraph."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._old: list[Op] = []
        self._new: list[Op] = []

    def add_changes(self, gone: Sequence[Op], come: Sequence[Op]) -> None:
        old, new = list(_paragraphs(gone)), list(_paragraphs(come))
        if self._old or self._new:
            self._old += [op for cell in old for op in cell]
            self._new += [op for cell in new for op in cell]
            return
        rest_old = old.pop() if old and not _ends_paragraph(old[-1]) else []
        rest_new = new.pop() if new and not _ends_paragraph(new[-1]) else []
        nothing: list[Op] = []
        for left, right in zip_longest(old, new, fillvalue=nothing):
            self._rows.append(Row(tuple(left), tuple(right), changed=True))
        self._old, self._new = rest_old, rest_new

    def add_kept(self, old: Sequence[Op], new: Sequence[Op]) -> None:
        for left, right in zip(_paragraphs(old), _paragraphs(new), strict=True):
            self._old += left
            self._new += right
            if _ends_paragraph(right):
                self._close()

    def finished(self) -> tuple[Row, ...]:
        self._close()
        return tuple(self._rows)

    def _close(self) -> None:
        if self._old or self._new:
            changed = any(op.kind is not OpKind.EQUAL for op in (*self._old, *self._new))
            self._rows.append(Row(tuple(self._old), tuple(self._new), changed))
        self._old, self._new = [], []


def _paragraphs(ops: Iterable[Op]) -> Iterator[list[Op]]:
    """Cut a run of operations after each paragraph."""
    cell: list[Op] = []
    for op in ops:
        for piece in PARAGRAPH.findall(op.text):
            cell.append(Op(op.kind, piece, op.move))
            if "\n" in piece:
                yield cell
                cell = []
    if cell:
        yield cell


def _ends_paragraph(cell: Sequence[Op]) -> bool:
    return bool(cell) and "\n" in cell[-1].text
