"""Blocks: the headings, paragraphs, list items and tables of a Markdown text, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from apps.provisions.segmentation.reading import number_of, visible

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_ATX = re.compile(r"[ ]{0,3}(#{1,6})(?=[ \t]|$)")
_SETEXT = re.compile(r"[ ]{0,3}(?:=+|-{2,})[ \t]*")
_RULE = re.compile(r"[ ]{0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
_MARKER = re.compile(r"([ \t]*)((?:[*+•·▪◦●○‣■□-]|\d{1,9}[.)])(?:[ \t]+|$))")
_HELD_HEADING = re.compile(r"((?:[*+-]|\d{1,9}[.)])[ \t]+)#{1,6}(?=[ \t])")  # a heading as an item of a list
_BOLD_LINE = re.compile(r"\*\*[^*\n]+\*\*[.:\uff1a]?[ \t\\]*|__[^_\n]+__[.:\uff1a]?[ \t\\]*")
_HARD_BREAK = ("  ", "\\")
_FIRST = ("1.", "1)")  # the only numbers with which a list can interrupt a paragraph
_ENDS = re.compile(r"[.!?。\uff01\uff1f;\uff1b:\uff1a][\s'\"”\u2019)\]*_]*$")
_TAB = 4
_DEEPEST = 10_000  # columns
_ENOUGH = 200  # characters in which a printed number is found


class BlockKind(Enum):
    HEADING = auto()
    PARAGRAPH = auto()
    ITEM = auto()
    TABLE = auto()


@dataclass(slots=True)
class Block:
    """Hold one block; `start` and `end` leave out the white space around it."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0  # of a heading marked up as one
    indent: int = 0  # of an item, in columns
    is_bold: bool = False
    shown: str = ""
    number: str = ""
    lines: list[tuple[int, int]] = field(default_factory=list)


def read_blocks(text: str) -> list[Block]:
    """Cut a text into blocks, in order; what a reader does not see is in none of them."""
    blocks: list[Block] = []
    for block in _raw_blocks(text):
        before = blocks[-1] if blocks else None
        first_line = block.kind is BlockKind.HEADING and block.lines
        raw = text[slice(*block.lines[0])] if first_line else text[block.start : block.end]
        block.shown = visible(_HELD_HEADING.sub(r"\1", raw) if block.kind is BlockKind.HEADING else raw)
        if not any(map(str.isalnum, block.shown)):
            continue
        marker = _MARKER.match(raw) if block.kind is BlockKind.ITEM else None
        printed = marker[2].strip().rstrip(".") if marker and marker[2][0].isdigit() else ""
        block.number = printed or ("" if block.kind is BlockKind.TABLE else number_of(block.shown))
        block.is_bold = bool(_BOLD_LINE.fullmatch(raw[marker.end() :] if marker else raw))
        if before and _is_wrapped(before, block):
            before.end, before.shown = block.end, f"{before.shown} {block.shown}"
            before.lines += block.lines
        else:
            blocks.append(block)
    return blocks


def _is_wrapped(before: Block, block: Block) -> bool:
    """Say whether a paragraph goes on in the next one, as lines of a page do that were taken for paragraphs."""
    if before.kind is not BlockKind.PARAGRAPH or block.kind is not BlockKind.PARAGRAPH or block.number:
        return False
    return block.shown[0].islower() and not _ENDS.search(before.shown[-_ENOUGH:]) and not before.is_bold


def ends_sentence(block: Block) -> bool:
    """Say whether a block ends as sentences, clauses of a list and lead-ins do."""
    return bool(_ENDS.search(block.shown[-_ENOUGH:]))


def _raw_blocks(text: str) -> Iterator[Block]:
    reader = _Reader(text)
    for found in _LINE.finditer(text):
        yield from reader.take(found.start(), found.end())
    yield from reader.close()


class _Reader:
    """Take lines one by one and give back each block once it is over."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._open: Block | None = None
        self._after_blank = True
        self._broken = False  # the line before ended with a hard break
        self._item_content = _DEEPEST  # the column at which the open item's text begins

    def take(self, start: int, end: int) -> Iterator[Block]:
        line = self._text[start:end]
        stripped = line.strip()
        if not stripped:
            self._after_blank = True
            if self._open and self._open.kind is not BlockKind.ITEM:
                yield from self.close()
            return
        at = start + len(line) - len(line.lstrip())
        yield from self._take(line.rstrip("\r\n"), at, at + len(stripped))
        self._after_blank = False
        self._broken = line.rstrip("\r\n").endswith(_HARD_BREAK)

    def close(self) -> Iterator[Block]:
        if self._open:
            yield self._open
        self._open = None

    def _take(self, line: str, start: int, end: int) -> Iterator[Block]:
        atx, marker = _ATX.match(line), _MARKER.match(line)
        if self._is_underline(line):
            if self._open:
                self._open.kind, self._open.end = BlockKind.HEADING, end
                self._open.level = 1 if line.lstrip()[0] == "=" else 2
            yield from self.close()
        elif _RULE.fullmatch(line.rstrip()):
            yield from self.close()
        elif atx:
            yield from self.close()
            yield Block(BlockKind.HEADING, start, end, level=len(atx[1]))
        elif self._text[start] == "|":
            yield from self._row(start, end)
        elif marker and not (
            self._is_in_paragraph() and marker[2][0].isdigit() and marker[2][:2] not in _FIRST
        ):
            yield from self._item(marker, start, end)
        else:
            yield from self._words(line, start, end)

    def _is_running(self) -> bool:
        return self._open is not None and not self._after_blank

    def _is_in_paragraph(self) -> bool:
        return self._is_running() and self._open is not None and self._open.kind is BlockKind.PARAGRAPH

    def _is_in_item(self) -> bool:
        return self._open is not None and self._open.kind is BlockKind.ITEM

    def _is_underline(self, line: str) -> bool:
        """Say whether the line makes a heading of the one line before it."""
        paragraph = self._open
        return bool(
            paragraph
            and paragraph.kind is BlockKind.PARAGRAPH
            and not self._after_blank
            and len(paragraph.lines) == 1
            and _SETEXT.fullmatch(line)
        )

    def _row(self, start: int, end: int) -> Iterator[Block]:
        if not self._is_running() or self._open is None or self._open.kind is not BlockKind.TABLE:
            yield from self.close()
            self._open = Block(BlockKind.TABLE, start, end)
        self._open.lines.append((start, end))
        self._open.end = end

    def _item(self, marker: re.Match[str], start: int, end: int) -> Iterator[Block]:
        yield from self.close()
        indent = len(marker[1].expandtabs(_TAB))
        if held := _HELD_HEADING.match(self._text, start, end):
            level = len(self._text[held.end(1) : held.end()])
            yield Block(BlockKind.HEADING, start, end, level=level, indent=indent)
            return
        self._item_content = indent + len(marker[2].expandtabs(_TAB))
        self._open = Block(BlockKind.ITEM, start, end, indent=indent, lines=[(start, end)])

    def _words(self, line: str, start: int, end: int) -> Iterator[Block]:
        if self._open is not None and self._continues(line, start, end):
            self._open.lines.append((start, end))
            self._open.end = end
            return
        yield from self.close()
        self._open = Block(BlockKind.PARAGRAPH, start, end, lines=[(start, end)])

    def _continues(self, line: str, start: int, end: int) -> bool:
        if self._open is None or self._open.kind is BlockKind.TABLE:
            return False
        if self._after_blank:
            column = len(line.expandtabs(_TAB)) - len(line.expandtabs(_TAB).lstrip())
            is_indented = self._is_in_item() and column >= min(self._item_content, self._open.indent + 2)
            return is_indented and not self._starts_clause(start, end)
        return not (self._broken and self._starts_clause(start, end))

    def _starts_clause(self, start: int, end: int) -> bool:
        """Say whether a line inside a block is a clause of its own: it prints a number, or follows a title in bold."""
        if self._open is None:
            return False
        first = self._text[slice(*self._open.lines[0])]
        marker = _MARKER.match(first) if self._is_in_item() else None
        title = first[marker.end() :] if marker else first
        is_titled = len(self._open.lines) == 1 and _BOLD_LINE.fullmatch(title)
        return bool(is_titled or number_of(visible(self._text[start : min(end, start + _ENOUGH)])))
