"""Walks a range of the tree and tells the writer what it reads."""

import re
from dataclasses import dataclass, field

from .characters import tightened
from .inline import BOLD_BEGINS, BOLD_ENDS, LINK_BEGINS, PERMALINK, joined, link_ends
from .links import absolute, unprotected
from .markdown import Item, ListRun, Quote
from .numbering import LARGEST_NUMBER, integer, is_numbered, kind_of, printed
from .tables import is_data_table, rows_of
from .tree import BLOCKS, TEXT, Tree, attribute
from .writer import Writer

# What a node means to the walker; above _BREAK it stands inside a line.
_BLOCK, _HEADING, _LIST, _ITEM, _TABLE, _QUOTE, _BREAK, _LINK, _BOLD, _TEXT, _NOTHING = range(11)

# What is to be done where an element ends.
_ENDS_BLOCK, _ENDS_HEADING, _ENDS_LIST, _ENDS_LABEL, _ENDS_CONTAINER = range(5)
_ENDS_LINK, _ENDS_NOTE, _ENDS_BOLD, _ENDS_CELL = range(5, 9)

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_KINDS: dict[str, int] = {
    **dict.fromkeys(BLOCKS, _BLOCK),
    **dict.fromkeys(_HEADINGS, _HEADING),
    **dict.fromkeys(("ul", "ol", "dir", "menu"), _LIST),
    **dict.fromkeys(("b", "strong"), _BOLD),
    "li": _ITEM,
    "table": _TABLE,
    "blockquote": _QUOTE,
    "br": _BREAK,
    "a": _LINK,
    "span": _NOTHING,
    TEXT: _TEXT,
}
_BOLD_STYLE = re.compile(r"font-weight:\s*(?:bold|[6-9]00)")
_DEEPEST = 24  # lists and quotations within each other
_UNMARKED = re.compile(r"list-style(?:-type)?:\s*none|nested-?list-?item", re.IGNORECASE)
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
    """A list being read: its items' last number, the step to the next, how numbers are printed, whether it is in an item."""

    run: ListRun
    number: int
    step: int
    printed: str
    inside_item: bool

    def follow(self) -> None:
        """Go on in the list that this one turned out to continue."""
        while self.run.joined is not None:
            self.run = self.run.joined


def _meaning(tag: str, attrs: str) -> int:
    """Return what an element means by its tag, and one that stands inside a line by its attributes."""
    kind = _KINDS.get(tag)
    if kind is None:
        return _BLOCK if "-" in tag else _NOTHING
    if kind <= _BREAK or not attrs:
        return kind
    if "cfemail" in attrs:
        return _LINK
    return _BOLD if kind == _NOTHING and "font-weight" in attrs and _BOLD_STYLE.search(attrs) else kind


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
    frames: list[tuple[int, int, int]] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    level: int = 0  # of the heading being read; anything but 0 keeps all text on one line
    label: str = ""
    bold: int = 0  # how many bold elements are open
    resolved: dict[str, int] = field(default_factory=dict)
    kinds: list[int] = field(init=False)  # what the nodes mean, by their looks

    def __post_init__(self) -> None:
        self.kinds = [_meaning(*element) for element in self.tree.elements]

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
        looks, ends, texts, kinds = tree.looks, tree.ends, tree.texts, self.kinds
        index, next_end = start, end
        while index < end:
            if index >= next_end:
                next_end = self._close_until(index, end)
            if not kept[index]:
                index = ends[index]
                continue
            kind = kinds[looks[index]]
            if kind == _TEXT:
                text = texts[index]
                if inline or not text.isspace():
                    inline.append(text)
                index += 1
            elif kind == _NOTHING:
                index += 1
            elif kind == _BLOCK and not self.level:
                if inline:
                    self._flush()
                index = self._open_plain(index)
                next_end = frames[-1][0] if frames else end
            else:
                index = self._open_inline(kind, index) if kind > _BREAK else self._open(kind, index)
                next_end = frames[-1][0] if frames else end
        while frames:
            self._close(*frames.pop())

    def _close_until(self, index: int, end: int) -> int:
        """Close what ends before a node, and return where the next element that matters ends."""
        frames = self.frames
        while frames and frames[-1][0] <= index:
            ended = frames.pop()
            if ended[1] != _ENDS_BLOCK:
                self._close(*ended)
            elif self.inline:
                self._flush()
        return frames[-1][0] if frames else end

    def _open_inline(self, kind: int, index: int) -> int:
        if kind == _LINK:
            return self._open_link(index)
        self.inline.append(BOLD_BEGINS)
        self.bold += 1
        self.frames.append((self.tree.ends[index], _ENDS_BOLD, 0))
        return index + 1

    def _open(self, kind: int, index: int) -> int:
        if self.level:
            self.inline.append(" ")
            self.frames.append((self.tree.ends[index], _ENDS_CELL, 0))
            return index + 1
        if kind == _BREAK:
            self._break(index)
            return index + 1
        if self.inline:
            self._flush()
        if kind == _TABLE and is_data_table(self.tree, self.kept, index):
            self.writer.table(rows_of(self.tree, self.kept, index, self.cell))
            return self.tree.ends[index]
        self._open_block(kind, self.tree.tags[index], index)
        return index + 1

    def _open_plain(self, index: int) -> int:
        """Write a block that holds text and nothing else, as most do, or open it."""
        tree = self.tree
        end = tree.ends[index]
        if end == index + 2 and not tree.looks[index + 1] and not self.bold:
            self._write(tightened(tree.texts[index + 1]))
            return end
        self.frames.append((end, _ENDS_BLOCK, 0))
        return index + 1

    def _open_block(self, kind: int, tag: str, index: int) -> None:
        end = self.tree.ends[index]
        if len(self.writer.path) >= _DEEPEST:
            kind = kind if kind == _HEADING else _BLOCK
        if kind == _HEADING:
            self.level = _HEADINGS[tag]
            self.frames.append((end, _ENDS_HEADING, 0))
        elif kind == _LIST:
            self._open_list(tag, index, end)
        elif kind == _ITEM and self.lists:
            self._open_item(index, end)
        elif kind == _QUOTE:
            self.writer.path.append(Quote())
            self.frames.append((end, _ENDS_CONTAINER, 0))
        else:
            self.frames.append((end, _ENDS_BLOCK, 0))

    def _close(self, _end: int, kind: int, target: int) -> None:
        if kind > _ENDS_CONTAINER:
            self._close_inline(kind, target)
            return
        if self.inline:
            self._flush()
        if kind == _ENDS_BLOCK:
            return
        if kind == _ENDS_CONTAINER:
            self.writer.path.pop()
        elif kind == _ENDS_HEADING:
            self.level = 0
        elif kind == _ENDS_LABEL:
            self.label = ""
        elif kind == _ENDS_LIST and self.lists.pop().inside_item:
            self.writer.path.pop()

    def _close_inline(self, kind: int, target: int) -> None:
        if kind == _ENDS_LINK:
            self.inline.append(link_ends(target))
        elif kind == _ENDS_BOLD:
            self.bold -= 1
            self.inline.append(BOLD_ENDS)
        else:
            self.inline.append("]" if kind == _ENDS_NOTE else " ")

    def _open_list(self, tag: str, index: int, end: int) -> None:
        attrs = self.tree.attrs[index]
        run = ListRun(ordered=tag == "ol" or is_numbered(attrs))
        if self.lists:
            self.lists[-1].follow()
        # <ul><li>a</li><ul>: invalid and common; the inner list belongs to the item before it.
        outer = self.lists[-1].run.last if self.lists else None
        inside = outer is not None and bool(self.frames) and self.frames[-1][1] == _ENDS_LIST
        if outer is not None and inside:
            self.writer.path.append(outer)
        step = -1 if ' reversed="' in attrs else 1
        first = integer(attribute(attrs, "start"), self._items(index, end) if step < 0 else 1)
        kind = kind_of(attrs) if run.ordered else "1"
        self.lists.append(_List(run, first - step, step, kind, inside))
        self.frames.append((end, _ENDS_LIST, 0))

    def _items(self, index: int, end: int) -> int:
        """Count the items of a list itself."""
        tree, items, node = self.tree, 0, index + 1
        while node < end:
            items += tree.tags[node] == "li" and self.kept[node]
            node = tree.ends[node]
        return items

    def _only_indents(self, index: int) -> bool:
        """Say whether an item shows no number and begins with a list, which then belongs to the item before."""
        begins_with = self.tree.tags[index + 1 : index + 2]
        return begins_with in (["ul"], ["ol"]) and bool(_UNMARKED.search(self.tree.attrs[index]))

    def _open_item(self, index: int, end: int) -> None:
        listed = self.lists[-1]
        listed.follow()
        attrs = self.tree.attrs[index]
        if attrs and listed.run.last is not None and self._only_indents(index):
            self.writer.path.append(listed.run.last)
            self.frames.append((end, _ENDS_CONTAINER, 0))
            return
        listed.number += listed.step
        if ' value="' in attrs:
            listed.number = integer(attribute(attrs, "value"), listed.number)
        if listed.run.ordered and (listed.printed != "1" or not 0 <= listed.number <= LARGEST_NUMBER):
            self.label = printed(listed.number, listed.printed)
            self.frames.append((end, _ENDS_LABEL, 0))
        else:
            self.writer.path.append(Item(listed.run, listed.number))
            self.frames.append((end, _ENDS_CONTAINER, 0))

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
            self.frames.append((end, _ENDS_LINK, target))
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
            self.frames.append((end, _ENDS_NOTE, 0))
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
        inline = self.inline
        if self.bold:
            inline.append(BOLD_ENDS)
        text, is_bold = joined(inline, self.writer.targets)
        inline.clear()
        if self.bold:
            inline.append(BOLD_BEGINS)
        self._write(text, is_bold=is_bold)

    def _write(self, text: str, *, is_bold: bool = False) -> None:
        if not text:
            return
        if self.level:
            self.writer.heading(self.level, text)
            return
        if self.label:
            text, self.label = f"{self.label} {text}", ""
        self.writer.paragraph(text, is_bold=is_bold)
