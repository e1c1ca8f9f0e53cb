"""Tells running headers, footers and page numbers from the text: they come back at one height, page after page."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import takewhile

from .geometry import Line, Sheet

Row = list[Line]
Rows = list[Row]

_EDGE_ROWS = 4  # at each end of a page
_MARGIN = 0.15  # of the page's height, at each end
_SAME_HEIGHT = 3.0  # points
_SHARE = 0.4  # of the pages; left and right pages may have headers of their own
_SHORT_LINE = 60  # characters; in a longer one the figures are part of what it says
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:page|seite|página|pagina|str\.?|p\.|pg\.?)?\s*[-|\N{EN DASH}\N{EM DASH}]?\s*(?:\d{1,4}|[ivxl]{1,6})"
    r"(?:\s*(?:/|of|von|sur|de|di|van|z|av|af)\s*\d{1,4})?\s*[-|\N{EN DASH}\N{EM DASH}]?",
    re.IGNORECASE,
)


def without_running_rows(sheets: Sequence[Sheet], pages: Sequence[Rows]) -> list[Rows]:
    """Return each page's rows without those, from its edges inwards, that run through the pages."""
    heights: defaultdict[str, list[float]] = defaultdict(list)
    for sheet, rows in zip(sheets, pages, strict=True):
        for row in (*_head(sheet, rows), *_foot(sheet, rows)):
            heights[_key(row)].append(_height(sheet, row))
    fewest = max(2, round(_SHARE * sum(map(bool, pages))))

    def runs(sheet: Sheet, row: Row) -> bool:
        alike = sum(abs(other - _height(sheet, row)) <= _SAME_HEIGHT for other in heights[_key(row)])
        return alike >= fewest or bool(_PAGE_NUMBER.fullmatch(_text(row)))

    return [_trimmed(sheet, rows, runs) for sheet, rows in zip(sheets, pages, strict=True)]


def _trimmed(sheet: Sheet, rows: Rows, runs: Callable[[Sheet, Row], bool]) -> Rows:
    begin = sum(1 for _ in takewhile(lambda row: runs(sheet, row), _head(sheet, rows)))
    rest = rows[begin:]
    end = sum(1 for _ in takewhile(lambda row: runs(sheet, row), _foot(sheet, rest)))
    return rest[: len(rest) - end]


def _head(sheet: Sheet, rows: Rows) -> Rows:
    """Return the rows that may be a header, from the edge inwards."""
    margin = sheet.top - _MARGIN * (sheet.top - sheet.bottom)
    return [row for row in rows[:_EDGE_ROWS] if row[0].baseline > margin]


def _foot(sheet: Sheet, rows: Rows) -> Rows:
    """Return the rows that may be a footer, from the edge inwards."""
    margin = sheet.bottom + _MARGIN * (sheet.top - sheet.bottom)
    return [row for row in rows[: -_EDGE_ROWS - 1 : -1] if row[0].baseline < margin]


def _key(row: Sequence[Line]) -> str:
    """Return what a running row has in common from page to page."""
    text = _text(row).lower()
    return _DIGITS.sub("#", text) if len(text) <= _SHORT_LINE else text


def _text(row: Sequence[Line]) -> str:
    return " ".join(line.text for line in row)


def _height(sheet: Sheet, row: Sequence[Line]) -> float:
    """Return the row's distance from the upper edge: sheets may differ in size."""
    return sheet.top - row[0].baseline
