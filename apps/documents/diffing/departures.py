"""Moved passages as they stood where they left: the operations tell their edits only where they arrived."""

from apps.documents.diffing.types import OpKind, Redline

Departures = dict[tuple[int | None, str], str]


def departures(line: Redline) -> Departures:
    """Give what each passage read before it was edited, by its number and by the words that it kept."""
    found: Departures = {}
    move: int | None = None
    kept = whole = gone = ""
    for op in line.old_ops:
        if op.kind is OpKind.MOVE_FROM and op.move == move:
            kept, whole, gone = kept + op.text, whole + gone + op.text, ""
        elif op.kind is OpKind.MOVE_FROM:
            move, kept, whole, gone = op.move, op.text, op.text, ""
        elif op.kind is OpKind.DELETE and move is not None:
            gone += op.text
        elif op.kind is not OpKind.INSERT:
            move, kept, whole, gone = None, "", "", ""
        if move is not None:
            found[move, kept] = whole
    return found
