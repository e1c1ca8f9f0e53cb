"""Passages: sentences and runs of words that left one paragraph and stand in another."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from apps.documents.diffing.blocks import Block, split_sentences
from apps.documents.diffing.draft import Cut, Node
from apps.documents.diffing.moves import find_moves
from apps.documents.diffing.stopwatch import Stopwatch
from apps.documents.diffing.tokens import Vocabulary
from apps.documents.diffing.types import OpKind

LEAST_RUN = 8  # words in a row, found once in what is gone and once in what came
BAR = "|"  # of a table: no run crosses from cell to cell, nor into the target of a link
LINK_START = "]("
LEAST_LETTERS = 40  # in them: fewer are a phrase, not a passage

Cuts = list[tuple[Cut, Cut]]


@dataclass(slots=True)
class _Side:
    blocks: list[Block] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    def add(self, node: int, text: str, vocabulary: Vocabulary) -> None:
        """Add the sentences of a node, and after them an empty block: the next node's are no neighbours."""
        at = 0
        for sentence in split_sentences(text, vocabulary):
            self.places.append(len(self.blocks))
            self.blocks.append(sentence)
            self.cuts.append(Cut(node, at, at + len(sentence.text)))
            at += len(sentence.text)
        self.blocks.append(Block("", vocabulary))
        self.cuts.append(Cut(node, at, at))


def moved_sentences(nodes: Sequence[Node], vocabulary: Vocabulary, stopwatch: Stopwatch) -> Cuts:
    """Pair the sentences among what is gone with those they became among what came."""
    gone, come = _Side(), _Side()
    for index, node in enumerate(nodes):
        if node.kind in {OpKind.DELETE, OpKind.INSERT} and not node.is_alike:
            (gone if node.kind is OpKind.DELETE else come).add(index, node.text, vocabulary)
    moves = find_moves(gone.places, come.places, (gone.blocks, come.blocks), stopwatch)
    return [(gone.cuts[move.old], come.cuts[move.new]) for move in moves]


class _Words:
    """Hold the words of all nodes of a kind, one code point each; no run of them crosses from node to node."""

    def __init__(self, nodes: Sequence[Node], kind: OpKind, vocabulary: Vocabulary) -> None:
        codes: list[str] = []
        self._places: list[tuple[int, int, int]] = []  # node, start, end
        for index, node in enumerate(nodes):
            if node.kind is not kind or node.is_alike:
                continue
            at = 0
            before = ""
            was_border = False
            for token in vocabulary.tokens_of(node.text):
                is_border = token == BAR or (before + token == LINK_START)
                before = token
                if token[0].isalnum() or (is_border and not was_border):
                    was_border = is_border
                    codes.append(vocabulary[f"{kind} {index} {at}" if is_border else token.casefold()])
                    self._places.append((index, at, at + len(token)))
                at += len(token)
            codes.append(vocabulary[f"{kind} {index}"])
            self._places.append((index, at, at))
        self.codes = "".join(codes)

    def runs(self) -> Iterator[tuple[int, str]]:
        return ((at, self.codes[at : at + LEAST_RUN]) for at in range(len(self.codes) - LEAST_RUN + 1))

    def cut(self, start: int, size: int) -> Cut:
        node, first, _ = self._places[start]
        return Cut(node, first, self._places[start + size - 1][2])


def moved_runs(nodes: Sequence[Node], vocabulary: Vocabulary, stopwatch: Stopwatch) -> Cuts:
    """Pair the runs of words found once in what is gone and once in what came, the longest first."""
    if not vocabulary.holds(sum(len(node.text) for node in nodes if node.kind is not OpKind.EQUAL)):
        return []
    gone, come = _Words(nodes, OpKind.DELETE, vocabulary), _Words(nodes, OpKind.INSERT, vocabulary)
    runs = sorted(_common_runs(gone, come), reverse=True)
    taken_old, taken_new = bytearray(len(gone.codes)), bytearray(len(come.codes))
    found: Cuts = []
    for size, i, j in runs:
        if not stopwatch.left() or any(taken_old[i : i + size]) or any(taken_new[j : j + size]):
            continue
        taken_old[i : i + size] = taken_new[j : j + size] = bytes([1]) * size
        found.append((gone.cut(i, size), come.cut(j, size)))
    return [
        (left, arrived)
        for left, arrived in found
        if _letters(nodes[left.node].text[left.start : left.end]) >= LEAST_LETTERS
    ]


def _common_runs(gone: _Words, come: _Words) -> Iterator[tuple[int, int, int]]:
    """Give size, old and new index of each longest run that holds a shorter one found once on either side."""
    counts = Counter(run for _, run in gone.runs())
    places = {run: at for at, run in gone.runs() if counts[run] == 1}
    again = Counter(run for _, run in come.runs() if run in places)
    old, new = gone.codes, come.codes
    reached = 0, 0  # diagonal and new index up to which the last run goes
    for j, run in come.runs():
        i = places.get(run)
        if i is None or again[run] > 1 or (reached[0] == j - i and j < reached[1]):
            continue
        before = 0
        while before < min(i, j) and old[i - before - 1] == new[j - before - 1]:
            before += 1
        size = LEAST_RUN
        while i + size < len(old) and j + size < len(new) and old[i + size] == new[j + size]:
            size += 1
        reached = j - i, j + size
        yield before + size, i - before, j - before


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
