"""Walks a range of the tree and tells the writer what it reads."""

import re
from dataclasses import dataclass, field
from enum import Enum, auto

from .inline import BOLD_BEGINS, BOLD_ENDS, LINK_BEGINS, PERMALINK, joined, link_ends
from .links import absolute, unprotected
from .markdown import Item, ListRun, Quote
from .numbering import LARGEST_NUMBER, integer, kind_of, printed
from .tables import is_data_table, rows_of
from .tree import TEXT, Tree, attribute
from .writer import Writer


class _Opens(Enum):
    """What an element means to the walker."""

    BLOCK = auto()
    HEADING = auto()
    LIST = auto()
    ITEM = auto()
    TABLE = auto()
    QUOTE = auto()
    BREAK = auto()
    LINK = auto()
    BOLD = auto()
    SPAN = auto()


class _Ends(Enum):
    """What is to be done where an element ends."""

    BLOCK = auto()
    HEADING = auto()
    LIST = auto()
    LABEL = auto()
    CONTAINER = auto()
    LINK = auto()
    NOTE = auto()
    BOLD = auto()


_BLOCKS = (
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
        "pre",
        "figure",
        "figcaption",
    ),
    *("address", "form", "fieldset", "legend", "details", "summary", "hr", "center", "button", "label"),
    *("option", "optgroup"),
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_KINDS: dict[str, _Opens] = {
    **dict.fromkeys(_BLOCKS, _Opens.BLOCK),
    **dict.fromkeys(_HEADINGS, _Opens.HEADING),
    **dict.fromkeys(("ul", "ol", "dir", "menu"), _Opens.LIST),
    **dict.fromkeys(("b", "strong"), _Opens.BOLD),
    "li": _Opens.ITEM,
    "table": _Opens.TABLE,
    "blockquote": _Opens.QUOTE,
    "br": _Opens.BREAK,
    "a": _Opens.LINK,
    "span": _Opens.SPAN,
}
_INLINE = frozenset({_Opens.LINK, _Opens.BOLD, _Opens.SPAN})
_BOLD_STYLE = re.compile(r"font-weight:\s*(?:bold|[6-9]00)")
_NOTE = re.compile(r"\d{1,3}|[*†‡]|[a-z]")
_SENTENCE_ENDS = frozenset(".:;!?")
_LETTERED = re.compile(r"\(?(?:[a-z]|[ivx]{1,4}|\d{1,3})[.)]")
# After these a sentence goes on, whatever the next line begins with.
_GOES_ON = re.compile(
    r"(?:,|\b(?:a|an|and|any|as|at|by|for|from|in|of|on|or|our|such|the|this|to|under|with|your|"
    r"de|der|die|das|den|dem|des|und|oder|von|zu|du|la|le|les|et|ou|el|los|las|y|o|il|lo|gli|e|di|het|een|en|van))$"
)
_LONG_LINE = 30  # characters; a shorter one may be a line of an address


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
    bold: int = 0  # how many bold elements are open
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
        text, _ = joined(self.inline, self.writer.targets)
        self.inline.clear()
        return text

    def _read(self, start: int, end: int) -> None:
        tree, kept, frames, inline = self.tree, self.kept, self.frames, self.inline
        tags, ends, texts, kinds = tree.tags, tree.ends, tree.texts, _KINDS
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
                continue
            kind = kinds.get(tag)
            if kind is not None:
                index = self._open_inline(kind, index) if kind in _INLINE else self._open(kind, tag, index)
                continue
            if "-" in tag:
                self._open(_Opens.BLOCK, tag, index)
            index += 1
        while frames:
            self._close(*frames.pop())

    def _open_inline(self, kind: _Opens, index: int) -> int:
        attrs = self.tree.attrs[index]
        if kind is _Opens.LINK or "cfemail" in attrs:
            return self._open_link(index)
        if kind is _Opens.BOLD or ("font-weight" in attrs and _BOLD_STYLE.search(attrs)):
            self.inline.append(BOLD_BEGINS)
            self.bold += 1
            self.frames.append((self.tree.ends[index], _Ends.BOLD, 0))
        return index + 1

    def _open(self, kind: _Opens, tag: str, index: int) -> int:
        if self.level:
            self.inline.append(" ")
        elif kind is _Opens.BREAK:
            self._break(index)
        else:
            if self.inline:
                self._flush()
            if kind is _Opens.TABLE and is_data_table(self.tree, self.kept, index):
                self.writer.table(rows_of(self.tree, self.kept, index, self.cell))
                return self.tree.ends[index]
            self._open_block(kind, tag, index)
        return index + 1

    def _open_block(self, kind: _Opens, tag: str, index: int) -> None:
        end = self.tree.ends[index]
        if kind is _Opens.HEADING:
            self.level = _HEADINGS[tag]
            self.frames.append((end, _Ends.HEADING, 0))
        elif kind is _Opens.LIST:
            self._open_list(tag, index, end)
        elif kind is _Opens.ITEM and self.lists:
            self._open_item(index, end)
        elif kind is _Opens.QUOTE:
            self.writer.path.append(Quote())
            self.frames.append((end, _Ends.CONTAINER, 0))
        else:
            self.frames.append((end, _Ends.BLOCK, 0))

    def _close(self, _end: int, kind: _Ends, target: int) -> None:
        if kind is _Ends.BOLD:
            self.bold -= 1
            self.inline.append(BOLD_ENDS)
            return
        if kind is _Ends.LINK or kind is _Ends.NOTE:
            self.inline.append(link_ends(target) if kind is _Ends.LINK else "]")
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
        elif kind is _Ends.CONTAINER:
            self.writer.path.pop()

    def _open_list(self, tag: str, index: int, end: int) -> None:
        attrs = self.tree.attrs[index]
        run = ListRun(ordered=tag == "ol")
        # <ul><li>a</li><ul>: invalid and common; the inner list belongs to the item before it.
        outer = self.lists[-1].run.last if self.lists else None
        inside = outer is not None and bool(self.frames) and self.frames[-1][1] is _Ends.LIST
        if outer is not None and inside:
            self.writer.path.append(outer)
        elif outer is not None:
            self._leave_empty_item(outer)
        first = integer(attribute(attrs, "start"), 1)
        kind = kind_of(attrs) if run.ordered else "1"
        self.lists.append(_List(run, first - 1, kind, inside))
        self.frames.append((end, _Ends.LIST, 0))

    def _leave_empty_item(self, before: Item) -> None:
        """Let a list that fills an item by itself belong to the item before, as editors mean it."""
        path = self.writer.path
        within = path[-1] if path else None
        if isinstance(within, Item) and within.run is before.run and within is not before:
            path[-1] = before

    def _open_item(self, index: int, end: int) -> None:
        listed = self.lists[-1]
        listed.number = integer(attribute(self.tree.attrs[index], "value"), listed.number + 1)
        if listed.run.ordered and (listed.printed != "1" or not 0 <= listed.number <= LARGEST_NUMBER):
            self.label = printed(listed.number, listed.printed)
            self.frames.append((end, _Ends.LABEL, 0))
        else:
            self.writer.path.append(Item(listed.run, listed.number))
            self.frames.append((end, _Ends.CONTAINER, 0))

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
            self.inline.append(LINK_BEGINS)
            self.frames.append((end, _Ends.LINK, target))
        elif href.startswith("#"):
            return self._open_reference(index, end)
        return index + 1

    def _open_reference(self, index: int, end: int) -> int:
        """Drop a heading's link to itself; set a note's sign apart from the word before it."""
        text = "".join(self.tree.texts[index:end]).strip()
        if text in PERMALINK:
            return end
        before = self.inline[-1][-1:] if self.inline else " "
        if _NOTE.fullmatch(text) and not before.isspace() and before not in "([":
            self.inline.append("[")
            self.frames.append((end, _Ends.NOTE, 0))
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
        """End a block, unless the line was broken inside a sentence for its looks."""
        texts = self.tree.texts
        following = texts[index + 1].lstrip() if index + 1 < len(texts) else ""
        before = next((text for text in reversed(self.inline) if not text.isspace()), "").rstrip()
        if following[:1].islower():
            goes_on = before[-1:] not in _SENTENCE_ENDS and not _LETTERED.match(following)
        else:
            goes_on = len(before) > _LONG_LINE and bool(following) and bool(_GOES_ON.search(before))
        if goes_on:
            self.inline.append(" ")
        else:
            self._flush()

    def _flush(self) -> None:
        if self.bold:
            self.inline.append(BOLD_ENDS)
        text, is_bold = joined(self.inline, self.writer.targets)
        self.inline.clear()
        if self.bold:
            self.inline.append(BOLD_BEGINS)
        if not text:
            return
        if self.level:
            self.writer.heading(self.level, text)
            return
        if self.label:
            text, self.label = f"{self.label} {text}", ""
        self.writer.paragraph(text, is_bold=is_bold)
