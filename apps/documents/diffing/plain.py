"""Plain text: a redline for a terminal or an e-mail, every mark readable without colour."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from textwrap import shorten

from apps.documents.diffing.departures import Departures, departures
from apps.documents.diffing.encoding import as_read
from apps.documents.diffing.lines import line_edges, line_span
from apps.documents.diffing.seen import around_difference, is_seen
from apps.documents.diffing.types import Hunk, HunkKind, Op, OpKind, Redline, RowKind, TableRow

LEGEND = "[-deleted-]  {+inserted+}  [<1 moved away <]  {>1 moved here >}  the number pairs the two places"
COARSE = "The comparison was cut short: it is exact, and marks longer passages than it needs to."
ALIKE = "Words encoded otherwise that read the same, not marked: {}."
UNSEEN_ONLY = (
    "Places where only spacing, invisible characters or the style of quotation marks differ, not shown: {}."
)
ARROW = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
BLANK = re.compile(r"\n(?:[^\S\n]*\n)+")
ROW_SIGNS = {RowKind.ADDED: "+", RowKind.REMOVED: "-", RowKind.CHANGED: "~"}
MOST_OF_CELL = 80  # characters
MOST_WORDS = 40  # of unchanged text in a row; of more, only both ends are shown
SHOWN_WORDS = 15


def as_text(line: Redline) -> str:
    """Write what changed, place by place, with the lines it stands on."""
    shown = as_read(line)
    seen = [hunk for hunk in shown.hunks if is_seen(shown.ops[hunk.first_op : hunk.last_op + 1])]
    places = list(_places(replace(shown, hunks=tuple(seen))))
    unmarked = [ALIKE.format(line.words_alike)] if line.words_alike else []
    if len(seen) < len(line.hunks):
        unmarked.append(UNSEEN_ONLY.format(len(line.hunks) - len(seen)))
    if not places:
        return (
            "\n".join(["No difference that can be read.", *unmarked] if unmarked else ["No difference."])
            + "\n"
        )
    head = [_counts(line, len(places)), LEGEND, *unmarked, *([COARSE] if line.coarse else [])]
    return "\n".join(head) + "\n\n" + "\n\n".join(places) + "\n"


def _counts(line: Redline, places: int) -> str:
    return (
        f"Places changed: {places}."
        f" Words: {line.words_added} added, {line.words_removed} removed, {line.words_moved} moved."
        f" Sentences: {line.sentences_added} added, {line.sentences_removed} removed,"
        f" {line.sentences_modified} modified."
    )


def _places(line: Redline) -> Iterator[str]:
    left = departures(line)
    number = index = 0
    while index < len(line.hunks):
        start, end = line_span(line.ops, line.hunks[index].first_op, line.hunks[index].last_op)
        together = [line.hunks[index]]
        index += 1
        while index < len(line.hunks) and line.hunks[index].first_op <= end:
            together.append(line.hunks[index])
            index += 1
        number += 1
        yield "\n".join([_heading(number, together), *_notes(together), _marked(line.ops, start, end, left)])


def _heading(number: int, hunks: Sequence[Hunk]) -> str:
    return f"Change {number}: {ARROW.join(hunks[0].section) or 'Opening'}"


def _notes(hunks: Sequence[Hunk]) -> Iterator[str]:
    for hunk in hunks:
        if hunk.old_number:
            moved = ", moved" if hunk.kind is HunkKind.MOVED else ""
            yield f"   Clause {hunk.old_number} is now {hunk.new_number}{moved}."
        yield from map(_row, hunk.rows)


def _row(row: TableRow) -> str:
    cells = "; ".join(
        f"{cell.column}: {old or 'nothing'} \N{RIGHTWARDS ARROW} {new or 'nothing'}"
        for cell in row.cells
        for old, new in [around_difference(cell.old, cell.new, MOST_OF_CELL)]
    )
    return f"   {ROW_SIGNS[row.kind]} row {row.kind}: {_short(row.key)}{f' ({cells})' if cells else ''}"


def _short(cell: str) -> str:
    return shorten(cell, MOST_OF_CELL, placeholder="\N{HORIZONTAL ELLIPSIS}")


def _marked(ops: Sequence[Op], start: int, end: int, left: Departures) -> str:
    lead, tail = line_edges(ops, start, end)
    text = _shortened(lead)
    for op, after in zip_longest(ops[start : end + 1], ops[start + 1 : end + 1]):
        mark = _mark(
            replace(op, text=left.get((op.move, op.text), op.text)) if op.kind is OpKind.MOVE_FROM else op
        )
        is_replaced = op.kind is OpKind.DELETE and after is not None and after.kind is OpKind.INSERT
        text += mark.rstrip("\n") if is_replaced and not text.endswith("\n") else mark
    text += _shortened(tail)
    return "\n".join(f"   {line}".rstrip() for line in BLANK.sub("\n\n", text.strip("\n")).split("\n"))


def _mark(op: Op) -> str:
    if op.kind is OpKind.EQUAL:
        return _shortened(op.text)
    if "\n" in op.text and not op.text.strip():
        return op.text  # a blank line is layout
    body = op.text.rstrip("\n")
    after = op.text[len(body) :]
    if op.kind is OpKind.DELETE:
        return f"[-{body}-]{after}"
    if op.kind is OpKind.INSERT:
        return f"{{+{body}+}}{after}"
    return (
        f"[<{op.move} {body} <]{after}" if op.kind is OpKind.MOVE_FROM else f"{{>{op.move} {body} >}}{after}"
    )


def _shortened(text: str) -> str:
    words = text.split(" ")
    if len(words) <= MOST_WORDS:
        return text
    return " ".join([*words[:SHOWN_WORDS], "\N{HORIZONTAL ELLIPSIS}", *words[-SHOWN_WORDS:]])
