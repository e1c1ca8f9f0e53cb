"""Collects blocks in reading order and decides what is an item of a list, whatever the markup called it."""

import re
from collections.abc import Sequence
from itertools import chain

from .dates import is_dated
from .edges import without_twin
from .markdown import (
    Block,
    Container,
    Item,
    ListRun,
    heading,
    pieces,
    shown,
    table,
)

_BULLETS = "•·▪◦●○‣■□∙⦁"
_BULLET = re.compile(rf"(?:[{_BULLETS}]\s*|[-+*] )+(?=\S)")
_OPENERS = frozenset(f"{_BULLETS}-+*0123456789")
_OPENING_SIGNS = f"{_BULLETS} -+*"
_NUMBER = re.compile(r"(\d{1,9})([.)]) (?=\S)")
_LONE_LABEL = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3}){1,4}\.?|\d{1,3}[.)]|[a-zA-Z][.)]|\((?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})\))"
)

_SIGNS = re.compile(r"[!-'*-/:-@\\^`{-~ ]{3,}")  # no letter or figure, bracket, or blank to fill in

# What buttons say, standing alone.
_CONTROLS = frozenset(
    {"menu", "open menu", "close", "close menu", "copy", "copy link", "copy page", "print", "share", "search"}
    | {
        "skip to content",
        "skip to main content",
        "back to top",
        "return to top",
        "log in",
        "sign in",
        "sign up",
    }
    | {"expand all", "collapse all", "download pdf", "download as pdf", "read more", "show more", "show less"}
)
_LONGEST_LABEL = 20
_FEWEST_ROWS = 2
_DEEPEST = 6
_LONGEST_HEADING = 100
_NO_HEADING = re.compile(r"[;,:!…]$|[\x01@]|^\W*$")
_NUMBERED_HEADING = re.compile(
    r"(?:\d+(?:\.\d+)*[.)]?|[A-Z][.)]|[IVX]+[.)]) |(?:Section|Article|Artikel|Part|§)\s"
)


class Writer:
    """Blocks so far, and the containers that the next one goes into."""

    def __init__(self) -> None:
        self.path: list[Container] = []
        self.targets: list[str] = []
        self.blocks: list[Block] = []
        self._level = 1  # of the last heading marked up as one
        self._label: str | None = None
        self._label_path: tuple[Container, ...] = ()

    @property
    def words(self) -> int:
        """Return how many words have been written, as blanks part them."""
        return sum(block.words for block in self.blocks)

    @property
    def is_settled(self) -> bool:
        """Say whether no number waits for the text that it numbers."""
        return self._label is None

    def paragraph(self, text: str, *, is_bold: bool = False) -> None:
        """Add a paragraph, an item where it begins like one, or a heading where it is set like one."""
        if not text[:1].isalpha() and not text[-1:].isalnum() and _is_drawn(text):
            return
        if len(text) <= _LONGEST_LABEL:
            if text.lower() in _CONTROLS:
                return
            if not text.strip(_OPENING_SIGNS):
                text = _BULLETS[0]
                if self._label is not None:
                    return
            if self._label is None and _is_label(text):
                self._label, self._label_path = text, tuple(self.path)
                return
        if self._label is not None:
            text = self._labelled(text)
        if is_bold and not self.path and _is_heading(text):
            self._head(self._level + 1, text)
        else:
            self._listed(text)

    def heading(self, level: int, text: str) -> None:
        """Add a heading."""
        self._level = min(level, _DEEPEST - 1)
        self._head(level, self._labelled(text))

    def _head(self, level: int, text: str) -> None:
        self._add(Block(heading(level, shown(text, self.targets)), tuple(self.path), text.count(" ") + 1))

    def table(self, rows: list[list[str]]) -> None:
        """Add a table of unescaped cells, the first row being its header; a single row is no table."""
        if len(rows) < _FEWEST_ROWS:
            for cell in filter(None, chain.from_iterable(rows)):
                self.paragraph(cell)
            return
        lines = table([[shown(cell, self.targets) for cell in row] for row in rows])
        words = sum(cell.count(" ") + bool(cell) for row in rows for cell in row)
        self._add(Block("", tuple(self.path), words, lines))

    def markdown(self) -> str:
        """Return everything written, as Markdown."""
        self._settle()
        return "".join(pieces(self.blocks))

    def drop_twin(self) -> None:
        """Drop the second of two copies of the document, which some pages hold for two widths of screen."""
        self.blocks = without_twin(self.blocks)

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
        path = tuple(self.path)
        if text[:1] in _OPENERS:
            text, path = self._itemised(text, path)
        self._add(Block(shown(text, self.targets, opens=True), path, text.count(" ") + 1))

    def _itemised(self, text: str, path: tuple[Container, ...]) -> tuple[str, tuple[Container, ...]]:
        """Take a bullet or a number that begins the text for what it is."""
        bullet = _BULLET.match(text)
        text = text[bullet.end() :] if bullet else text
        number = _NUMBER.match(text)
        fresh = self.path[-1] if self.path else None
        if isinstance(fresh, Item) and fresh.run.last is not fresh and fresh.number >= 0:
            if number and not fresh.run.ordered:
                text = _unbulleted(text[number.end() :])
                fresh.run, fresh.number = ListRun(ordered=True, delimiter=number[2]), int(number[1])
        elif number:
            text = _unbulleted(text[number.end() :])
            path = (*path, Item(ListRun(ordered=True, delimiter=number[2]), int(number[1])))
        elif bullet:
            path = (*path, Item(ListRun(ordered=False)))
        return text, path

    def _add(self, block: Block) -> None:
        if self._label is not None:
            self._settle()
        if block.path:
            block.path = self._entered(block.path)
        self.blocks.append(block)

    def _entered(self, path: tuple[Container, ...]) -> tuple[Container, ...]:
        """Join a list that directly follows a list of its kind, as Markdown would; else keep the two apart."""
        before = self.blocks[-1].path if self.blocks else ()
        joined = [part.belongs_to or part if isinstance(part, Item) else part for part in path]
        for depth, part in enumerate(joined):
            left = before[depth] if depth < len(before) else None
            if isinstance(part, Item) and part.run.last is not part:
                after = joined[depth + 1] if depth + 1 < len(joined) else None
                joined[depth] = _joined(left, part, after)
            if joined[depth] is not left:
                before = ()
        return tuple(joined)


def _joined(left: Container | None, item: Item, after: Container | None) -> Item:
    """Let an item continue the list to its left; one that only serves to indent a list is the item to its left."""
    if isinstance(left, Item) and left.run.ordered == item.run.ordered:
        if not item.run.ordered and isinstance(after, Item):
            item.belongs_to = left
            return left
        _continue(left, item)
    item.run.last = item
    return item


def _continue(left: Item, item: Item) -> None:
    if not item.run.ordered and item.run is not left.run and left.run.joined is None:
        item.run.joined = left.run
    if not item.run.ordered or (item.number == left.number + 1 and item.run.delimiter == left.run.delimiter):
        item.run = left.run
    elif item.run is left.run or item.run.delimiter == left.run.delimiter:
        item.run = ListRun(ordered=True, delimiter=")" if left.run.delimiter == "." else ".")


def _is_drawn(text: str) -> bool:
    """Say whether a line is a piece of a picture made of signs; a line of one sign parts what stands around it."""
    bullet = _BULLET.match(text)
    text = text[bullet.end() :] if bullet else text
    number = _NUMBER.match(text)
    text = _unbulleted(text[number.end() :]) if number else text
    return bool(_SIGNS.fullmatch(text)) and len(set(text) - {" "}) > 1


def _is_label(text: str) -> bool:
    return text in _BULLETS or bool(_LONE_LABEL.fullmatch(text))


def _unbulleted(text: str) -> str:
    bullet = _BULLET.match(text)
    return text[bullet.end() :] if bullet else text


def _is_heading(text: str) -> bool:
    """Say whether a line set in bold stands for a heading, and not for emphasis or a date."""
    if len(text) > _LONGEST_HEADING or _NO_HEADING.search(text) or is_dated(text):
        return False
    return not text.endswith(".") or bool(_NUMBERED_HEADING.match(text))
