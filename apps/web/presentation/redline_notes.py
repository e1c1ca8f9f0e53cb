"""What is said above a change in words: a clause renumbered, a row of a table added, removed or changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import shorten

from apps.documents.diffing import Hunk, HunkKind, RowKind, TableRow
from apps.documents.diffing.seen import around_difference

_MOST = 12  # of more, the rest is counted
_MOST_OF_CELL = 80  # characters
_ROWS = {RowKind.ADDED: "Row added", RowKind.REMOVED: "Row removed", RowKind.CHANGED: "Row changed"}


@dataclass(frozen=True, slots=True)
class Note:
    label: str
    text: str


def notes_of(hunks: Iterable[Hunk]) -> tuple[Note, ...]:
    """Return the notes of one block, the first of many and the number of the others."""
    notes = [note for hunk in hunks for note in _notes(hunk)]
    return (*notes[:_MOST], *_others(notes))


def _notes(hunk: Hunk) -> Iterator[Note]:
    if hunk.old_number:
        label = "Moved and renumbered" if hunk.kind is HunkKind.MOVED else "Renumbered"
        yield Note(label, f"{hunk.old_number} is now {hunk.new_number}")
    yield from (Note(_ROWS[row.kind], _told(row)) for row in hunk.rows)


def _told(row: TableRow) -> str:
    cells = "; ".join(
        f"{cell.column}: {old or 'nothing'} \N{RIGHTWARDS ARROW} {new or 'nothing'}"
        for cell in row.cells
        for old, new in [around_difference(cell.old, cell.new, _MOST_OF_CELL)]
    )
    return f"{_short(row.key)} ({cells})" if cells else _short(row.key)


def _short(cell: str) -> str:
    return shorten(cell, _MOST_OF_CELL, placeholder="\N{HORIZONTAL ELLIPSIS}")


def _others(notes: Sequence[Note]) -> Iterator[Note]:
    if len(notes) > _MOST:
        yield Note("And", f"{len(notes) - _MOST} more")
