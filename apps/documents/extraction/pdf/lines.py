"""From words to lines: what stands on one height, parted where the gap is wider than a blank."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .geometry import Line, Word

_SAME_HEIGHT = 0.3  # of the size
_RAISED = 0.6  # of the size, for a figure that refers to a note
_RAISED_SIZE = 0.9  # of the size beside it
_WIDE_GAP = 0.6  # of the size; some blanks of justified text are as wide
_BLANK = 0.5  # of the size; no blank between words is wider unless the line is justified
_LABEL_GAP = 6.0  # of the size, between a label and its text
BULLETS = "•·▪◦●○‣■□∙⦁"
_LABEL = re.compile(
    rf"(?:[{BULLETS}\N{{EN DASH}}-]|o"
    r"|(?:\d{1,3}\.)+(?:\d{1,3})?|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)])"
)


def rows_of(words: Sequence[Word]) -> list[list[Line]]:
    """Return the rows of a page from the top, each as its lines from the left."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (-word.baseline, word.left)):
        if not (rows and _is_level(rows[-1][0], word)):
            rows.append([])
        rows[-1].append(word)
    _lower_raised(rows)
    return [list(_parted(sorted(row, key=lambda word: word.left))) for row in rows if row]


def _is_level(first: Word, word: Word) -> bool:
    return first.baseline - word.baseline <= _SAME_HEIGHT * min(first.size, word.size)


def _lower_raised(rows: list[list[Word]]) -> None:
    """Put small figures that stand raised behind a word, as references to notes do, into the word's row."""
    for upper, lower in pairwise(rows):
        if not upper or upper[0].baseline - lower[0].baseline > _RAISED * max(word.size for word in lower):
            continue
        edges = sorted((edge, word.size) for word in lower for edge in (word.left, word.right))
        raised = [
            word for word in upper if _touches(word, word.left, edges) or _touches(word, word.right, edges)
        ]
        upper[:] = [word for word in upper if word not in raised] if raised else upper
        lower.extend(raised)


def _touches(word: Word, at: float, edges: Sequence[tuple[float, float]]) -> bool:
    """Say whether a larger word begins or ends where this one does the other, given the edges and their words' sizes."""
    nearest = bisect_left(edges, (at, 0.0))
    return any(
        abs(at - edge) <= _BLANK * size and word.size <= _RAISED_SIZE * size
        for edge, size in edges[max(nearest - 1, 0) : nearest + 1]
    )


def _parted(row: Sequence[Word]) -> Iterator[Line]:
    """Part a row at its wide gaps; a label stays with its text however far it stands off."""
    begun = 0
    for index in range(1, len(row)):
        left, right = row[index - 1], row[index]
        size = max(left.size, right.size)
        gap = right.left - left.right
        if gap > (_LABEL_GAP if index - begun == 1 and is_label(left, right) else _WIDE_GAP) * size:
            yield Line(row[begun:index])
            begun = index
    yield Line(row[begun:])


def is_label(word: Word, after: Word) -> bool:
    """Say whether a word is a bullet or a number that labels what comes after it."""
    if word.text == "o":  # what a common word processor has for a bullet of the second level
        return after.left - word.right > _BLANK * word.size
    return bool(_LABEL.fullmatch(word.text))


def merged(lines: Sequence[Line]) -> Line:
    """Return lines of one row as one."""
    return lines[0] if len(lines) == 1 else Line([word for line in lines for word in line.words])
