"""A redline as blocks to read: numbered changes, a little text around them, the rest folded away.

Both views cut the texts into the same paragraphs and group them by the same rule, so that "change 3" is the same change in
either of them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from apps.documents.diffing import Op, OpKind, Redline, side_by_side
from apps.documents.diffing.sections import Sections

IN_NEW = frozenset({OpKind.EQUAL, OpKind.INSERT, OpKind.MOVE_TO})
IN_OLD = frozenset({OpKind.EQUAL, OpKind.DELETE, OpKind.MOVE_FROM})
MOVES = frozenset({OpKind.MOVE_FROM, OpKind.MOVE_TO})

_PARAGRAPH = re.compile(r"[^\n]*\n(?:[^\S\n]*\n)*|[^\n]+")
_ARROW = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
_CONTEXT_WORDS = 60  # a longer paragraph is folded rather than shown around a change
_WORTH_FOLDING = 30  # words; fewer are simply shown

Path = tuple[str, ...]


class View(StrEnum):
    INLINE = "inline"
    SPLIT = "split"


class BlockKind(StrEnum):
    HUNK = "hunk"
    CONTEXT = "context"
    FOLD = "fold"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text of one kind; `is_first` marks the one that carries the anchor of a moved passage."""

    kind: OpKind
    text: str
    move: int | None
    is_first: bool = True


@dataclass(frozen=True, slots=True)
class SplitRow:
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """`ops` is set for one column, `rows` for two; `number` only for a change."""

    kind: BlockKind
    number: int | None
    place: str
    words: int
    ops: tuple[Piece, ...]
    rows: tuple[SplitRow, ...]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """One paragraph of the comparison: its operations in one column, or its two cells."""

    path: Path
    is_changed: bool
    ops: tuple[Op, ...] = ()
    old: tuple[Op, ...] = ()
    new: tuple[Op, ...] = ()

    @property
    def words(self) -> int:
        """Words of a paragraph that did not change."""
        return sum(len(op.text.split()) for op in self.ops or self.new)


def blocks_of(line: Redline, view: View) -> tuple[Block, ...]:
    """Return the whole comparison as blocks, in the reading order of the new text."""
    paragraphs = list(_split(line) if view is View.SPLIT else _inline(line))
    root = _common_root(paragraph.path for paragraph in paragraphs)
    groups = [(key, list(run)) for key, run in groupby(paragraphs, key=_group)]
    marked = _Anchors()
    blocks: list[Block] = []
    number = 0
    for index, ((is_changed, path), run) in enumerate(groups):
        if is_changed:
            number += 1
            blocks.append(_block(BlockKind.HUNK, run, path[root:], marked, number))
        else:
            ends = (index > 0, index + 1 < len(groups))
            blocks += [_block(kind, part, (), marked) for kind, part in _folded(run, ends)]
    return tuple(blocks)


def changes_only(blocks: Iterable[Block], limit: int) -> tuple[Block, ...]:
    """Return the first changes without the text around them."""
    return tuple(block for block in blocks if block.kind is BlockKind.HUNK)[:limit]


def count_changes(blocks: Iterable[Block]) -> int:
    return sum(block.kind is BlockKind.HUNK for block in blocks)


def _group(paragraph: _Paragraph) -> tuple[bool, Path]:
    """Changed neighbours are one change as long as they stand under the same heading; all unchanged ones are one gap."""
    return paragraph.is_changed, paragraph.path if paragraph.is_changed else ()


def _inline(line: Redline) -> Iterator[_Paragraph]:
    places = _Places(line)
    pending: list[Op] = []
    for op in line.ops:
        for text in _PARAGRAPH.findall(op.text):
            pending.append(Op(op.kind, text, op.move))
            is_whole = op.kind is OpKind.EQUAL or all(other.kind is op.kind for other in pending)
            if text.endswith("\n") and is_whole:
                yield _paragraph_of(pending, places)
                pending = []
    if pending:
        yield _paragraph_of(pending, places)


def _paragraph_of(ops: Sequence[Op], places: "_Places") -> _Paragraph:
    path = places.step(ops, ops)
    return _Paragraph(path, _is_changed(ops), ops=tuple(ops))


def _split(line: Redline) -> Iterator[_Paragraph]:
    places = _Places(line)
    for row in side_by_side(line):
        path = places.step(row.old, row.new)
        yield _Paragraph(path, _is_changed((*row.old, *row.new)), old=row.old, new=row.new)


def _is_changed(ops: Iterable[Op]) -> bool:
    """Blank lines that came or went are in the texts but are no change a reader could see."""
    return any(op.kind is not OpKind.EQUAL and op.text.strip() for op in ops)


class _Places:
    """Walk both texts and tell under which headings each paragraph stands: in the new text if it is there, else the old."""

    def __init__(self, line: Redline) -> None:
        self._old = Sections("".join(op.text for op in line.old_ops if op.kind in IN_OLD))
        self._new = Sections("".join(op.text for op in line.ops if op.kind in IN_NEW))
        self._old_at = self._new_at = 0

    def step(self, old: Sequence[Op], new: Sequence[Op]) -> Path:
        was = "".join(op.text for op in old if op.kind in IN_OLD)
        now = "".join(op.text for op in new if op.kind in IN_NEW)
        path = self._new.path_at(self._new_at) if now.strip() else self._old.path_at(self._old_at)
        self._old_at += len(was)
        self._new_at += len(now)
        return path


def _common_root(paths: Iterable[Path]) -> int:
    """Return 1 where one title stands above everything and need not be repeated, else 0."""
    headed = [path for path in paths if path]
    is_titled = len({path[0] for path in headed}) == 1 and any(len(path) > 1 for path in headed)
    return int(is_titled)


def _folded(run: list[_Paragraph], ends: tuple[bool, bool]) -> Iterator[tuple[BlockKind, list[_Paragraph]]]:
    """Keep the paragraph next to each change in view where it is short, and fold what is between."""
    after, before = ends
    first = int(after and run[0].words <= _CONTEXT_WORDS)
    last = len(run) - int(before and len(run) > first and run[-1].words <= _CONTEXT_WORDS)
    if sum(paragraph.words for paragraph in run[first:last]) < _WORTH_FOLDING:
        yield BlockKind.CONTEXT, run
        return
    parts = [
        (BlockKind.CONTEXT, run[:first]),
        (BlockKind.FOLD, run[first:last]),
        (BlockKind.CONTEXT, run[last:]),
    ]
    yield from ((kind, part) for kind, part in parts if part)


class _Anchors:
    """Give each end of a moved passage its anchor once, however many pieces it is cut into."""

    def __init__(self) -> None:
        self._seen: set[tuple[OpKind, int | None]] = set()

    def pieces(self, ops: Iterable[Op]) -> tuple[Piece, ...]:
        runs = groupby(ops, key=lambda op: (op.kind, op.move))
        return tuple(
            self._piece(Op(kind, "".join(op.text for op in run), move)) for (kind, move), run in runs
        )

    def _piece(self, op: Op) -> Piece:
        key = (op.kind, op.move)
        piece = Piece(op.kind, op.text, op.move, is_first=key not in self._seen)
        if op.kind in MOVES:
            self._seen.add(key)
        return piece


def _block(
    kind: BlockKind, run: Sequence[_Paragraph], path: Path, anchors: _Anchors, number: int | None = None
) -> Block:
    is_changed = kind is BlockKind.HUNK
    rows = tuple(_rows(run, anchors)) if is_changed else ()
    ops = () if rows else anchors.pieces(op for paragraph in run for op in paragraph.ops or paragraph.new)
    words = 0 if is_changed else sum(paragraph.words for paragraph in run)
    return Block(kind, number, _ARROW.join(path), words, _trimmed(ops), rows)


def _rows(run: Sequence[_Paragraph], anchors: _Anchors) -> Iterator[SplitRow]:
    for paragraph in run:
        if paragraph.old or paragraph.new:
            yield SplitRow(_trimmed(anchors.pieces(paragraph.old)), _trimmed(anchors.pieces(paragraph.new)))


def _trimmed(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Drop the line ends that close a block: its frame stands for them."""
    if not pieces:
        return pieces
    return (*pieces[:-1], replace(pieces[-1], text=pieces[-1].text.rstrip("\n")))
