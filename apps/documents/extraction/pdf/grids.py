"""Tables whose cells are ruled: lines that meet make a grid, words go into its cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .geometry import Line, Rule, Sheet, Word
from .joining import joined
from .lines import merged, rows_of

_TOUCH = 3.0  # points
_FEWEST = 3  # lines each way: two columns, two rows
_MAX_LINES = 200  # each way; a finer grid is graph paper
_MOST_MEETINGS = 250_000  # to look for on a page; one with more lines holds a drawing
_FEWEST_FILLED = 0.4  # of the cells


@dataclass(slots=True)
class _Grid:
    across: list[Rule]
    upright: list[Rule]

    @property
    def columns(self) -> list[float]:
        return _clustered(
            [rule.at for rule in self.upright] + [e for rule in self.across for e in _ends(rule)]
        )

    @property
    def heights(self) -> list[float]:
        """Return where the rows are parted, from the top."""
        ends = [end for rule in self.upright for end in _ends(rule)]
        return _clustered([rule.at for rule in self.across] + ends)[::-1]


def take_tables(sheet: Sheet) -> tuple[list[Line], list[Word]]:
    """Return the ruled tables of a page, and the words that stand outside of them."""
    tables, words = [], list(sheet.words)
    for grid in _grids(sheet):
        columns, heights = grid.columns, grid.heights
        if not (_FEWEST <= len(columns) <= _MAX_LINES and _FEWEST <= len(heights) <= _MAX_LINES):
            continue
        box = columns[0], heights[-1], columns[-1], heights[0]
        inside = [word for word in words if _is_in(word, box)]
        rows = _filled(grid, columns, heights, inside)
        if rows:
            tables.append(Line(inside, rows, box))
            words = [word for word in words if not _is_in(word, box)]
    return tables, words


def _grids(sheet: Sheet) -> list[_Grid]:
    """Return the lines in groups that hang together."""
    if len(sheet.across) * len(sheet.upright) > _MOST_MEETINGS:
        return []
    groups: list[tuple[set[int], list[Rule]]] = []
    for upright in sheet.upright:
        met = {index for index, across in enumerate(sheet.across) if _meet(across, upright)}
        if not met:
            continue
        joined_to = [group for group in groups if group[0] & met]
        groups = [group for group in groups if not group[0] & met]
        ruled = [rule for _, rules in joined_to for rule in rules]
        groups.append((met.union(*(group[0] for group in joined_to)), [*ruled, upright]))
    return [_Grid([sheet.across[index] for index in sorted(met)], rules) for met, rules in groups]


def _meet(across: Rule, upright: Rule) -> bool:
    return (
        across.begin - _TOUCH <= upright.at <= across.end + _TOUCH
        and upright.begin - _TOUCH <= across.at <= upright.end + _TOUCH
    )


def _filled(
    grid: _Grid, columns: Sequence[float], heights: Sequence[float], words: Sequence[Word]
) -> list[list[str]]:
    """Return the cells' text; a cell that spans others has its text in the first of them."""
    cells: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        row, column = _place(word, columns, heights)
        while column > 0 and not _parts(grid.upright, columns[column], word.middle[1]):
            column -= 1
        while row > 0 and not _parts(grid.across, heights[row], word.middle[0]):
            row -= 1
        cells.setdefault((row, column), []).append(word)
    table = [
        [_text(cells.get((row, column), [])) for column in range(len(columns) - 1)]
        for row in range(len(heights) - 1)
    ]
    table = _without_empty(table)
    filled = sum(bool(cell) for row in table for cell in row)
    is_table = len(table) > 1 and len(table[0]) > 1 and filled >= _FEWEST_FILLED * len(table) * len(table[0])
    return table if is_table else []


def _place(word: Word, columns: Sequence[float], heights: Sequence[float]) -> tuple[int, int]:
    x, y = word.middle
    column = sum(at <= x for at in columns[1:-1])
    row = sum(at >= y for at in heights[1:-1])
    return row, column


def _parts(rules: Sequence[Rule], at: float, where: float) -> bool:
    return any(
        abs(rule.at - at) <= _TOUCH and rule.begin - _TOUCH <= where <= rule.end + _TOUCH for rule in rules
    )


def _text(words: Sequence[Word]) -> str:
    return joined([merged(row) for row in rows_of(words)])


def _without_empty(table: list[list[str]]) -> list[list[str]]:
    rows = [row for row in table if any(row)]
    kept = [column for column in range(len(table[0])) if any(row[column] for row in rows)]
    return [[row[column] for column in kept] for row in rows]


def _is_in(word: Word, box: tuple[float, float, float, float]) -> bool:
    x, y = word.middle
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _ends(rule: Rule) -> tuple[float, float]:
    return rule.begin, rule.end


def _clustered(places: Sequence[float]) -> list[float]:
    """Return places from the lowest, those that touch being one."""
    ordered = sorted(places)
    kept = ordered[:1]
    kept.extend(other for one, other in pairwise(ordered) if other - one > _TOUCH)
    return kept
