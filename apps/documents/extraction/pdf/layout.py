"""From a page's words to its lines in the order of reading."""

from collections.abc import Sequence
from dataclasses import dataclass

from .aligned import is_list, table_of
from .areas import Area, Row, areas_of
from .contents import without_leaders
from .geometry import Line, Sheet
from .grids import take_tables
from .lines import merged, rows_of
from .running import without_running_rows

_FULL = 0.95
_MOST_ROWS = 400  # on a page; what has more is read from the top, line by line


@dataclass(frozen=True, slots=True)
class Column:
    """Lines that are read one below the other. `right` is where full lines end."""

    lines: tuple[Line, ...]
    left: float
    right: float


def columns_of(sheets: Sequence[Sheet]) -> list[list[Column]]:
    """Return the columns of each page in the order of reading, without what runs from page to page."""
    pages = [_rows(sheet) for sheet in sheets]
    return [
        _columns(sheet, rows, len(sheets))
        for sheet, rows in zip(sheets, without_running_rows(sheets, pages), strict=True)
    ]


def _rows(sheet: Sheet) -> list[Row]:
    tables, words = take_tables(sheet)
    rows = rows_of(words)
    rows += [[table] for table in tables]
    return sorted(rows, key=lambda row: -row[0].baseline)


def _columns(sheet: Sheet, rows: list[Row], pages: int) -> list[Column]:
    areas = areas_of(rows) if len(rows) <= _MOST_ROWS else [Area(tuple(rows), ())]
    columns: list[Column] = []
    plain: list[Line] = []
    for area in areas:
        if not area.gutters or is_list(area):
            plain += without_leaders([merged(row) for row in area.rows], pages)
        elif area.is_prose:
            columns += [_column(plain)] if plain else []
            columns += [_column(lines) for lines in area.columns]
            plain = []
        else:
            plain.append(table_of(area, sheet.across))
    return [*columns, _column(plain)] if plain else columns


def _column(lines: Sequence[Line]) -> Column:
    return Column(tuple(lines), min(line.left for line in lines), usual_right(lines))


def usual_right(lines: Sequence[Line]) -> float:
    """Return where full lines end; one in twenty may stick out, as long addresses do."""
    ends = sorted(line.right for line in lines)
    return ends[int(_FULL * (len(ends) - 1))] if ends else 0.0
