"""Walks a range of the tree and tells the writer what it reads."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from .characters import spelled
from .links import absolute, unprotected
from .markdown import Item, ListRun, Quote
from .tables import is_data_table, rows_of
from .tree import TEXT, Tree, attribute
from .writer import Writer

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset({"ul", "ol", "dir", "menu"})
_BLOCKS = frozenset(
    {
        *_HEADINGS,
        *_LISTS,
        *(
            "p",
            "div",
            "section",
            "article",
            "main",
            "header",
            "footer",
            "aside",
            "nav",
            "hgroup",
            "search",
            "body",
        ),
        *(
            "table",
            "caption",
            "thead",
            "tbody",
            "tfoot",
            "tr",
            "td",
            "th",
            "dl",
            "dt",
            "dd",
            "li",
            "blockquote",
            "pre",
        ),
        *(
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
        ),
        *("button", "label", "option", "optgroup"),
    }
)
_LINK_MARK = re.compile(r"(\x01|\x02\d+\x03)")
_ROMAN_LIMIT = 400
_LARGEST_NUMBER = 999_999_999  # CommonMark reads no more digits
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
class _List:
    """A list being read: its items' last number, how numbers are printed, and whether it sits inside an item."""

    run: ListRun
    number: int
    printed: str
    inside_item: bool


@dataclass(slots=True)
class Walker:
    """One pass over the kept nodes of a tree.

    `frames` holds the open elements that matter: the index at which each ends, and what is to be done there.
    """

    tree: Tree
    kept: bytearray
    base: str
    writer: Writer = field(default_factory=Writer)
    inline: list[str] = field(default_factory=list)
    frames: list[tuple[int, _Ends, int]] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    level: int = 0  # of the heading being read; anything but 0 keeps all text on one line
    label: str = ""
    resolved: dict[str, int] = field(default_factory=dict)

    def walk(self, start: int, end: int) -> None:
        """Read the nodes from `start` up to `end`."""
        self._read(start, end)
        self._flush()

    def cell(self, index: int) -> str:
        """Return the text of one table cell, on one line."""
        outer, self.frames = self.frames, []
        self.level = 1
        self._read(index + 1, self.tree.ends[index])
        self.level = 0
        self.frames = outer
        return self.take()

    def _read(self, start: int, end: int) -> None:
        tree, kept, frames, inline = self.tree, self.kept, self.frames, self.inline
        tags, ends, texts = tree.tags, tree.ends, tree.texts
        index = start
        while index < end:
            while frames and frames[-1][0] <= index:
                self._close(*frames.pop())
            if not kept[index]:
                index = ends[index]
                continue
            tag = tags[index]
            if tag == TEXT:
                text = texts[index]
                if inline or not text.isspace():
                    inline.append(text)
                index += 1
            else:
                index = self._open(tag, index)
        while frames:
            self._close(*frames.pop())

    def _open(self, tag: str, index: int) -> int:
        if tag == "a" or (tag == "span" and "cfemail" in self.tree.attrs[index]):
            return self._open_link(index)
        if tag == "br":
            self._break(index)
        elif self.level:
            if tag in _BLOCKS:
                self.inline.append(" ")
        elif tag in _BLOCKS or "-" in tag:
            if self.inline:
                self._flush()
            if tag == "table" and is_data_table(self.tree, self.kept, index):
                self.writer.table(rows_of(self.tree, self.kept, index, self.cell))
                return self.tree.ends[index]
            self._open_block(tag, index)
        return index + 1

    def _open_block(self, tag: str, index: int) -> None:
        end = self.tree.ends[index]
        if tag in _HEADINGS:
            self.level = _HEADINGS[tag]
            self.frames.append((end, _Ends.HEADING, 0))
        elif tag in _LISTS:
            self._open_list(tag, index, end)
        elif tag == "li" and self.lists:
            self._open_item(index, end)
        elif tag == "blockquote":
            self.writer.path.append(Quote())
            self.frames.append((end, _Ends.QUOTE, 0))
        else:
            self.frames.append((end, _Ends.BLOCK, 0))

    def _close(self, _end: int, kind: _Ends, target: int) -> None:
        if kind is _Ends.LINK:
            self.inline.append(f"\x02{target}\x03")
            return
        if self.inline:
            self._flush()
        if kind is _Ends.HEADING:
            self.level = 0
        elif kind is _Ends.LABEL:
            self.label = ""
        elif kind is _Ends.LIST:
            if self.lists.pop().inside_item:
                self.writer.path.pop()
        elif kind is not _Ends.BLOCK:
            self.writer.path.pop()

    def _open_list(self, tag: str, index: int, end: int) -> None:
        attrs = self.tree.attrs[index]
        run = ListRun(ordered=tag == "ol")
        # <ul><li>a</li><ul>: invalid and common; the inner list belongs to the item before it.
        outer = self.lists[-1].run.last if self.lists else None
        inside = outer is not None and bool(self.frames) and self.frames[-1][1] is _Ends.LIST
        if outer is not None and inside:
            self.writer.path.append(outer)
        first = _integer(attribute(attrs, "start"), 1)
        printed = (attribute(attrs, "type") or "1") if run.ordered else "1"
        self.lists.append(_List(run, first - 1, printed, inside))
        self.frames.append((end, _Ends.LIST, 0))

    def _open_item(self, index: int, end: int) -> None:
        listed = self.lists[-1]
        listed.number = _integer(attribute(self.tree.attrs[index], "value"), listed.number + 1)
        if listed.run.ordered and (listed.printed != "1" or not 0 <= listed.number <= _LARGEST_NUMBER):
            self.label = _printed(listed.number, listed.printed)
            self.frames.append((end, _Ends.LABEL, 0))
        else:
            self.writer.path.append(Item(listed.run, listed.number))
            self.frames.append((end, _Ends.ITEM, 0))

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
            self.frames.append((end, _Ends.LINK, target))
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
        if self.level:
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
        text = self.take()
        if not text:
            return
        if self.level:
            self.writer.heading(self.level, text)
            return
        if self.label:
            text, self.label = f"{self.label} {text}", ""
        self.writer.paragraph(text)

    def take(self) -> str:
        """Return the text collected since the last block, on one line, in its one spelling."""
        text = spelled("".join(self.inline))
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
