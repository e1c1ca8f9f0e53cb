"""Walks a range of the tree and tells the writer what it reads."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from .links import absolute, unprotected
from .markdown import Item, ListRun, Quote
from .tables import is_data_table, rows_of
from .tree import TEXT, Tree, attribute
from .writer import Writer

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "nav",
        "dl",
        "dt",
        "dd",
        "pre",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "figure",
        "figcaption",
        "address",
        "form",
        "fieldset",
        "legend",
        "details",
        "summary",
        "hr",
        "center",
        "dir",
        "menu",
        "hgroup",
        "search",
        "body",
        "button",
        "label",
        "option",
        "optgroup",
        "title",
    ]
)
_LINK_MARK = re.compile(r"(\x01|\x02\d+\x03)")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ROMAN_LIMIT = 400
_LISTS = frozenset({"ul", "ol", "dir", "menu"})
_PERMALINK = frozenset({"#", "¶", "§", "🔗", "\N{LINK SYMBOL}\N{VARIATION SELECTOR-16}"})


class _Ends(Enum):
    BLOCK = auto()
    HEADING = auto()
    LIST = auto()
    ITEM = auto()
    LABEL = auto()
    QUOTE = auto()
    LINK = auto()


@dataclass(slots=True)
class _Frame:
    end: int
    kind: _Ends
    level: int = 0
    run: ListRun | None = None
    nested: bool = False
    label: str = ""
    target: int = -1


@dataclass(slots=True)
class Walker:
    """One pass over the kept nodes of a tree."""

    tree: Tree
    kept: bytearray
    base: str
    writer: Writer = field(default_factory=Writer)
    inline: list[str] = field(default_factory=list)
    frames: list[_Frame] = field(default_factory=list)
    lists: list[_Frame] = field(default_factory=list)
    in_heading: int = 0
    label: str = ""
    resolved: dict[str, int] = field(default_factory=dict)

    def walk(self, start: int, end: int) -> None:
        """Read the nodes from `start` up to `end`."""
        self._read(start, end)
        self._flush()

    def cell(self, index: int) -> str:
        """Return the text of one table cell, on one line."""
        outer, self.frames = self.frames, []
        self.in_heading = 1
        self._read(index + 1, self.tree.ends[index])
        self.in_heading = 0
        self.frames = outer
        return self.take()

    def _read(self, start: int, end: int) -> None:
        tree, kept, frames, inline = self.tree, self.kept, self.frames, self.inline
        tags, ends, texts = tree.tags, tree.ends, tree.texts
        index = start
        while index < end:
            while frames and frames[-1].end <= index:
                self._close(frames.pop())
            if not kept[index]:
                index = ends[index]
                continue
            tag = tags[index]
            if tag == TEXT:
                inline.append(texts[index])
                index += 1
            else:
                index = self._open(tag, index)
        while frames:
            self._close(frames.pop())

    def _open(self, tag: str, index: int) -> int:
        if tag == "a" or (tag == "span" and "cfemail" in self.tree.attrs[index]):
            return self._open_link(index)
        if tag == "br":
            self._break(index)
        elif self.in_heading:
            if tag in _BLOCKS or tag in _LISTS:
                self.inline.append(" ")
        elif tag == "table" and is_data_table(self.tree, self.kept, index):
            self._flush()
            self.writer.table(rows_of(self.tree, self.kept, index, self.cell))
            return self.tree.ends[index]
        else:
            self._open_block(tag, index)
        return index + 1

    def _open_block(self, tag: str, index: int) -> None:
        end = self.tree.ends[index]
        level = _HEADINGS.get(tag)
        if level:
            self._flush()
            self.in_heading = level
            self.frames.append(_Frame(end, _Ends.HEADING, level=level))
        elif tag in _LISTS:
            self._flush()
            self._open_list(tag, index)
        elif tag == "li":
            self._flush()
            self._open_item(index)
        elif tag == "blockquote":
            self._flush()
            self.writer.path.append(Quote())
            self.frames.append(_Frame(end, _Ends.QUOTE))
        elif tag in _BLOCKS or "-" in tag:
            self._flush()
            self.frames.append(_Frame(end, _Ends.BLOCK))

    def _close(self, frame: _Frame) -> None:
        if frame.kind is _Ends.LINK:
            self.inline.append(f"\x02{frame.target}\x03")
            return
        if frame.kind is _Ends.HEADING:
            self._flush()
            self.in_heading = 0
            return
        self._flush()
        if frame.kind is _Ends.LABEL:
            self.label = ""
        if frame.kind in {_Ends.ITEM, _Ends.QUOTE}:
            self.writer.path.pop()
        elif frame.kind is _Ends.LIST:
            self.lists.pop()
            if frame.nested:
                self.writer.path.pop()

    def _open_list(self, tag: str, index: int) -> None:
        attrs = self.tree.attrs[index]
        frame = _Frame(self.tree.ends[index], _Ends.LIST, run=ListRun(ordered=tag == "ol"))
        frame.level = _integer(attribute(attrs, "start"), 1) - 1
        frame.label = (attribute(attrs, "type") or "1") if tag == "ol" else ""
        # <ul><li>a</li><ul>: invalid and common; the inner list belongs to the item before it.
        outer = self.lists[-1] if self.lists else None
        parent = self.tree.parents[index]
        if outer and outer.run and outer.run.last and self.tree.tags[parent] in _LISTS:
            self.writer.path.append(outer.run.last)
            frame.nested = True
        self.lists.append(frame)
        self.frames.append(frame)

    def _open_item(self, index: int) -> None:
        end = self.tree.ends[index]
        if not self.lists:
            self.frames.append(_Frame(end, _Ends.BLOCK))
            return
        listed = self.lists[-1]
        run = listed.run or ListRun(ordered=False)
        listed.level = _integer(attribute(self.tree.attrs[index], "value"), listed.level + 1)
        if run.ordered and (listed.label not in {"1", ""} or listed.level < 0):
            self.label = _printed(listed.level, listed.label)
            self.frames.append(_Frame(end, _Ends.LABEL))
        else:
            self.writer.path.append(Item(run, listed.level))
            self.frames.append(_Frame(end, _Ends.ITEM))

    def _open_link(self, index: int) -> int:
        attrs, end = self.tree.attrs[index], self.tree.ends[index]
        href = attribute(attrs, "href") or ""
        if "cfemail" in attrs or "email-protection#" in href:
            address = unprotected(href, attribute(attrs, "data-cfemail"))
            if address:
                self.inline.append(address)
                return end
        target = self._target(href) if href else -1
        if target >= 0:
            self.inline.append("\x01")
            self.frames.append(_Frame(end, _Ends.LINK, target=target))
        elif href.startswith("#") and "".join(self.tree.texts[index:end]).strip() in _PERMALINK:
            return end
        return index + 1

    def _target(self, href: str) -> int:
        known = self.resolved.get(href)
        if known is None:
            url = absolute(href, self.base)
            known = -1 if url is None else len(self.writer.targets)
            if url is not None:
                self.writer.targets.append(url)
            self.resolved[href] = known
        return known

    def _break(self, index: int) -> None:
        if self.in_heading:
            self.inline.append(" ")
            return
        following = self.tree.texts[index + 1] if index + 1 < len(self.tree.texts) else ""
        before = next((text for text in reversed(self.inline) if not text.isspace()), "")
        # A line broken inside a sentence was broken for its looks.
        if following.lstrip()[:1].islower() and before.rstrip()[-1:] not in set(".:;!?)"):
            self.inline.append(" ")
            return
        self._flush()

    def _flush(self) -> None:
        if not self.inline:
            return
        text = self.take()
        if not text:
            return
        if self.in_heading:
            self.writer.heading(self.in_heading, text)
            return
        if self.label:
            text, self.label = f"{self.label} {text}", ""
        self.writer.paragraph(text)

    def take(self) -> str:
        """Return the text collected since the last block, on one line."""
        text = "".join(self.inline)
        self.inline.clear()
        if "\x01" in text or "\x02" in text:
            text = _whole_links(text, self.writer.targets)
        return " ".join(text.split())


def _whole_links(text: str, targets: Sequence[str]) -> str:
    """Keep the links that begin and end in this text and say something; of others, the words."""
    out: list[str] = []
    begun = -1
    for piece in _LINK_MARK.split(text):
        if piece == "\x01":
            begun = len(out)
            out.append("")
        elif piece[:1] == "\x02":
            if begun >= 0:
                _tie(out, begun, piece, targets[int(piece[1:-1])])
            begun = -1
        else:
            out.append(piece)
    return "".join(out)


def _tie(out: list[str], begun: int, closing: str, target: str) -> None:
    inner = "".join(out[begun:])
    words = inner.strip()
    del out[begun:]
    if words in _PERMALINK:
        return
    if not words or target in {words, f"mailto:{words}"}:
        out.append(inner)
        return
    leading = " " if inner[0].isspace() else ""
    trailing = " " if inner[-1].isspace() else ""
    out.append(f"{leading}\x01{words}{closing}{trailing}")


def _printed(number: int, kind: str) -> str:
    if kind in {"a", "A"} and 0 < number <= 26 * 27:
        first, second = divmod(number - 1, 26)
        letters = (chr(96 + first) if first else "") + chr(97 + second)
        return f"{letters if kind == 'a' else letters.upper()}."
    if kind in {"i", "I"} and 0 < number < _ROMAN_LIMIT:
        return f"{_roman(number) if kind == 'i' else _roman(number).upper()}."
    return f"{number}."


def _roman(number: int) -> str:
    out = ""
    for value, letters in (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ):
        count, number = divmod(number, value)
        out += letters * count
    return out


def _integer(value: str | None, default: int) -> int:
    try:
        return int(value or "")
    except ValueError:
        return default
