"""Sets lines into blocks: paragraphs, items and headings by how they stand, across columns and pages."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .geometry import Line, Word
from .layout import Column, usual_right
from .lines import BULLETS, is_label

_OTHER_SIZE = 0.08  # of the size
_APART = 1.3  # times the usual distance
_LARGE = 1.12  # times the body's size
_NEAR = 1.12  # times the usual distance
_INDENT = 0.8  # of the size
_BLANK = 0.25  # of the size
_SHORT = 0.2  # of the column, left free at a line's end
_MOST_LEADING = 2.2  # of the size
_FEWEST_LINES = 5  # that tell how wide a column is
_NOTE = 0.88  # times the body's size, at most
_REFERENCE = re.compile(r"(?:\d{1,3}|[*†‡§]{1,3})[.)]?\s+\S")
_SENTENCE_END = (".", ":", ";", "!", "?", "\u3002", ".”", ".)", "”.", '."')


@dataclass
class Block:
    """Lines that belong together. `pages` says how many pages begin with it, `breaks` how many after which of its lines."""

    lines: list[Line]
    column: Column
    pages: int = 0
    breaks: Counter[int] = field(default_factory=Counter)

    def go_on(self, line: Line, column: Column, begun: int) -> None:
        """Add a line, before which so many pages begin."""
        self.breaks[len(self.lines) - 1] += begun
        self.lines.append(line)
        self.column = column

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def label(self) -> str | None:
        """Return the bullet or number that it begins with."""
        return label_of(self.first)

    @property
    def left(self) -> float:
        return self.first.left

    @property
    def text_left(self) -> float:
        """Return where its text begins, after a label."""
        return self.first.words[1].left if self.label else self.left


@dataclass(frozen=True, slots=True)
class Setting:
    """How the document is set: the size of most of its text, the usual distance of lines, the width of columns."""

    body: float
    leadings: dict[float, float]
    right: float

    @classmethod
    def of(cls, pages: Sequence[Sequence[Column]]) -> "Setting":
        """Measure a document."""
        columns = [column for page in pages for column in page]
        lines = [line for column in columns for line in column.lines if not line.rows]
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[line.size] += len(line.text)
        return cls(sizes.most_common(1)[0][0] if sizes else 0.0, _leadings(columns), usual_right(lines))

    def leading(self, size: float) -> float:
        """Return the usual distance of two lines in this size."""
        return self.leadings.get(size) or 1.2 * size


def blocks_of(pages: Sequence[Sequence[Column]], setting: Setting) -> list[Block]:
    """Return the blocks of all pages. Notes at a page's foot come after the paragraph that they interrupt."""
    blocks: list[Block] = []
    notes: list[Block] = []
    begun = 0
    for page in pages:
        begun += 1
        for column in page:
            text, foot = _without_notes(column, setting)
            for index, line in enumerate(text):
                if not blocks or _begins(blocks[-1], line, column, setting, is_below=index > 0):
                    blocks += [*notes, Block([line], column, begun)]
                    notes = []
                else:
                    blocks[-1].go_on(line, column, begun)
                begun = 0
            notes += _notes(foot, column, setting)
    return blocks + notes


def _without_notes(column: Column, setting: Setting) -> tuple[Sequence[Line], Sequence[Line]]:
    """Part the smaller lines at a column's foot from its text, where they begin with the figure that refers to them."""
    lines, end = column.lines, len(column.lines)
    while end and not lines[end - 1].rows and lines[end - 1].size <= _NOTE * setting.body:
        end -= 1
    begins = end < len(lines) and _REFERENCE.match(lines[end].text)
    return (lines[:end], lines[end:]) if end and begins else (lines, ())


def _notes(lines: Sequence[Line], column: Column, setting: Setting) -> list[Block]:
    notes: list[Block] = []
    for line in lines:
        if (
            not notes
            or _REFERENCE.match(line.text)
            or _begins(notes[-1], line, column, setting, is_below=True)
        ):
            notes.append(Block([line], column))
        else:
            notes[-1].go_on(line, column, 0)
    return notes


def label_of(line: Line) -> str | None:
    """Return the bullet or number that a line begins with."""
    return line.words[0].text if len(line.words) > 1 and not line.rows and is_label(*line.words[:2]) else None


def _leadings(columns: Iterable[Column]) -> dict[float, float]:
    distances: defaultdict[float, Counter[float]] = defaultdict(Counter)
    for column in columns:
        for above, below in pairwise(column.lines):
            distance = above.baseline - below.baseline
            if above.size == below.size and 0 < distance < _MOST_LEADING * above.size:
                distances[above.size][round(distance, 1)] += 1
    return {
        size: min(counted, key=lambda each: (-counted[each], each)) for size, counted in distances.items()
    }


def _begins(block: Block, line: Line, column: Column, setting: Setting, *, is_below: bool) -> bool:
    """Say whether a line begins a block of its own; `is_below` says that it is in the column of the line before."""
    before = block.lines[-1]
    if before.closed or before.rows or line.rows or _is_of_other_size(before, line):
        return True
    is_early = _ends_early(before, line, block.column, setting)
    if is_below:
        return _begins_below(block, line, column, setting, is_early=is_early)
    has_ended = is_early or before.text.endswith(_SENTENCE_END)
    return bool(label_of(line)) or (has_ended and not line.text[:1].islower())


def _begins_below(block: Block, line: Line, column: Column, setting: Setting, *, is_early: bool) -> bool:
    before, label, goes_on = block.lines[-1], label_of(line), line.text[:1].islower()
    distance = (before.baseline - line.baseline) / setting.leading(line.size)
    is_near = 0 < distance <= _NEAR
    if not 0 < distance <= _APART or (label and label in BULLETS):
        return True
    if before.bold != line.bold and not goes_on:
        return is_early or not is_near
    if label:
        return is_early or not is_near or _stands_off(block, line) or _continues_list(block, label)
    if line.size > _LARGE * setting.body or (_is_centred(before, column) and _is_centred(line, column)):
        return not is_near
    return (is_early or _is_indented_anew(block, line)) and not goes_on


def _is_of_other_size(before: Line, line: Line) -> bool:
    return abs(before.size - line.size) > _OTHER_SIZE * max(before.size, line.size)


def _ends_early(before: Line, line: Line, column: Column, setting: Setting) -> bool:
    """Say whether a line ends though the next line's first word would have fitted, and not by chance."""
    right = column.right if len(column.lines) >= _FEWEST_LINES else max(column.right, setting.right)
    free = right - before.right
    first: Word = line.words[0]
    if free < first.right - first.left + _BLANK * line.size:
        return False
    return before.text.endswith(_SENTENCE_END) or free > _SHORT * (right - column.left)


def _is_centred(line: Line, column: Column) -> bool:
    left, right = line.left - column.left, column.right - line.right
    return min(left, right) > line.size and abs(left - right) < line.size


def _stands_off(block: Block, line: Line) -> bool:
    """Say whether a line does not begin where the block's lines do; after its first one, any may be further left."""
    step = line.left - block.lines[-1].left
    return step > _BLANK * line.size or (len(block.lines) > 1 and step < -_BLANK * line.size)


def _continues_list(block: Block, label: str) -> bool:
    is_next = block.label is not None and _kind(block.label) == _kind(label)
    return is_next and block.lines[-1].text.endswith((*_SENTENCE_END, " and", " or", ","))


def _kind(label: str) -> str:
    """Return what the labels of one list have in common."""
    return "".join("9" if each.isdigit() else "a" if each.isalpha() else each for each in label)


def _is_indented_anew(block: Block, line: Line) -> bool:
    before, step = block.lines[-1], _INDENT * line.size
    has_ended = before.text.endswith(_SENTENCE_END)
    if len(block.lines) == 1:
        if block.label:
            return line.left < block.left - step or (line.left < block.text_left - step and has_ended)
        return line.left > before.left + step and has_ended
    return line.left < before.left - step or (line.left > before.left + step and has_ended)
