"""Lines that lead the eye along dots, to the number of a page in a table of contents or to anything else."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .geometry import Line

_DOTS = ".…_"
_LEADER = re.compile(rf"(?:\s*[{_DOTS}]){{4,}}\s*(\d{{1,4}})?$")
_FEWEST = 3  # lines of a table of contents


def without_leaders(lines: Sequence[Line], pages: int) -> list[Line]:
    """Leave off dots that lead somewhere; the numbers too, where they can only be those of pages.

    A page's number is no part of the text, and changes with it. A price or a period may be led to in the same way.
    """
    leaders = [None if line.rows else _LEADER.search(line.text) for line in lines]
    numbers = [int(leader[1]) for leader in leaders if leader and leader[1]]
    is_ordered = all(one <= other for one, other in pairwise(numbers))
    are_pages = len(numbers) >= _FEWEST and is_ordered and max(numbers) <= pages
    return [
        line if leader is None else _without(line, leader[1] or "", keep=not are_pages)
        for line, leader in zip(lines, leaders, strict=True)
    ]


def _without(line: Line, number: str, *, keep: bool) -> Line:
    words = list(line.words)
    last = words[-1]
    words[-1] = replace(last, text=last.text.removesuffix(number))
    while words and not words[-1].text.strip(_DOTS):
        words.pop()
    if words:
        words[-1] = replace(words[-1], text=words[-1].text.rstrip(_DOTS))
    if number and (keep or not words):
        words.append(replace(last, text=number))
    return Line(words or line.words, closed=True)
