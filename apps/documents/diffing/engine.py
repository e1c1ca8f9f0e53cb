"""The redline: blocks aligned, words compared inside pairs of them, and what is left over paired as moves, ever finer."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from apps.documents.diffing.blocks import Block, Step, anchored, split_blocks, split_sentences
from apps.documents.diffing.draft import (
    Node,
    Passage,
    carried,
    have_words_in_common,
    joined,
    nodes_of,
    number,
    written,
)
from apps.documents.diffing.encoding import unmarked
from apps.documents.diffing.grouping import regrouped
from apps.documents.diffing.hunks import find_hunks
from apps.documents.diffing.moves import find_moves
from apps.documents.diffing.pairing import paired
from apps.documents.diffing.passages import moved_runs, moved_sentences
from apps.documents.diffing.reflow import reflowed
from apps.documents.diffing.rows import is_row, split_cells
from apps.documents.diffing.sentences import tally
from apps.documents.diffing.stopwatch import Stopwatch
from apps.documents.diffing.tokens import Edit, Vocabulary, compare
from apps.documents.diffing.types import Hunk, HunkKind, Op, OpKind, Redline
from apps.documents.diffing.vast import by_lines, is_vast
from apps.documents.diffing.words import count_words

ENGINE_VERSION = "diffing/4"


def redline(old: str, new: str, *, time_limit: float = 0.5) -> Redline:
    """Compare two texts; `coarse` in the answer says that the limit, in seconds of computing, cost detail."""
    draft = _Draft(Vocabulary(), Stopwatch(time_limit))
    if is_vast(old, new):
        draft.nodes = by_lines(old, new, draft.stopwatch)
    else:
        draft.write(split_blocks(old, draft.vocabulary), split_blocks(new, draft.vocabulary))
        draft.find_moved_text()
    ops, old_ops = written(draft.nodes, OpKind.MOVE_TO), written(draft.nodes, OpKind.MOVE_FROM)
    hunks = find_hunks(ops, old_ops, old, new)
    sentences = tally(
        unmarked(_with_old_numbers(ops, hunks), OpKind.INSERT), unmarked(old_ops, OpKind.DELETE)
    )
    return Redline(
        ops=ops,
        old_ops=old_ops,
        coarse=draft.stopwatch.ran_out,
        hunks=hunks,
        words_added=_count(ops, OpKind.INSERT),
        words_removed=_count(old_ops, OpKind.DELETE),
        words_moved=_count(ops, OpKind.MOVE_TO),
        sentences_added=sentences.added,
        sentences_removed=sentences.removed,
        sentences_modified=sentences.modified,
        engine=ENGINE_VERSION,
        words_alike=sum(count_words(op.text) for op in ops if op.is_alike and op.kind is OpKind.INSERT),
    )


@dataclass(slots=True)
class _Draft:
    """Collect what stays, goes and comes, step by step."""

    vocabulary: Vocabulary
    stopwatch: Stopwatch
    nodes: list[Node] = field(default_factory=list)

    def write(self, old: Sequence[Block], new: Sequence[Block]) -> None:
        steps = [
            step
            for gap in anchored(old, new, self.stopwatch)
            for step in paired(gap, old, new, self.stopwatch)
        ]
        left, arrived = self._moves(steps, old, new)

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
            elif step.is_rest:
                self._write_rest(old[step.old_start : step.old_end], new[step.new_start : step.new_end])
            elif step.old_start < step.old_end:
                self.nodes.append(_node(old[step.old_start], OpKind.DELETE, left.get(step.old_start)))
            else:
                self.nodes.append(_node(new[step.new_start], OpKind.INSERT, arrived.get(step.new_start)))

    def find_moved_text(self) -> None:
        """Pair as moves what is left of the paragraphs, sentence by sentence and then by runs of words."""
        self.nodes = joined(reflowed(joined(self.nodes), self.vocabulary, self.stopwatch))
        for find in (moved_sentences, moved_runs):
            if self.stopwatch.left():
                moves = find(self.nodes, self.vocabulary, self.stopwatch)
                self.nodes = joined(carried(self.nodes, moves, self.vocabulary, self.stopwatch))
        number(self.nodes)

    def _moves(
        self, steps: Sequence[Step], old: Sequence[Block], new: Sequence[Block]
    ) -> tuple[dict[int, Passage], dict[int, Passage]]:
        """Give the moved passages by the index of the block that left and of the one that arrived."""
        gone = [step.old_start for step in steps if step.new_start == step.new_end]
        come = [step.new_start for step in steps if step.old_start == step.old_end]
        left, arrived = {}, {}
        for move in find_moves(gone, come, (old, new), self.stopwatch):
            edits = self._compare(old[move.old].text, new[move.new].text)
            if have_words_in_common(edits):
                left[move.old] = arrived[move.new] = Passage(edits)
        return left, arrived

    def _write_pair(self, old: str, new: str) -> None:
        self.nodes += nodes_of(self._compare(old, new))

    def _write_rest(self, old: Sequence[Block], new: Sequence[Block]) -> None:
        """Pair by sentence what could not be paired by paragraph."""
        olds = [sentence for block in old for sentence in split_sentences(block.text, self.vocabulary)]
        news = [sentence for block in new for sentence in split_sentences(block.text, self.vocabulary)]
        for step in paired(Step(0, len(olds), 0, len(news)), olds, news, self.stopwatch):
            was, now = (
                _text(olds, step.old_start, step.old_end),
                _text(news, step.new_start, step.new_end),
            )
            self._write_pair(was, now)

    def _compare(self, old: str, new: str) -> list[Edit]:
        """Compare two texts, two rows of a table cell by cell."""
        if is_row(old) and is_row(new):
            olds, news = split_cells(old), split_cells(new)
            if len(olds) == len(news):
                cells = zip(olds, news, strict=True)
                return [edit for cell in cells for edit in compare(*cell, self.vocabulary, self.stopwatch)]
        return compare(old, new, self.vocabulary, self.stopwatch)


def _with_old_numbers(ops: Sequence[Op], hunks: Sequence[Hunk]) -> list[Op]:
    """Take renumbering back: it modifies no sentence."""
    numbers = {
        index
        for hunk in hunks
        if hunk.kind is HunkKind.RENUMBERED
        for index in range(hunk.first_op, hunk.last_op + 1)
    }
    return [
        replace(op, kind=OpKind.EQUAL) if index in numbers and op.kind is OpKind.INSERT else op
        for index, op in enumerate(ops)
        if index not in numbers or op.kind is not OpKind.DELETE
    ]


def _node(block: Block, kind: OpKind, passage: Passage | None) -> Node:
    if passage is None:
        return Node(kind, block.text)
    return Node(OpKind.MOVE_FROM if kind is OpKind.DELETE else OpKind.MOVE_TO, "", passage)


def _text(blocks: Sequence[Block], start: int, end: int) -> str:
    return "".join(block.text for block in blocks[start:end])


def _count(ops: Sequence[Op], kind: OpKind) -> int:
    return sum(count_words(op.text) for op in ops if op.kind is kind and not op.is_alike)
