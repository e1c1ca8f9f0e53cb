"""The canonical Markdown: CommonMark with pipe tables, one spelling for one text.

Every block stands on one line, blocks are parted by one blank line, items of a list by a line break. Emphasis is left
out: publishers toggle bold without changing a word. Printed numbers stay as printed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

PART_BREAK = "\n\n- - -\n\n"

# Alternatives that each begin with one character let the search skip all others.
_MARKS = re.compile(r"\\(?=[!-/:-@\[-`{-~])|\*|`|_|<(?=[A-Za-z/!?])|&(?=#?\w{1,31};)|\](?=\()|~~|!$")
_MARKS_IN_LINK = re.compile(r"\\|\*|`|\[|\]|_|<|&|~~")
_SPECIAL = frozenset("\\*`_<&[]~\x01")
_SHORT = 20  # characters; in more, looking for one at a time is faster
_BLOCK_START = re.compile(r"#{1,6}(?= |$)|>|[-+](?= |$)|\[(?=[^\]]*\]:)|~~~|=+$|(?:- ?){3,}$")
_OPENERS = frozenset("#>-+[~=0123456789")
_NUMBER_START = re.compile(r"(\d{1,9})([.)])(?= |$)")
_CLOSING = re.compile(r"#+$")
_LINK_TEXT = re.compile(r"\x01([^\x02]*)(?=\x02)")
_LINK_END = re.compile(r"\x02(\d+)\x03")


@dataclass(slots=True, eq=False)
class ListRun:
    """One list: ordered with the number printed next, or bulleted; `joined` is the list before that it continues."""

    ordered: bool
    delimiter: str = "."
    last: "Item | None" = None
    joined: "ListRun | None" = None


@dataclass(slots=True, eq=False)
class Item:
    """One item of a list, holding the blocks whose path contains it.

    One without words of its own, which only serves to indent a list, belongs to the item before it: `belongs_to`.
    """

    run: ListRun
    number: int = 0
    belongs_to: "Item | None" = None

    @property
    def marker(self) -> str:
        return f"{self.number}{self.run.delimiter} " if self.run.ordered else "- "


@dataclass(slots=True, eq=False)
class Quote:
    """A block quotation, holding the blocks whose path contains it."""


Container = Item | Quote


@dataclass(slots=True)
class Block:
    """A finished block of escaped Markdown, inside its containers."""

    text: str
    path: tuple[Container, ...] = ()
    words: int = 0  # as blanks part them, link targets left out
    lines: tuple[str, ...] = ()  # of a table


def shown(text: str, targets: Sequence[str], *, opens: bool = False) -> str:
    """Return text as Markdown that says the same, with the link targets where the walker left their sentinels.

    `opens` says that it begins a line.
    """
    is_special = not _SPECIAL.isdisjoint(text) if len(text) <= _SHORT else _is_special(text)
    if is_special:
        text = _escaped(text)
    if opens and text[:1] in _OPENERS:
        text = _opening_escaped(text)
    return _linked(text, targets) if is_special and "\x02" in text else text


def _is_special(text: str) -> bool:
    # Written out, as no loop over the nine is as fast on every paragraph of a page.
    return (
        ("\x01" in text or "_" in text or "&" in text or "[" in text or "]" in text)
        or ("*" in text or "<" in text or "`" in text)
        or ("~" in text or "\\" in text)
    )


def _escaped(text: str) -> str:
    """Escape what Markdown would take for markup inside a line, and little else."""
    if "\x01" not in text:
        return _outside(text, last=True)
    pieces = _LINK_TEXT.split(text)
    return "".join(
        f"\x01{_MARKS_IN_LINK.sub(_with_backslash, piece)}"
        if number % 2
        else _outside(piece, last=number == len(pieces) - 1)
        for number, piece in enumerate(pieces)
    )


def _outside(text: str, *, last: bool) -> str:
    """Escape text outside links; an exclamation mark before a link would make it a picture."""
    if not text:
        return text
    marked = _MARKS.sub(_with_backslash, text)
    return f"{marked[:-2]}!" if last and marked.endswith("\\!") else marked


def _with_backslash(mark: re.Match[str]) -> str:
    return "\\" + mark[0]


def _opening_escaped(text: str) -> str:
    """Escape what Markdown would take for a block's mark at the beginning of a line."""
    if _BLOCK_START.match(text):
        return "\\" + text
    return _NUMBER_START.sub(r"\1\\\2", text, count=1) if _NUMBER_START.match(text) else text


def _linked(text: str, targets: Sequence[str]) -> str:
    return _LINK_END.sub(lambda mark: f"]({targets[int(mark[1])]})", text).replace("\x01", "[")


def heading(level: int, text: str) -> str:
    """Return an ATX heading; trailing number signs would be taken for its closing."""
    return f"{'#' * level} {_CLOSING.sub(_with_backslash, text) if text.endswith('#') else text}"


def table(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the lines of a pipe table whose header is the first row."""
    width = max(map(len, rows))
    lines = [_row([*row, *[""] * (width - len(row))]) for row in rows]
    return (lines[0], "|" + " --- |" * width, *lines[1:])


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def pieces(blocks: Sequence[Block]) -> list[str]:
    """Write blocks out, indented into their lists and quotations, each with the gap before it."""
    out: list[str] = []
    before: tuple[Container, ...] = ()
    for block in blocks:
        path = block.path
        if not before and not path and not block.lines:
            out.append(f"\n\n{block.text}" if out else block.text)
            continue
        shared = _shared(before, path)
        gap = _gap(before, path, shared) if out else ""
        first, rest = _prefixes(path, shared)
        if block.lines:
            out.append(gap + first + f"\n{rest}".join(block.lines))
        else:
            out.append(gap + first + block.text)
        before = path
    return out


def _shared(before: tuple[Container, ...], after: tuple[Container, ...]) -> int:
    shared = 0
    for left, right in zip(before, after, strict=False):
        if left is not right:
            break
        shared += 1
    return shared


def _gap(before: tuple[Container, ...], after: tuple[Container, ...], shared: int) -> str:
    entered = after[shared] if shared < len(after) else None
    if isinstance(entered, Item) and _tight(before, entered, shared):
        return "\n"
    blank = "".join("> " if isinstance(part, Quote) else " " * len(part.marker) for part in after[:shared])
    return f"\n{blank.rstrip()}\n"


def _tight(before: tuple[Container, ...], entered: Item, shared: int) -> bool:
    if shared < len(before):
        left = before[shared]
        return isinstance(left, Item) and left.run is entered.run
    # CommonMark lets a list interrupt a paragraph only if it is bulleted or begins with 1.
    interrupts = not entered.run.ordered or entered.number == 1
    return bool(before) and isinstance(before[-1], Item) and interrupts


def _prefixes(path: tuple[Container, ...], shared: int) -> tuple[str, str]:
    first = rest = ""
    for depth, part in enumerate(path):
        if isinstance(part, Quote):
            first += "> "
            rest += "> "
            continue
        indent = " " * len(part.marker)
        first += indent if depth < shared else part.marker
        rest += indent
    return first, rest
