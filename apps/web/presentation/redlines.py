"""A redline as blocks to read: numbered changes, a little text around them, the rest folded away.

Both views are cut along the same rows, so that "change 3" is the same change in either of them.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from apps.documents.diffing import Hunk, Op, OpKind, Redline, Row, as_read, side_by_side
from apps.documents.diffing.departures import Departures, departures
from apps.documents.diffing.sections import Sections
from apps.documents.diffing.seen import is_seen
from apps.web.presentation.redline_notes import Note, notes_of

IN_NEW = frozenset({OpKind.EQUAL, OpKind.INSERT, OpKind.MOVE_TO})
IN_OLD = frozenset({OpKind.EQUAL, OpKind.DELETE, OpKind.MOVE_FROM})
MOVES = frozenset({OpKind.MOVE_FROM, OpKind.MOVE_TO})

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
    """`number`, `place` and `notes` are of a change; `words` of what did not change; `rows` is set where there are two columns."""

    kind: BlockKind
    number: int | None = None
    place: str = ""
    words: int = 0
    ops: tuple[Piece, ...] = ()
    rows: tuple[SplitRow, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """One row of the comparison: the same place of both texts, under the headings of the new one if it has it."""

    row: Row
    path: Path
    is_changed: bool
    is_in_new: bool

    @property
    def words(self) -> int:
        """Words of a paragraph that did not change."""
        return sum(len(op.text.split()) for op in self.row.new)


def blocks_of(line: Redline, view: View) -> tuple[Block, ...]:
    """Return the whole comparison as blocks, in the reading order of the new text; nothing where nothing differs."""
    line = as_read(line)
    paragraphs = list(_paragraphs(line))
    title = _title_above_all(paragraph.path for paragraph in paragraphs if paragraph.is_in_new)
    runs = list(_runs(paragraphs))
    anchors, text, hunks = _Anchors(departures(line)), _Reading(line.ops), deque(line.hunks)
    blocks: list[Block] = []
    number = 0
    for index, run in enumerate(runs):
        is_followed_by_change = index + 1 < len(runs) and runs[index + 1][0].is_changed
        ops = text.take(run, leaves_rest=is_followed_by_change)
        here = list(_passed(hunks, text))
        if run[0].is_changed:
            number += 1
            shown = (
                {"rows": _rows(run, anchors)}
                if view is View.SPLIT
                else {"ops": _trimmed(anchors.pieces(ops))}
            )
            blocks.append(Block(BlockKind.HUNK, number, _place(run, title), notes=notes_of(here), **shown))
        else:
            blocks += _gap(run, (index > 0, is_followed_by_change))
    return tuple(blocks) if number else ()


def changes_only(blocks: Iterable[Block], limit: int) -> tuple[Block, ...]:
    """Return the first changes without the text around them."""
    return tuple(block for block in blocks if block.kind is BlockKind.HUNK)[:limit]


def count_changes(blocks: Iterable[Block]) -> int:
    return sum(block.kind is BlockKind.HUNK for block in blocks)


def _runs(paragraphs: Iterable[_Paragraph]) -> Iterator[list[_Paragraph]]:
    """Group neighbours: unchanged ones, and changed ones as long as the new text stays under the same heading.

    What is only gone joins what it is next to.
    """
    run: list[_Paragraph] = []
    for paragraph in paragraphs:
        if run and _begins_anew(run, paragraph):
            yield run
            run = []
        run.append(paragraph)
    if run:
        yield run


def _begins_anew(run: Sequence[_Paragraph], paragraph: _Paragraph) -> bool:
    if run[0].is_changed != paragraph.is_changed:
        return True
    stands = next((other.path for other in reversed(run) if other.is_in_new), paragraph.path)
    return paragraph.is_changed and paragraph.is_in_new and paragraph.path != stands


def _place(run: Sequence[_Paragraph], title: str) -> str:
    path = next((paragraph.path for paragraph in run if paragraph.is_in_new), run[0].path)
    return _ARROW.join(path[1:] if path and path[0] == title else path)


def _paragraphs(line: Redline) -> Iterator[_Paragraph]:
    old_headings = Sections("".join(op.text for op in line.old_ops if op.kind in IN_OLD))
    new_headings = Sections("".join(op.text for op in line.ops if op.kind in IN_NEW))
    old_at = new_at = 0
    for row in side_by_side(line):
        is_in_new = any(op.text.strip() for op in row.new)
        path = new_headings.path_at(new_at) if is_in_new else old_headings.path_at(old_at)
        yield _Paragraph(row, path, _is_changed((*row.old, *row.new)), is_in_new)
        old_at += _length(row.old)
        new_at += _length(row.new)


def _length(ops: Iterable[Op]) -> int:
    return sum(len(op.text) for op in ops)


def _gone(ops: Iterable[Op]) -> list[Op]:
    """Give what only the old text has here; what stayed may be encoded otherwise there, and as long as it likes."""
    return [op for op in ops if op.kind in IN_OLD and op.kind is not OpKind.EQUAL]


def _is_changed(ops: Iterable[Op]) -> bool:
    """Spacing and invisible characters that came or went are in the texts but are no change a reader could see."""
    return is_seen(ops)


class _Reading:
    """Walk the operations in the reading order of the new text, as far as each run of paragraphs goes."""

    def __init__(self, ops: Iterable[Op]) -> None:
        self._ops = deque(ops)
        self._whole = 0  # operations taken to their end
        self._is_cut = False

    def take(self, run: Sequence[_Paragraph], *, leaves_rest: bool) -> list[Op]:
        """Return the operations of a run: its stretch of the new text, and what is gone from its stretch of the old.

        What is gone stands between two stretches of the new text; unless the next run is a change too, it is all this one's.
        """
        new = sum(_length(paragraph.row.new) for paragraph in run)
        old = sum(_length(_gone(paragraph.row.old)) for paragraph in run)
        taken: list[Op] = []
        while self._ops:
            head = self._ops[0]
            of_gone = len(head.text) if new or not leaves_rest else old
            limit = new if head.kind in IN_NEW else of_gone
            if limit <= 0:
                break
            op = self._next(limit)
            new -= _length([op]) if op.kind in IN_NEW else 0
            old -= _length(_gone([op]))
            taken.append(op)
        return taken

    def has_passed(self, index: int) -> bool:
        """Say whether the operation of that index is taken, or the start of it."""
        return index < self._whole or (index == self._whole and self._is_cut)

    def _next(self, limit: int) -> Op:
        op = self._ops.popleft()
        self._is_cut = len(op.text) > limit
        if self._is_cut:
            self._ops.appendleft(replace(op, text=op.text[limit:]))
        else:
            self._whole += 1
        return replace(op, text=op.text[:limit])


def _passed(hunks: deque[Hunk], text: _Reading) -> Iterator[Hunk]:
    while hunks and text.has_passed(hunks[0].first_op):
        yield hunks.popleft()


def _title_above_all(paths: Iterable[Path]) -> str:
    """Return the one title that stands above everything and need not be repeated, or nothing."""
    headed = [path for path in paths if path]
    is_titled = len({path[0] for path in headed}) == 1 and any(len(path) > 1 for path in headed)
    return headed[0][0] if is_titled else ""


def _gap(run: list[_Paragraph], ends: tuple[bool, bool]) -> Iterator[Block]:
    """Keep the paragraph next to each change in view where it is short, and fold what is between."""
    after, before = ends
    first = int(after and run[0].words <= _CONTEXT_WORDS)
    last = len(run) - int(before and len(run) > first and run[-1].words <= _CONTEXT_WORDS)
    if sum(paragraph.words for paragraph in run[first:last]) < _WORTH_FOLDING:
        yield _unchanged(BlockKind.CONTEXT, run)
        return
    parts = [
        (BlockKind.CONTEXT, run[:first]),
        (BlockKind.FOLD, run[first:last]),
        (BlockKind.CONTEXT, run[last:]),
    ]
    yield from (_unchanged(kind, part) for kind, part in parts if part)


def _unchanged(kind: BlockKind, run: Sequence[_Paragraph]) -> Block:
    """Show unchanged text in one column in either view: both texts have it."""
    text = "".join(op.text for paragraph in run for op in paragraph.row.new)
    words = sum(paragraph.words for paragraph in run)
    return Block(kind, words=words, ops=_trimmed((Piece(OpKind.EQUAL, text, None),)))


class _Anchors:
    """Give each end of a moved passage its anchor once, however many pieces it is cut into."""

    def __init__(self, left: Departures) -> None:
        self._left = left
        self._seen: set[tuple[OpKind, int | None]] = set()

    def pieces(self, ops: Iterable[Op]) -> tuple[Piece, ...]:
        runs = groupby(ops, key=lambda op: (op.kind, op.move))
        return tuple(
            self._piece(Op(kind, "".join(op.text for op in run), move)) for (kind, move), run in runs
        )

    def _piece(self, op: Op) -> Piece:
        key = (op.kind, op.move)
        text = self._left.get((op.move, op.text), op.text) if op.kind is OpKind.MOVE_FROM else op.text
        piece = Piece(op.kind, text, op.move, is_first=key not in self._seen)
        if op.kind in MOVES:
            self._seen.add(key)
        return piece


def _rows(run: Sequence[_Paragraph], anchors: _Anchors) -> tuple[SplitRow, ...]:
    cells = (paragraph.row for paragraph in run)
    return tuple(
        SplitRow(_trimmed(anchors.pieces(row.old)), _trimmed(anchors.pieces(row.new))) for row in cells
    )


def _trimmed(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Drop the line ends that close a block, whoever wrote them: its frame stands for them."""
    kept = list(pieces)
    while kept and not kept[-1].text.strip("\n") and not _is_anchor(kept[-1]):
        kept.pop()
    if kept:
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip("\n"))
    return tuple(kept)


def _is_anchor(piece: Piece) -> bool:
    return piece.kind in MOVES and piece.is_first
