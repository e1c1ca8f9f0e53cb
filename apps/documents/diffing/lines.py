"""Lines: the lines of both texts on which a change stands."""

from collections.abc import Sequence

from apps.documents.diffing.types import Op, OpKind

OLD_ONLY = frozenset({OpKind.DELETE})
NEW_ONLY = frozenset({OpKind.INSERT})

Lines = tuple[list[str], list[str]]


def lines_at(ops: Sequence[Op], first: int, last: int) -> Lines:
    """Give the old and the new lines of one change alone, up to the next change on either side.

    A passage that arrived counts as text of both. Nothing is given where another change stands before it on its line.
    """
    before = ops[first - 1].text if first else ""
    if first > 1 and "\n" not in before:
        return [], []
    after = ops[last + 1].text if last + 1 < len(ops) else ""
    lead, tail = before.rpartition("\n")[2], after.partition("\n")[0]
    old = "".join(op.text for op in ops[first : last + 1] if op.kind not in NEW_ONLY | {OpKind.MOVE_FROM})
    new = "".join(op.text for op in ops[first : last + 1] if op.kind not in OLD_ONLY | {OpKind.MOVE_FROM})
    return (lead + old + tail).splitlines(), (lead + new + tail).splitlines()


def lines_around(ops: Sequence[Op], first: int, last: int) -> tuple[Lines, int]:
    """Give the old and the new lines that a change touches, whole, moved text left out, and the last operation on them."""
    start, end = line_span(ops, first, last)
    lead, tail = line_edges(ops, start, end)
    inside = ops[start : end + 1]
    old = "".join(op.text for op in inside if op.kind in OLD_ONLY | {OpKind.EQUAL})
    new = "".join(op.text for op in inside if op.kind in NEW_ONLY | {OpKind.EQUAL})
    return ((lead + old + tail).splitlines(), (lead + new + tail).splitlines()), end


def line_span(ops: Sequence[Op], first: int, last: int) -> tuple[int, int]:
    """Widen a change to all the changes on the lines it touches."""
    start, end = first, last
    while start and not _is_break(ops[start - 1]):
        start -= 1
    while end + 1 < len(ops) and not _is_break(ops[end + 1]):
        end += 1
    return start, end


def line_edges(ops: Sequence[Op], start: int, end: int) -> tuple[str, str]:
    """Give what stands before those changes on their first line, and after them on their last."""
    lead = ops[start - 1].text.rpartition("\n")[2] if start else ""
    return lead, ops[end + 1].text.partition("\n")[0] if end + 1 < len(ops) else ""


def _is_break(op: Op) -> bool:
    return op.kind is OpKind.EQUAL and "\n" in op.text
