"""Collects blocks in reading order and decides what is an item of a list, whatever the markup called it."""

import re
from collections.abc import Sequence
from itertools import chain

from .dates import is_dated
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
_LINK = re.compile(r"\[(?:[^\[\]\\]|\\.)*\]\([^()\s]*\)")
_COPYRIGHT = re.compile(r"(?:^|\s)(?:©|\(c\) (?:19|20)\d\d|copyright ©? ?(?:19|20)\d\d)", re.IGNORECASE)
_SENTENCE = 5  # blanks
_FEWEST_LINKS = 3
_SHARE_OF_LINKS = 0.6
_TITLE = re.compile(r"# (?!\d)")
_WORDS_ABOVE = 60  # the title
_WORDS_OF_SLOGAN = 20
_FEWEST_OF_TWIN = 8  # blocks
_SHARE_OF_TWIN = 0.35  # of all blocks
_TITLES_BEFORE_TWIN = 3  # blocks


class Writer:
    """Blocks so far, and the containers that the next one goes into."""

    def __init__(self) -> None:
        self.path: list[Container] = []
        self.targets: list[str] = []
        self.blocks: list[Block] = []
        self._label: str | None = None
        self._label_path: tuple[Container, ...] = ()

    @property
    def words(self) -> int:
        """Return how many words have been written, as blanks part them."""
        return sum(block.words for block in self.blocks)

    def paragraph(self, text: str) -> None:
        """Add a paragraph, or an item where it begins like one."""
        if len(text) <= _LONGEST_LABEL and text.lower() in _CONTROLS:
            return
        if not text.strip(f"{_BULLETS} -+*"):
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
        self._add(Block(heading(level, self._inline(text)), tuple(self.path), text.count(" ") + 1))

    def table(self, rows: list[list[str]]) -> None:
        """Add a table of unescaped cells, the first row being its header; a single row is no table."""
        if len(rows) < _FEWEST_ROWS:
            for cell in filter(None, chain.from_iterable(rows)):
                self.paragraph(cell)
            return
        lines = table([[self._inline(cell) for cell in row] for row in rows])
        words = sum(cell.count(" ") + bool(cell) for row in rows for cell in row)
        self._add(Block("", tuple(self.path), words, lines))

    def markdown(self) -> str:
        """Return everything written, as Markdown."""
        self._settle()
        return "".join(pieces(self.blocks))

    def drop_edges(self) -> None:
        """Drop the lists of links, and the copyright line, that stand before the first or after the last sentence."""
        numbers = range(len(self.blocks))
        last = next((number for number in reversed(numbers) if _speaks(self.blocks[number])), None)
        if last is None:
            return
        del self.blocks[self._links_from(last + 1, len(self.blocks)) :]
        self._drop_before_title()
        first = next((number for number, block in enumerate(self.blocks) if _speaks(block)), 0)
        title = next((number for number in range(first) if self.blocks[number].text.startswith("#")), first)
        if self._links_from(0, title) == 0:
            del self.blocks[:title]

    def _drop_before_title(self) -> None:
        """Drop the slogans and breadcrumbs above the document's title; a date stays."""
        title = next((number for number, block in enumerate(self.blocks) if _TITLE.match(block.text)), 0)
        above = self.blocks[:title]
        if sum(block.words for block in above) <= _WORDS_ABOVE and all(
            block.words <= _WORDS_OF_SLOGAN and not block.lines for block in above
        ):
            self.blocks[:title] = [block for block in above if is_dated(block.text)]

    def _links_from(self, begin: int, end: int) -> int:
        """Return where in the range links or a copyright line take over, or its end where they do not."""
        texts = [block.text for block in self.blocks[begin:end]]
        signed = next((number for number, text in enumerate(texts) if _COPYRIGHT.search(text)), None)
        texts = texts[:signed]
        linked_blocks = sum("](" in text for text in texts)
        if linked_blocks >= _FEWEST_LINKS and linked_blocks >= _SHARE_OF_LINKS * len(texts):
            return begin
        return begin + len(texts)

    def drop_twin(self) -> None:
        """Drop the second of two copies of the document, which some pages hold for two widths of screen."""
        texts = [block.text for block in self.blocks]
        fewest = max(_FEWEST_OF_TWIN, int(_SHARE_OF_TWIN * len(texts)))
        for first, text in enumerate(texts[:_TITLES_BEFORE_TWIN]):
            for second in range(first + fewest, len(texts) - fewest + 1):
                if texts[second] == text and texts[second : second + fewest] == texts[first : first + fewest]:
                    same = _common(texts[first:second], texts[second:])
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
        shown = linked(opening_escaped(escaped(text)), self.targets)
        self._add(Block(shown, path, text.count(" ") + 1))

    def _inline(self, text: str) -> str:
        return linked(escaped(text), self.targets)

    def _add(self, block: Block) -> None:
        if self._label is not None:
            self._settle()
        if block.path:
            self._enter(block.path)
        self.blocks.append(block)

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


def _speaks(block: Block) -> bool:
    """Say whether a block is a sentence or a table's rows, and not a heading, a label or a link."""
    if block.lines:
        return True
    outside = _LINK.sub("", block.text)
    return not outside.startswith("#") and outside.count(" ") >= _SENTENCE and not _COPYRIGHT.search(outside)


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
