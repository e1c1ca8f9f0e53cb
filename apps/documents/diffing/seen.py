"""What of a change a reader can see."""

from collections.abc import Iterable

from apps.documents.diffing.landmarks import common_ends
from apps.documents.diffing.types import Op, OpKind
from apps.documents.diffing.words import UNSEEN

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
LED_BY = 25  # characters of what two long cells begin with alike


def is_seen(ops: Iterable[Op]) -> bool:
    """Say whether anything but spacing and invisible characters came, went or moved."""
    return any(op.kind is not OpKind.EQUAL and UNSEEN.sub("", op.text).strip() for op in ops)


def around_difference(old: str, new: str, most: int) -> tuple[str, str]:
    """Shorten two cells to where they begin to differ, with a little of what leads there."""
    if max(len(old), len(new)) <= most:
        return old, new
    start = max(common_ends(old, new)[0] - LED_BY, 0)
    start = start and old.rfind(" ", 0, start) + 1
    return _cut(old, start, most), _cut(new, start, most)


def _cut(cell: str, start: int, most: int) -> str:
    part = cell[start : start + most]
    before = ELLIPSIS if start else ""
    return f"{before}{part}{ELLIPSIS if start + most < len(cell) else ''}" if part else ""
