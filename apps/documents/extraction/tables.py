"""Tables of data, told from tables used for layout."""

from collections.abc import Callable

from .tree import Tree, attribute

_CELLS = frozenset({"td", "th"})
_LAYOUT = frozenset({"h1", "h2", "h3", "h4", "table", "form", "main", "article"})
_MAX_COLUMNS = 40
_LONGEST_CELL = 3000


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
    """Return the cells' text row by row; a cell that spans columns is followed by empty ones."""
    rows: list[list[str]] = [[]]
    node, end = index + 1, tree.ends[index]
    while node < end:
        tag = tree.tags[node]
        if not kept[node]:
            node = tree.ends[node]
        elif tag in _CELLS:
            rows[-1].extend([cell(node), *[""] * (_span(tree.attrs[node]) - 1)])
            node = tree.ends[node]
        else:
            if tag == "tr":
                rows.append([])
            node += 1
    return [row for row in rows if any(row)]


def _span(attrs: str) -> int:
    span = attribute(attrs, "colspan") or "1"
    return max(1, min(int(span[:3]), _MAX_COLUMNS)) if span.isdecimal() else 1
