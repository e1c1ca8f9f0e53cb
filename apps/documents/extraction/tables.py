"""Tables of data, told from tables used for layout."""

from collections.abc import Callable
from functools import lru_cache

from .tree import Tree, attribute

_CELLS = frozenset({"td", "th"})
_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_LAYOUT = frozenset({"h1", "h2", "h3", "h4", "table", "form", "main", "article"})
_MAX_COLUMNS = 40
_MOST_ROWS = 65_534  # as browsers have it
_LONGEST_CELL = 3000
_SPANS_REMEMBERED = 200


def is_data_table(tree: Tree, kept: bytearray, index: int) -> bool:
    """Say whether the table has two rows and two columns, and no parts of a page in its cells."""
    rows = columns = widest = 0
    for node in range(index + 1, tree.ends[index]):
        tag = tree.tags[node]
        if not kept[node] or not tag:
            continue
        if tag in _LAYOUT:
            return False
        if tag == "tr":
            rows, columns = rows + 1, 0
        elif tag in _CELLS:
            columns += 1
            widest = max(widest, columns)
            if tree.sums[tree.ends[node]] - tree.sums[node] > _LONGEST_CELL:
                return False
    return rows > 1 and 1 < widest <= _MAX_COLUMNS


def rows_of(tree: Tree, kept: bytearray, index: int, cell: Callable[[int], str]) -> list[list[str]]:
    """Return the cells' text row by row; a cell that spans columns or rows leaves empty ones beside or below it."""
    rows: list[list[str]] = [[]]
    below: dict[int, int] = {}  # how many rows further down a cell fills a column
    node, end = index + 1, tree.ends[index]
    while node < end:
        tag = tree.tags[node]
        if not kept[node]:
            node = tree.ends[node]
        elif tag in _CELLS:
            _pass_filled(rows[-1], below)
            _put(rows[-1], below, cell(node), tree.attrs[node])
            node = tree.ends[node]
        else:
            if tag == "tr":
                _pass_filled(rows[-1], below)
                rows.append([])
            elif tag in _GROUPS:
                below.clear()
            node += 1
    _pass_filled(rows[-1], below)
    return [row for row in rows if any(row)]


def _pass_filled(row: list[str], below: dict[int, int]) -> None:
    """Leave empty what cells of the rows above fill."""
    while below.get(len(row)):
        below[len(row)] -= 1
        row.append("")


def _put(row: list[str], below: dict[int, int], text: str, attrs: str) -> None:
    if "span=" not in attrs:
        row.append(text)
        return
    begin = len(row)
    columns, rows = _spans(attrs)
    row.extend([text, *[""] * (min(columns, _MAX_COLUMNS - begin) - 1)])
    further = rows - 1
    if further > 0:
        below |= dict.fromkeys(range(begin, min(len(row), _MAX_COLUMNS)), further)


@lru_cache(_SPANS_REMEMBERED)
def _spans(attrs: str) -> tuple[int, int]:
    """Return how many columns and rows a cell spans."""
    return _span(attrs, "colspan"), _span(attrs, "rowspan") or _MOST_ROWS


def _span(attrs: str, name: str) -> int:
    """Return how many columns or rows a cell spans; 0 rows are all that are left."""
    span = attribute(attrs, name) or "1"
    if not span.isdecimal():
        return 1
    if name == "rowspan":
        return min(int(span[:5]), _MOST_ROWS)
    return max(1, min(int(span[:3]), _MAX_COLUMNS))
