"""Collects blocks in reading order and decides what is an item of a list, whatever the markup called it."""

import re
from collections.abc import Sequence
from itertools import chain

from .markdown import (
    Block,
    Container,
    Item,
    ListRun,
    escaped,
    heading,
    linked,
    opening_escaped,
    pieces,
    table,
)

_BULLETS = "•·▪◦●○‣■□∙⦁"
_BULLET = re.compile(rf"(?:[{_BULLETS}]\s*|[-+*] )+(?=\S)")
_NUMBER = re.compile(r"(\d{1,9})([.)]) (?=\S)")
_LONE_LABEL = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3}){1,4}\.?|\d{1,3}[.)]|[a-zA-Z][.)]|\((?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})\))"
)

_LONGEST_LABEL = 20
_FEWEST_ROWS = 2
_FEWEST_OF_TWIN = 8  # blocks
_SHARE_OF_TWIN = 0.35  # of all blocks
_TITLES_BEFORE_TWIN = 3  # blocks


class Writer:
    """Blocks so far, and the containers that the next one goes into."""

    def __init__(self) -> None:
        self.path: list[Container] = []
        self.targets: list[str] = []
        self.blocks: list[Block] = []
        self.words = 0  # as blanks part them
        self._label: str | None = None
        self._label_path: tuple[Container, ...] = ()

    def paragraph(self, text: str) -> None:
        """Add a paragraph, or an item where it begins like one."""
        if text[0] in _BULLETS and not text.strip(f"{_BULLETS} "):
            text = _BULLETS[0]
            if self._label is not None:
                return
        if self._label is None and len(text) <= _LONGEST_LABEL and _is_label(text):
            self._label, self._label_path = text, tuple(self.path)
            return
        self._listed(self._labelled(text))

    def heading(self, level: int, text: str) -> None:
        """Add a heading."""
        text = self._labelled(text)
        self._add(heading(level, self._inline(text)), tuple(self.path))

    def table(self, rows: list[list[str]]) -> None:
        """Add a table of unescaped cells, the first row being its header; a single row is no table."""
        if len(rows) < _FEWEST_ROWS:
            for cell in filter(None, chain.from_iterable(rows)):
                self.paragraph(cell)
            return
        self._settle()
        lines = table([[self._inline(cell) for cell in row] for row in rows])
        path = tuple(self.path)
        self._enter(path)
        self.blocks.append(Block("", path, lines))

    def markdown(self) -> str:
        """Return everything written, as Markdown."""
        self._settle()
        return "".join(pieces(self.blocks))

    def drop_twin(self) -> None:
        """Drop the second of two copies of the document, which some pages hold for two widths of screen."""
        texts = [block.text for block in self.blocks]
        fewest = max(_FEWEST_OF_TWIN, int(_SHARE_OF_TWIN * len(texts)))
        for first, text in enumerate(texts[:_TITLES_BEFORE_TWIN]):
            for second in range(first + fewest, len(texts) - fewest + 1):
                if texts[second] == text and texts[second : second + fewest] == texts[first : first + fewest]:
                    same = _common(texts[first:second], texts[second:])
                    dropped = self.blocks[second : second + same]
                    self.words -= sum(block.text.count(" ") + 1 for block in dropped)
                    del self.blocks[second : second + same]
                    return

    def offsets(self, numbers: Sequence[int]) -> tuple[int, ...]:
        """Return where in the Markdown the blocks with these numbers begin."""
        begins, length = [], 0
        for piece in pieces(self.blocks):
            begins.append(length + len(piece) - len(piece.lstrip("\n")))
            length += len(piece)
        return tuple(begins[number] if number < len(begins) else length for number in numbers)

    def _labelled(self, text: str) -> str:
        """Put a number that stood alone in front of the text that it numbers."""
        label, self._label = self._label, None
        if label is None:
            return text
        if self._label_path == tuple(self.path):
            return f"{label} {text}"
        now, self.path = self.path, list(self._label_path)
        self._listed(label)
        self.path = now
        return text

    def _settle(self) -> None:
        label, self._label = self._label, None
        if label is not None and label not in _BULLETS:
            now, self.path = self.path, list(self._label_path)
            self._listed(label)
            self.path = now

    def _listed(self, text: str) -> None:
        bullet = _BULLET.match(text)
        text = text[bullet.end() :] if bullet else text
        number = _NUMBER.match(text)
        fresh = self.path[-1] if self.path else None
        path = tuple(self.path)
        if isinstance(fresh, Item) and fresh.run.last is not fresh and fresh.number >= 0:
            if number and not fresh.run.ordered:
                text = _unbulleted(text[number.end() :])
                fresh.run, fresh.number = ListRun(ordered=True, delimiter=number[2]), int(number[1])
        elif number:
            text = _unbulleted(text[number.end() :])
            path = (*path, Item(ListRun(ordered=True, delimiter=number[2]), int(number[1])))
        elif bullet:
            path = (*path, Item(ListRun(ordered=False)))
        self._add(self._linked(opening_escaped(escaped(text))), path)

    def _inline(self, text: str) -> str:
        return self._linked(escaped(text))

    def _linked(self, text: str) -> str:
        self.words += text.count(" ") + bool(text)
        return linked(text, self.targets)

    def _add(self, text: str, path: tuple[Container, ...]) -> None:
        if self._label is not None:
            self._settle()
        if path:
            self._enter(path)
        self.blocks.append(Block(text, path))

    def _enter(self, path: tuple[Container, ...]) -> None:
        """Join a list that directly follows a list of its kind, as Markdown would; else keep the two apart."""
        before = self.blocks[-1].path if self.blocks else ()
        for depth, part in enumerate(path):
            if not isinstance(part, Item) or part.run.last is part:
                continue
            left = before[depth] if len(before) > depth and before[:depth] == path[:depth] else None
            if isinstance(left, Item) and left.run.ordered == part.run.ordered:
                _continue(left, part)
            part.run.last = part


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    """Return how many texts the two have in common from their beginnings."""
    same = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        same += 1
    return same


def _continue(left: Item, item: Item) -> None:
    if not item.run.ordered or (item.number == left.number + 1 and item.run.delimiter == left.run.delimiter):
        item.run = left.run
    elif item.run is left.run or item.run.delimiter == left.run.delimiter:
        item.run = ListRun(ordered=True, delimiter=")" if left.run.delimiter == "." else ".")


def _is_label(text: str) -> bool:
    return text in _BULLETS or bool(_LONE_LABEL.fullmatch(text))


def _unbulleted(text: str) -> str:
    bullet = _BULLET.match(text)
    return text[bullet.end() :] if bullet else text
