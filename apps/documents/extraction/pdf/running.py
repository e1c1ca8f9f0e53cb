"""Tells running headers, footers and page numbers from the text: they come back at one height, page after page."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from .geometry import Line, Sheet

Rows = list[list[Line]]

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
    """Return each page's rows without those that run through the pages."""
    heights: defaultdict[str, list[float]] = defaultdict(list)
    for sheet, rows in zip(sheets, pages, strict=True):
        for row in _edges(sheet, rows):
            heights[_key(row)].append(_height(sheet, row))
    fewest = max(2, round(_SHARE * sum(map(bool, pages))))
    return [
        [row for row in rows if not _runs(sheet, rows, row, heights, fewest)]
        for sheet, rows in zip(sheets, pages, strict=True)
    ]


def _runs(sheet: Sheet, rows: Rows, row: list[Line], heights: dict[str, list[float]], fewest: int) -> bool:
    if not any(row is edge for edge in _edges(sheet, rows)):
        return False
    height = _height(sheet, row)
    alike = sum(abs(other - height) <= _SAME_HEIGHT for other in heights[_key(row)])
    return alike >= fewest or _is_page_number(row, rows)


def _edges(sheet: Sheet, rows: Rows) -> Iterator[list[Line]]:
    margin = _MARGIN * (sheet.top - sheet.bottom)
    for index, row in enumerate(rows):
        if (index < _EDGE_ROWS and row[0].baseline > sheet.top - margin) or (
            index >= len(rows) - _EDGE_ROWS and row[0].baseline < sheet.bottom + margin
        ):
            yield row


def _is_page_number(row: list[Line], rows: Rows) -> bool:
    return (row is rows[0] or row is rows[-1]) and bool(_PAGE_NUMBER.fullmatch(_text(row)))


def _key(row: Sequence[Line]) -> str:
    """Return what a running row has in common from page to page."""
    text = _text(row).lower()
    return _DIGITS.sub("#", text) if len(text) <= _SHORT_LINE else text


def _text(row: Sequence[Line]) -> str:
    return " ".join(line.text for line in row)


def _height(sheet: Sheet, row: Sequence[Line]) -> float:
    """Return the row's distance from the upper edge: sheets may differ in size."""
    return sheet.top - row[0].baseline
