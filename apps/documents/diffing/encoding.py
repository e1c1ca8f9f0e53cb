"""What reads the same and is written otherwise: an accent put after its letter, another style of quotation marks, spacing.

The operations hold it as gone and come, since the texts differ. Words are marked there; the rest is told apart when a redline
is shown, so that no reader is shown a rewritten word or a page of quotation marks.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from apps.documents.diffing.types import Hunk, Op, OpKind, Redline
from apps.documents.diffing.words import UNSEEN

BLANKS = re.compile(r"[^\S\n]+")
STRAIGHT = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"')
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u2032", "'")
)


def unmarked(ops: Iterable[Op], side: OpKind) -> list[Op]:
    """Give the operations with what reads the same as unchanged, in the words of the text of that side."""
    return [
        replace(op, kind=OpKind.EQUAL, is_alike=False) if op.is_alike else op
        for op in ops
        if not op.is_alike or op.kind is side
    ]


def as_read(line: Redline) -> Redline:
    """Give a redline as it is shown: what reads the same stays, each text in its own writing."""
    ops, places = _joined(_with_style_marked(line.ops), OpKind.INSERT)
    old_ops, _ = _joined(_with_style_marked(line.old_ops), OpKind.DELETE)
    hunks: list[Hunk] = []
    for hunk in line.hunks:
        within = {places[index] for index in range(hunk.first_op, hunk.last_op + 1)}
        changed = {place for place in within if ops[place].kind is not OpKind.EQUAL} or within
        hunks.append(replace(hunk, first_op=min(changed), last_op=max(changed)))
    return replace(line, ops=ops, old_ops=old_ops, hunks=tuple(hunks))


def _with_style_marked(ops: Sequence[Op]) -> list[Op]:
    """Mark what differs in style alone, between stretches that stay: next to a moved passage it may be an edit of that."""
    found = list(ops)
    for at in range(1, len(found) - 1):
        before, op, after = found[at - 1 : at + 2]
        if OpKind.EQUAL is not before.kind or op.kind not in {OpKind.DELETE, OpKind.INSERT} or op.is_alike:
            continue
        if after.kind is OpKind.EQUAL:
            if _is_unseen(before.text, op.text, after.text):
                found[at] = replace(op, is_alike=True)
        elif (op.kind, after.kind) == (OpKind.DELETE, OpKind.INSERT) and _styleless(op.text) == _styleless(
            after.text
        ):
            beyond = found[at + 2] if at + 2 < len(found) else None
            if beyond is None or beyond.kind is OpKind.EQUAL:
                found[at : at + 2] = replace(op, is_alike=True), replace(after, is_alike=True)
    return found


def _styleless(text: str) -> str:
    return BLANKS.sub(" ", text.translate(STRAIGHT))


def _is_unseen(before: str, text: str, after: str) -> bool:
    """Say whether a reader misses nothing without a text: blanks where a line ends, invisible characters in it."""
    if before.endswith("\n") or "\n" in text or UNSEEN.sub("", text).strip():
        return False
    return after.startswith("\n") or not UNSEEN.sub("", text)


def _joined(ops: Sequence[Op], side: OpKind) -> tuple[tuple[Op, ...], list[int]]:
    """Join what is unchanged; give as well where each operation went."""
    found: list[Op] = []
    places: list[int] = []
    for is_kept, run in groupby(ops, key=lambda op: op.kind is OpKind.EQUAL or op.is_alike):
        stretch = list(run)
        if is_kept:
            places += [len(found)] * len(stretch)
            found.append(Op(OpKind.EQUAL, "".join(op.text for op in unmarked(stretch, side))))
        else:
            places += range(len(found), len(found) + len(stretch))
            found += stretch
    return tuple(found), places
