"""Parts of a page where several things stand side by side: columns of prose, and tables without rules."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from .geometry import Line
from .lines import merged

Span = tuple[float, float]
Row = list[Line]

_GUTTER = 0.4  # of the size
_WIDE_GUTTER = 0.8  # between columns of prose
_FEWEST_LINES = 4  # on each side of a gutter between columns
_FEWEST_SPLIT = 3  # rows of a table
_PATIENCE = 50_000  # cells looked at in vain on one page
STANDS_APART = 1.3  # times the closest distance of two rows
_OTHER_SIZE = 0.1  # of the size
_FLUSH = 2.0  # points
_MOSTLY = 0.8
_FULL = 0.6  # of a column's width, that most lines of prose fill
_PROSE_WORDS = 3.5  # a line
_NARROWEST = 10.0  # of the size: a column of prose


@dataclass(frozen=True)
class Area:
    """Consecutive rows that share their gutters; without gutters, one line a row."""

    rows: tuple[Row, ...]
    gutters: tuple[Span, ...]

    @cached_property
    def columns(self) -> list[list[Line]]:
        """Return the lines column by column."""
        return [[merged(cell) for cell in column if cell] for column in zip(*self.cells, strict=True)]

    @cached_property
    def cells(self) -> list[list[list[Line]]]:
        """Return what each row has in each column."""
        middles = [(begin + end) / 2 for begin, end in self.gutters]
        found = []
        for row in self.rows:
            cells: list[list[Line]] = [[] for _ in range(len(middles) + 1)]
            for line in row:
                cells[bisect_right(middles, line.left)].append(line)
            found.append(cells)
        return found

    @cached_property
    def is_prose(self) -> bool:
        """Say whether each column reads on by itself: most of its lines are full, and are made of several words."""
        if min(map(len, self.columns)) < _FEWEST_LINES:
            return False
        size = median(line.size for row in self.rows for line in row)
        is_wide = all(end - begin >= _WIDE_GUTTER * size for begin, end in self.gutters)
        return is_wide and all(map(_is_prose, self.columns)) and not self._is_parted

    @cached_property
    def is_table(self) -> bool:
        """Say whether enough rows have several cells, and the cells of each column are flush."""
        split = [row for row in self.cells if sum(map(bool, row)) > 1]
        return len(split) >= _FEWEST_SPLIT and len(self.rows[0]) > 1 and all(map(_is_flush, self.columns))

    @property
    def _is_parted(self) -> bool:
        """Say whether gaps run through all columns, and after each of them all columns begin anew."""
        gaps = [above[0].baseline - below[0].baseline for above, below in pairwise(self.rows)]
        closest = min(gaps)
        after = [index for index, gap in enumerate(gaps, start=1) if gap > STANDS_APART * closest]
        return len(after) >= _FEWEST_SPLIT and all(all(self.cells[index]) for index in after)


def areas_of(rows: Sequence[Row]) -> list[Area]:
    """Part a page into areas, from the top."""
    areas: list[Area] = []
    plain: list[Row] = []
    index, patience = 0, _PATIENCE
    while index < len(rows):
        runs = [area for area in _runs_from(rows, index) if area.gutters] if patience > 0 else []
        patience -= sum(len(area.rows) * (len(area.gutters) + 1) for area in runs)
        area = _best_of(runs)
        if area is None:
            plain.append(rows[index])
            index += 1
            continue
        index += len(area.rows)
        area = _with_rows_above(area, plain)
        if plain:
            areas.append(Area(tuple(plain), ()))
            plain = []
        areas.append(area)
    return [*areas, Area(tuple(plain), ())] if plain else areas


def _best_of(runs: Sequence[Area]) -> Area | None:
    """Return the columns or the table among areas that begin with one row, if any is either."""
    prose = [area for area in runs if area.is_prose]
    if prose:
        return prose[-1]
    tables = [table for table in map(_trimmed, runs) if table.is_table]
    return max(tables, key=lambda table: len(table.rows) * len(table.gutters), default=None)


def _runs_from(rows: Sequence[Row], start: int) -> Iterator[Area]:
    """Yield longer and longer areas, each with fewer gutters than the one before."""
    gutters: list[Span] = [(float("-inf"), float("inf"))]
    left, right = float("inf"), float("-inf")
    between: tuple[Span, ...] = ()
    for end in range(start, len(rows)):
        row = rows[end]
        left, right = min(left, row[0].left), max(right, *(line.right for line in row))
        gutters = _common(gutters, _free(row), _GUTTER * max(line.size for line in row))
        found = tuple(span for span in gutters if span[0] > left and span[1] < right)
        if len(found) < len(between) and end - start >= _FEWEST_SPLIT:
            yield Area(tuple(rows[start:end]), between)
        if end > start and not found:
            return
        between = found
    yield Area(tuple(rows[start:]), between)


def _with_rows_above(area: Area, plain: list[Row]) -> Area:
    """Take the rows above columns that belong to one of them, because it begins higher than the others."""
    if not area.is_prose:
        return area
    lefts = [min(line.left for line in lines) for lines in area.columns]
    above: list[Row] = []
    while plain and _fits(plain[-1], area.gutters, lefts):
        above.insert(0, plain.pop())
    return Area((*above, *area.rows), area.gutters)


def _fits(row: Row, gutters: Sequence[Span], lefts: Sequence[float]) -> bool:
    is_clear = all(line.right <= begin or line.left >= end for line in row for begin, end in gutters)
    return is_clear and all(any(abs(line.left - left) <= line.size for left in lefts[1:]) for line in row)


def _trimmed(area: Area) -> Area:
    """Leave off rows at a table's end that have one cell and stand apart, as the paragraph after it does."""
    rows = list(area.rows)
    gaps = [above[0].baseline - below[0].baseline for above, below in pairwise(rows)]
    closest = min(gaps, default=0.0)
    size = median(line.size for row in rows for line in row)

    def stands_apart(row: Row, gap: float) -> bool:
        return len(row) == 1 and (
            gap > STANDS_APART * closest or abs(row[0].size - size) > _OTHER_SIZE * size
        )

    while gaps and stands_apart(rows[-1], gaps[-1]):
        rows.pop()
        gaps.pop()
    return Area(tuple(rows), area.gutters)


def _is_flush(lines: Sequence[Line]) -> bool:
    edges = (
        [line.left for line in lines],
        [line.right for line in lines],
        [(line.left + line.right) / 2 for line in lines],
    )
    return any(
        sum(abs(place - median(places)) <= _FLUSH for place in places) >= _MOSTLY * len(places)
        for places in edges
    )


def _free(row: Row) -> list[Span]:
    edges = [float("-inf"), *(end for line in row for end in (line.left, line.right)), float("inf")]
    return [(edges[index], edges[index + 1]) for index in range(0, len(edges), 2)]


def _common(one: Sequence[Span], other: Sequence[Span], narrowest: float) -> list[Span]:
    """Return where spans, given from the left, overlap enough."""
    found: list[Span] = []
    left = right = 0
    while left < len(one) and right < len(other):
        begin, end = max(one[left][0], other[right][0]), min(one[left][1], other[right][1])
        if end - begin >= narrowest:
            found.append((begin, end))
        if one[left][1] < other[right][1]:
            left += 1
        else:
            right += 1
    return found


def _is_prose(lines: Sequence[Line]) -> bool:
    lines = [line for line in lines if not line.rows]
    if not lines:
        return False
    width = max(line.right for line in lines) - min(line.left for line in lines)
    if width < _NARROWEST * median(line.size for line in lines):
        return False
    widths = [line.right - line.left for line in lines]
    words = sum(len(line.words) for line in lines) / len(lines)
    return median(widths) >= _FULL * width and words >= _PROSE_WORDS
