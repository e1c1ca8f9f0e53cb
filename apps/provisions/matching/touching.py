"""Touching: which operations of a redline touch which clause."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

from apps.documents.diffing import Op, OpKind
from apps.provisions.segmentation import Span


def touching(
    ops: Iterable[Op], spans: Sequence[Span], side: frozenset[OpKind]
) -> dict[int, tuple[tuple[int, ...], bool]]:
    """Give, for each span that is touched, the indexes of the operations and whether text of this side alone is among them.

    What only stayed touches nothing, nor does white space. What is of the other side alone touches a span if it stands
    inside, not at an edge.
    """
    found: defaultdict[int, list[int]] = defaultdict(list)
    alone: set[int] = set()
    at = 0
    for number, op in enumerate(ops):
        end = at + len(op.text) if op.kind in side else at
        if op.kind is not OpKind.EQUAL and not op.text.isspace():
            for place in _touched(spans, at, end):
                is_inside = spans[place].start < at < spans[place].end if at == end else True
                if is_inside and not _is_blank(op, at, end, spans[place]):
                    found[place].append(number)
                    if op.move is None:
                        alone.add(place)
        at = end
    return {place: (tuple(numbers), place in alone) for place, numbers in found.items()}


def _touched(spans: Sequence[Span], start: int, end: int) -> Iterable[int]:
    at = max(bisect_right(spans, start, key=lambda span: span.start) - 1, 0)
    while at < len(spans) and spans[at].start < max(end, start + 1):
        if spans[at].end > start:
            yield at
        at += 1


def _is_blank(op: Op, start: int, end: int, span: Span) -> bool:
    """Say whether the part of an operation inside a span is white space alone."""
    if start == end:
        return False
    part = op.text[max(span.start - start, 0) : span.end - start]
    return not part or part.isspace()
