"""Tables: which rows were added, removed or changed, named by the column that names them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from apps.documents.diffing.rows import as_read, cells_of, is_other_name
from apps.documents.diffing.types import Cell, RowKind, TableRow

DIVIDER = " \N{MIDDLE DOT} "
MOST_PAIRS = 10_000  # of names compared in one change

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Hold where a table stands, its head, and how many of its first columns tell its rows apart."""

    start: int
    end: int
    columns: Cells
    key: int


MOST_NAMING = 3  # columns
NO_TABLE = Table(0, 0, (), 1)


class Tables:
    """Find the table at a place of a text, each read once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found = NO_TABLE

    def at(self, offset: int) -> Table:
        """Give the table on whose lines a place is, or one without columns."""
        if not self._found.start <= offset < self._found.end:
            start = end = self._text.rfind("\n", 0, offset) + 1
            while start and self._is_row(before := self._text.rfind("\n", 0, start - 1) + 1):
                start = before
            while end < len(self._text) and self._is_row(end):
                end = self._text.find("\n", end) + 1 or len(self._text)
            self._found = _read(self._text[start:end], start)
        return self._found

    def _is_row(self, start: int) -> bool:
        return self._text.startswith("|", start)


def changed_rows(old: Sequence[str], new: Sequence[str], table: Table) -> tuple[TableRow, ...]:
    """Compare the lines of two texts at one place, row by row; lines that are no rows are left out."""
    olds, news = _by_key(old, table.key), _by_key(new, table.key)
    gone = [key for key in olds if key not in news]
    renamed = _renamed(gone, [key for key in news if key not in olds])
    found: list[TableRow] = []
    for key, cells in news.items():
        before = olds.get(key) or olds.get(renamed.get(key, ""))
        if before is None:
            found.append(TableRow(RowKind.ADDED, key))
        elif changed := tuple(_changed_cells(before, cells, table.columns)):
            found.append(TableRow(RowKind.CHANGED, key, changed))
    removed = set(gone) - set(renamed.values())
    return (*found, *(TableRow(RowKind.REMOVED, key) for key in gone if key in removed))


def _read(text: str, start: int) -> Table:
    rows = [cells_of(line) for line in text.splitlines()]
    has_head = len(rows) > 1 and not rows[1]
    body = [cells for cells in rows[2 if has_head else 0 :] if cells]
    key = next((k for k in range(1, MOST_NAMING) if _is_unique([cells[:k] for cells in body])), MOST_NAMING)
    columns = tuple(map(as_read, rows[0])) if has_head else ()
    return Table(start, start + len(text), columns, key)


def _is_unique(names: Sequence[Cells]) -> bool:
    return len(set(names)) == len(names)


def _by_key(lines: Sequence[str], key: int) -> dict[str, Cells]:
    rows: dict[str, Cells] = {}
    for line in lines:
        cells = cells_of(line) if line.lstrip().startswith("|") else ()
        if any(cells):
            rows.setdefault(DIVIDER.join(filter(None, map(as_read, cells[:key]))), cells)
    return rows


def _renamed(gone: Sequence[str], come: Sequence[str]) -> Mapping[str, str]:
    """Pair, in order, names that are one name respelled."""
    if len(gone) * len(come) > MOST_PAIRS:
        return {}
    left = [name for name in gone if name]
    found: dict[str, str] = {}
    for name in filter(None, come):
        before = next((other for other in left if not is_other_name(other, name)), None)
        if before is not None:
            left.remove(before)
            found[name] = before
    return found


def _changed_cells(old: Cells, new: Cells, columns: Cells) -> Iterator[Cell]:
    for k in range(max(len(old), len(new))):
        before, after = (cells[k] if k < len(cells) else "" for cells in (old, new))
        if before != after and as_read(before) != as_read(after):
            name = columns[k] if k < len(columns) else ""
            yield Cell(name or f"column {k + 1}", as_read(before), as_read(after))
