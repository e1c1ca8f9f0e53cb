"""The numbers that a list prints before its items."""

import re

from .tree import attribute

LARGEST_NUMBER = 999_999_999  # CommonMark reads no more digits
_ROMAN_LIMIT = 4000
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_STYLE = re.compile(r"list-style(?:-type)?:[^;]*?\b(lower|upper)-(alpha|latin|roman)\b", re.IGNORECASE)
_NUMBERED = re.compile(
    r"list-style(?:-type)?:[^;]*?\b(?:decimal|(?:lower|upper)-(?:alpha|latin|roman))\b", re.IGNORECASE
)
_STYLES = {
    ("lower", "alpha"): "a",
    ("lower", "latin"): "a",
    ("upper", "alpha"): "A",
    ("upper", "latin"): "A",
    ("lower", "roman"): "i",
    ("upper", "roman"): "I",
}


def integer(value: str | None, default: int) -> int:
    """Read an attribute's number; the default where it holds none."""
    try:
        return int(value or "")
    except ValueError:
        return default


def is_numbered(attrs: str) -> bool:
    """Say whether a list's own style numbers its items, whatever kind of list it is."""
    return "list-style" in attrs and bool(_NUMBERED.search(attrs))


def kind_of(attrs: str) -> str:
    """Return how an ordered list numbers its items, by the values that HTML's `type` takes."""
    if not attrs:
        return "1"
    style = _STYLE.search(attrs)
    if style:
        return _STYLES[style[1].lower(), style[2].lower()]
    return attribute(attrs, "type") or "1"


def printed(number: int, kind: str) -> str:
    """Return the number as it is printed, with its full stop."""
    if kind in {"a", "A"} and 0 < number <= 26 * 27:
        first, second = divmod(number - 1, 26)
        letters = (chr(96 + first) if first else "") + chr(97 + second)
        return f"{letters if kind == 'a' else letters.upper()}."
    if kind in {"i", "I"} and 0 < number < _ROMAN_LIMIT:
        return f"{_roman(number) if kind == 'i' else _roman(number).upper()}."
    return f"{number}."


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        out += letters * count
    return out
