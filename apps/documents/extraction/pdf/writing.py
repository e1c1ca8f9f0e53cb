"""Writes blocks as Markdown and finds where in it each page begins."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from apps.documents.extraction.markdown import Container
from apps.documents.extraction.writer import Writer

from .blocks import Block, Setting, blocks_of
from .geometry import Line
from .headings import levels_of
from .joining import PAGE_MARK, Vocabulary, joined
from .layout import Column

_INDENT = 0.8  # of the size
_OTHER_COLUMN = 6  # times that: what is further off than any indent
_BULLET = "•"


def written(pages: Sequence[Sequence[Column]]) -> tuple[str, tuple[int, ...]]:
    """Return the Markdown of a document, and the offset in it at which each page begins."""
    setting = Setting.of(pages)
    blocks = _with_whole_tables(blocks_of(pages, setting))
    levels = levels_of(blocks, setting)
    lines = [line for page in pages for column in page for line in column.lines]
    writing = _Writing(Vocabulary.of(lines))
    for number, block in enumerate(blocks):
        writing.add(block, levels.get(number))
    return writing.finished(len(pages))


@dataclass
class _Writing:
    known: Vocabulary
    writer: Writer = field(default_factory=Writer)
    items: list[tuple[Block, list[Container]]] = field(
        default_factory=list
    )  # that the next block may stand in
    begins: list[int | None] = field(
        default_factory=list
    )  # of each page: the block's number, or none within a block

    def add(self, block: Block, level: int | None) -> None:
        self.begins += [len(self.writer.blocks)] * block.pages
        self.begins += [None] * block.breaks.total()
        if block.first.rows:
            self._leave()
            self.writer.table(block.first.rows)
            return
        text = joined(block.lines, self.known, self.writer.targets, block.breaks)
        if level is not None:
            self._leave()
            self.writer.heading(level, text)
            return
        self._paragraph(block, text)

    def finished(self, pages: int) -> tuple[str, tuple[int, ...]]:
        """Return the text without its marks, and the offsets of the pages."""
        text = self.writer.markdown()
        numbers = [number for number in self.begins if number is not None]
        offsets = iter(self.writer.offsets(numbers))
        marks = iter([index for index, character in enumerate(text) if character == PAGE_MARK])
        found = [next(marks, len(text)) if number is None else next(offsets) for number in self.begins]
        found += [len(text)] * (pages - len(found))
        clean = text.replace(PAGE_MARK, "")
        return clean, tuple(_first_visible(clean, place - text.count(PAGE_MARK, 0, place)) for place in found)

    def _leave(self) -> None:
        self.items.clear()
        self.writer.path = []

    def _paragraph(self, block: Block, text: str) -> None:
        """Write a paragraph or an item, within the item that it is indented under."""
        step = _INDENT * block.first.size
        label = block.label
        while self.items and not self._is_under(self.items[-1][0], block, step):
            self.items.pop()
        self.writer.path = list(self.items[-1][1]) if self.items else []
        depth = len(self.writer.path)
        if label is not None and not any(map(str.isalnum, label.replace("o", ""))):
            text = f"{_BULLET} {text[len(label) :].lstrip()}"
        self.writer.paragraph(text)
        path = self.writer.blocks[-1].path if self.writer.blocks else ()
        if label is not None and len(path) > depth:
            self.items.append((block, list(path)))

    @staticmethod
    def _is_under(item: Block, block: Block, step: float) -> bool:
        shift = block.column.left - item.column.left
        left = block.left - (shift if abs(shift) > _OTHER_COLUMN * step else 0)
        return left > item.left + step and (block.label is not None or left >= item.text_left - step)


def _first_visible(text: str, place: int) -> int:
    """Return where the next word begins: after the blank, or the end of a table's row, before which a page ended."""
    while place < len(text) and text[place] in " |\n":
        place += 1
    return place


def _with_whole_tables(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks in which a table that goes on after a page's end is one, its header once."""
    whole: list[Block] = []
    for block in blocks:
        before = whole[-1] if whole else None
        if before is None or not (block.pages and _goes_on(before.first, block.first)):
            whole.append(block)
            continue
        table, rows = before.first, block.first.rows
        table.rows[-1][-1] += PAGE_MARK * block.pages
        before.breaks[0] += block.pages
        table.rows += rows[1:] if rows[0] == _unmarked(table.rows[0]) else rows
    return whole


def _goes_on(table: Line, other: Line) -> bool:
    return bool(table.rows and other.rows) and len(table.rows[0]) == len(other.rows[0])


def _unmarked(row: Sequence[str]) -> list[str]:
    return [cell.replace(PAGE_MARK, "") for cell in row]
