"""Tells headings by their type and their numbers, and ranks them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .blocks import Block, Setting

_LARGER = 1.12  # times the body's size
_SMALLEST = 0.8
_MOST_LINES = 4
_LONGEST = 200  # characters
_LONGEST_PLAIN = 100
_MOST_BOLD = 0.5  # of all characters: in a bold document bold says nothing
_DEEPEST = 6
_NUMBERED = re.compile(
    r"(?:(\d{1,3}(?:\.\d{1,3})*)[.)]?|[A-Z][.)]|[IVX]{1,5}[.)]|(?:section|article|part|annex)\b.*?)\s",
    re.IGNORECASE,
)
_FEWEST_CAPITALS = 4


@dataclass(frozen=True, order=True, slots=True)
class _Style:
    """What headings of one level have in common, the higher level first."""

    smallness: float
    is_regular: bool


def levels_of(blocks: Sequence[Block], setting: Setting) -> dict[int, int]:
    """Return the level of each block that is a heading, by the block's number."""
    characters = sum(len(block.first.text) for block in blocks) or 1
    bold = sum(len(block.first.text) for block in blocks if block.first.bold)
    says_much = bold <= _MOST_BOLD * characters
    styles = {
        number: _style(block)
        for number, block in enumerate(blocks)
        if _is_heading(block, setting, bold_counts=says_much)
    }
    ranks = {style: rank for rank, style in enumerate(sorted(set(styles.values())), start=1)}
    return {number: min(ranks[style] + _depth(blocks[number]), _DEEPEST) for number, style in styles.items()}


def _is_heading(block: Block, setting: Setting, *, bold_counts: bool) -> bool:
    line = block.first
    text = " ".join(each.text for each in block.lines)
    if line.rows or len(block.lines) > _MOST_LINES or len(text) > _LONGEST or not any(map(str.isalpha, text)):
        return False
    if line.size >= _LARGER * setting.body:
        return not text.endswith((",", ";"))
    if line.size < _SMALLEST * setting.body or text.endswith((",", ";", ":")) or _is_bullet(block):
        return False
    if all(each.bold for each in block.lines):
        return bold_counts and (not text.endswith(".") or bool(_NUMBERED.match(text)))
    return len(text) <= _LONGEST_PLAIN and not text.endswith(".") and _is_capital(text)


def _is_bullet(block: Block) -> bool:
    return block.label is not None and not any(map(str.isalnum, block.label))


def _is_capital(text: str) -> bool:
    return text.isupper() and sum(map(str.isalpha, text)) >= _FEWEST_CAPITALS


def _style(block: Block) -> _Style:
    line = block.first
    return _Style(-line.size, not line.bold)


def _depth(block: Block) -> int:
    """Return how deep a number goes: 1.2 is below 1."""
    number = _NUMBERED.match(block.first.text + " ")
    return number[1].count(".") if number and number[1] else 0
