"""Tables: which rows were added, removed or changed, named by the column that names them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from apps.documents.diffing.rows import cells_of, is_other_name
from apps.documents.diffing.types import Cell, RowKind, TableRow

TABLE = re.compile(r"(?:^[ \t]*\|[^\n]*(?:\n|\Z))+", re.MULTILINE)

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Hold where a table stands, its head, and the column that tells its rows apart."""

    start: int
    end: int
    columns: Cells
    key: int


NO_TABLE = Table(0, 0, (), 0)


def find_tables(text: str) -> list[Table]:
    return [_read(found) for found in TABLE.finditer(text)]


def table_at(tables: Sequence[Table], offset: int) -> Table:
    return next((table for table in tables if table.start <= offset < table.end), NO_TABLE)


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
        elif before != cells:
            found.append(TableRow(RowKind.CHANGED, key, tuple(_changed_cells(before, cells, table.columns))))
    removed = set(gone) - set(renamed.values())
    return (*found, *(TableRow(RowKind.REMOVED, key) for key in gone if key in removed))


def _read(found: re.Match[str]) -> Table:
    rows = [cells_of(line) for line in found[0].splitlines()]
    has_head = len(rows) > 1 and not rows[1]
    body = [cells for cells in rows[2 if has_head else 0 :] if cells]
    width = min(map(len, body), default=0)
    key = next((k for k in range(width) if _names(cells[k] for cells in body)), 0)
    return Table(found.start(), found.end(), rows[0] if has_head else (), key)


def _names(column: Iterator[str]) -> bool:
    values = list(column)
    return all(values) and len(set(values)) == len(values)


def _by_key(lines: Sequence[str], key: int) -> dict[str, Cells]:
    rows: dict[str, Cells] = {}
    for line in lines:
        cells = cells_of(line) if line.lstrip().startswith("|") else ()
        if any(cells):
            rows.setdefault(cells[min(key, len(cells) - 1)], cells)
    return rows


def _renamed(gone: Sequence[str], come: Sequence[str]) -> Mapping[str, str]:
    """Pair, in order, names that are one name respelled."""
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
        if before != after:
            yield Cell(columns[k] if k < len(columns) else "", before, after)
