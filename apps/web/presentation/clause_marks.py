"""Marks in a rendered text: a link at the beginning of each clause, which is also its anchor."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

_LINE_END = re.compile(r"\r\n?|\n")  # as the Markdown parser counts lines
_BREAKS = frozenset({"softbreak", "hardbreak"})
_SIGN = "\N{SECTION SIGN}"


@dataclass(frozen=True, slots=True)
class ClauseMark:
    """Where a clause begins in the text, and what leads to its page; `url` may be relative to the page of the text."""

    start: int
    public_id: str
    url: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A stretch of rendered words: the lines it is made from, end excluded, and its token."""

    first: int
    end: int
    token: Token


def mark_clauses(tokens: Sequence[Token], text: str, marks: Sequence[ClauseMark]) -> None:
    """Put a mark before the words that each clause begins with; before the next words where it begins with none."""
    stretches = _stretches(tokens)
    if not stretches:
        return
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    # From the last to the first: what is put into a line moves what follows it.
    for mark in sorted(marks, key=lambda mark: mark.start, reverse=True):
        line = bisect_right(starts, mark.start) - 1
        stretch = _stretch_at(stretches, line)
        children = stretch.token.children or []
        place = _place_in(children, line - stretch.first)
        stretch.token.children = [*children[:place], *_link(mark), *children[place:]]


def _stretches(tokens: Sequence[Token]) -> list[_Line]:
    """Return what has words, in order; cells of a table name no lines, and stand in those of their row."""
    found: list[_Line] = []
    first, end = 0, 1
    for token in tokens:
        if token.map:
            first, end = token.map
        if token.type == "inline" and token.children:
            found.append(_Line(first, end, token))
    return found


def _stretch_at(stretches: Sequence[_Line], line: int) -> _Line:
    within = next((each for each in stretches if each.first <= line < each.end), None)
    return within or next((each for each in stretches if each.first >= line), stretches[-1])


def _place_in(children: Sequence[Token], lines: int) -> int:
    """Return where the line of that number begins among the parts of a stretch, never inside a link."""
    place, depth, passed = 0, 0, 0
    for index, child in enumerate(children):
        if passed == lines:
            break
        depth += child.nesting if child.type in {"link_open", "link_close"} else 0
        if child.type in _BREAKS:
            passed += 1
            if depth == 0:
                place = index + 1
    return place


def _link(mark: ClauseMark) -> tuple[Token, Token, Token]:
    attributes = {
        "class": "clause-mark",
        "id": mark.public_id,
        "href": mark.url,
        "aria-label": f"Clause {mark.public_id}",
    }
    opening = Token("link_open", "a", 1, attrs=dict(attributes))
    return opening, Token("text", "", 0, content=_SIGN), Token("link_close", "a", -1)
