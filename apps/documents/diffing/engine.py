"""The redline: blocks aligned, then tokens compared inside pairs of blocks, then what is left paired as moves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from apps.documents.diffing.blocks import Block, Step, anchored, split_blocks
from apps.documents.diffing.grouping import regrouped
from apps.documents.diffing.hunks import find_hunks
from apps.documents.diffing.moves import Move, find_moves
from apps.documents.diffing.pairing import paired
from apps.documents.diffing.sentences import Tally, count_sentences, tally
from apps.documents.diffing.stopwatch import Stopwatch
from apps.documents.diffing.tokens import Edit, Vocabulary, compare
from apps.documents.diffing.types import Op, OpKind, Redline
from apps.documents.diffing.words import count_words

ENGINE_VERSION = "diffing/1"


def redline(old: str, new: str, *, time_limit: float = 2.0) -> Redline:
    """Compare two texts; `coarse` in the answer says that the limit, in seconds, cost detail."""
    draft = _Draft(Vocabulary(), Stopwatch(time_limit))
    draft.write(split_blocks(old, draft.vocabulary), split_blocks(new, draft.vocabulary))
    ops, old_ops = _merged(draft.ops), _merged(draft.old_ops)
    return Redline(
        ops=ops,
        old_ops=old_ops,
        coarse=draft.stopwatch.ran_out,
        hunks=find_hunks(ops, old_ops, old, new),
        words_added=_count(ops, OpKind.INSERT),
        words_removed=_count(ops, OpKind.DELETE),
        words_moved=_count(ops, OpKind.MOVE_TO),
        sentences_added=draft.tally.added,
        sentences_removed=draft.tally.removed,
        sentences_modified=draft.tally.modified,
        engine=ENGINE_VERSION,
    )


@dataclass(slots=True)
class _Draft:
    """Collect operations in both reading orders, step by step."""

    vocabulary: Vocabulary
    stopwatch: Stopwatch
    ops: list[Op] = field(default_factory=list)
    old_ops: list[Op] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    def write(self, old: Sequence[Block], new: Sequence[Block]) -> None:
        steps = [step for gap in anchored(old, new, self.stopwatch) for step in paired(gap, old, new)]
        gone = [step.old_start for step in steps if step.new_start == step.new_end]
        come = [step.new_start for step in steps if step.old_start == step.old_end]
        moves = find_moves(gone, come, old, new)
        left, arrived = {move.old: move for move in moves}, {move.new: move for move in moves}
        inner = {
            move: compare(old[move.old].text, new[move.new].text, self.vocabulary, self.stopwatch)
            for move in moves
        }

        def is_left(step: Step) -> bool:
            stays = (
                step.old_start not in left if step.old_start < step.old_end else step.new_start not in arrived
            )
            return stays and not step.is_pair

        for step in regrouped(steps, is_left, (old, new)):
            if step.is_pair:
                self._write_pair(
                    _text(old, step.old_start, step.old_end), _text(new, step.new_start, step.new_end)
                )
            elif step.old_start < step.old_end:
                self._write_gone(old[step.old_start], left.get(step.old_start), inner)
            else:
                self._write_come(new[step.new_start], arrived.get(step.new_start), inner)

    def _write_pair(self, old: str, new: str) -> None:
        edits = compare(old, new, self.vocabulary, self.stopwatch)
        self._count(edits)
        same = [Op(kind, text) for kind, text in edits]
        self.ops += same
        self.old_ops += same

    def _write_gone(self, block: Block, move: Move | None, inner: dict[Move, list[Edit]]) -> None:
        if move is None:
            self.tally += Tally(removed=count_sentences(block.text))
            self.ops.append(Op(OpKind.DELETE, block.text))
            self.old_ops.append(Op(OpKind.DELETE, block.text))
            return
        there, here = _moved(inner[move], OpKind.MOVE_FROM, move.number)
        self.ops += there
        self.old_ops += here

    def _write_come(self, block: Block, move: Move | None, inner: dict[Move, list[Edit]]) -> None:
        if move is None:
            self.tally += Tally(added=count_sentences(block.text))
            self.ops.append(Op(OpKind.INSERT, block.text))
            self.old_ops.append(Op(OpKind.INSERT, block.text))
            return
        there, here = _moved(inner[move], OpKind.MOVE_TO, move.number)
        self._count(inner[move])
        self.ops += here
        self.old_ops += there

    def _count(self, edits: Sequence[Edit]) -> None:
        if any(kind is not OpKind.EQUAL for kind, _ in edits):
            self.tally += tally(edits)


def _moved(edits: Sequence[Edit], kind: OpKind, number: int) -> tuple[list[Op], list[Op]]:
    """Give the moved text alone, and the moved text with its edits."""
    full = [Op(kind, text, number) if edit is OpKind.EQUAL else Op(edit, text) for edit, text in edits]
    return [op for op in full if op.kind is kind], full


def _text(blocks: Sequence[Block], start: int, end: int) -> str:
    return "".join(block.text for block in blocks[start:end])


def _merged(ops: Sequence[Op]) -> tuple[Op, ...]:
    """Join neighbours of one kind; in a run of deletions and insertions, keep the order they came in."""
    runs = groupby(ops, key=lambda op: (op.kind, op.move))
    return tuple(Op(kind, "".join(op.text for op in run), move) for (kind, move), run in runs)


def _count(ops: Sequence[Op], kind: OpKind) -> int:
    return sum(count_words(op.text) for op in ops if op.kind is kind)
