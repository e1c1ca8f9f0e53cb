"""Tables whose cells are told by where they stand: columns by the gaps between them, rows by lines, distance or content."""

from collections.abc import Sequence
from itertools import pairwise

from .areas import STANDS_APART, Area, Row
from .geometry import Line, Rule
from .joining import joined
from .lines import merged

_FEWEST_GAPS = 2
_LONGEST_LABEL = 3
_WIDE = 0.8  # of the table


def table_of(area: Area, across: Sequence[Rule]) -> Line:
    """Return the area as one line that holds the rows of a table."""
    cells = area.cells
    rows = [_texts([cells[index] for index in group]) for group in _groups(area, across)]
    lines = [line for row in area.rows for line in row]
    box = (
        min(line.left for line in lines),
        min(line.bottom for line in lines),
        max(line.right for line in lines),
        max(line.baseline for line in lines),
    )
    return Line([word for line in lines for word in line.words], rows, box)


def is_list(area: Area) -> bool:
    """Say whether what stands first in the rows are no more than labels."""
    labels = [line.text for line in area.columns[0]]
    return len(area.gutters) == 1 and max(map(len, labels)) <= _LONGEST_LABEL


def _texts(cells: Sequence[list[list[Line]]]) -> list[str]:
    """Return the text of one row of cells, each given line by line."""
    return [joined([merged(lines) for lines in column if lines]) for column in zip(*cells, strict=True)]


def _groups(area: Area, across: Sequence[Rule]) -> list[list[int]]:
    """Return which rows of lines make up each row of cells."""
    left = min(line.left for row in area.rows for line in row)
    right = max(line.right for row in area.rows for line in row)
    wide = [
        rule.at for rule in across if min(rule.end, right) - max(rule.begin, left) >= _WIDE * (right - left)
    ]
    for begins in (_after_rules(area.rows, wide), _after_gaps(area.rows)):
        if sum(begins) >= _FEWEST_GAPS:
            return _parted(begins)
    return _parted([bool(cells[0]) for cells in area.cells])


def _after_rules(rows: Sequence[Row], rules: Sequence[float]) -> list[bool]:
    return [False] + [
        any(below[0].baseline < at < above[0].baseline for at in rules) for above, below in pairwise(rows)
    ]


def _after_gaps(rows: Sequence[Row]) -> list[bool]:
    gaps = [above[0].baseline - below[0].baseline for above, below in pairwise(rows)]
    closest = min(gaps, default=0.0)
    return [False] + [gap > STANDS_APART * closest for gap in gaps]


def _parted(begins: Sequence[bool]) -> list[list[int]]:
    groups: list[list[int]] = []
    for index, is_first in enumerate(begins):
        if is_first or not groups:
            groups.append([])
        groups[-1].append(index)
    return groups
