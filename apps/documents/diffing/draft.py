"""The draft of a redline: what stays, goes and comes in one order, with moved passages as nodes of their own."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from apps.documents.diffing.stopwatch import Stopwatch
from apps.documents.diffing.tokens import Edit, Vocabulary, compare, composed
from apps.documents.diffing.types import Op, OpKind
from apps.documents.diffing.words import count_words


@dataclass(slots=True, eq=False)
class Passage:
    """Hold a moved passage as the edits between what it was and what it became."""

    edits: Sequence[Edit]
    number: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """Carry an edit, or one end of a moved passage, which then has no text of its own."""

    kind: OpKind
    text: str
    passage: Passage | None = None
    is_alike: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """Name a part of a node's text by the index of the node and two offsets."""

    node: int
    start: int
    end: int


def nodes_of(edits: Iterable[Edit]) -> list[Node]:
    """Make nodes of edits; what is gone and what came in its place are marked where both read the same."""
    nodes = [Node(kind, text) for kind, text in edits]
    for index, (gone, come) in enumerate(pairwise(nodes)):
        is_replaced = (gone.kind, come.kind) == (OpKind.DELETE, OpKind.INSERT)
        if is_replaced and composed(gone.text) == composed(come.text):
            nodes[index : index + 2] = replace(gone, is_alike=True), replace(come, is_alike=True)
    return nodes


def joined(nodes: Iterable[Node]) -> list[Node]:
    """Join neighbours of one kind, the ends of moved passages left as they are."""
    runs = groupby(nodes, key=lambda node: (node.kind, id(node) if node.passage or node.is_alike else 0))
    found: list[Node] = []
    for (kind, _), run in runs:
        first, *others = run
        found.append(
            Node(kind, "".join(node.text for node in (first, *others)), first.passage, first.is_alike)
        )
    return found


def have_words_in_common(edits: Iterable[Edit]) -> bool:
    """Say whether words stay; an address alone is none, as texts that name it may have nothing else in common."""
    return count_words("".join(text for kind, text in edits if kind is OpKind.EQUAL)) > 0


def carried(
    nodes: Sequence[Node], moves: Iterable[tuple[Cut, Cut]], vocabulary: Vocabulary, stopwatch: Stopwatch
) -> list[Node]:
    """Make moved passages of pairs of parts, each of something gone and of something come."""
    parts: defaultdict[int, list[tuple[Cut, Passage]]] = defaultdict(list)
    for left, arrived in moves:
        was = nodes[left.node].text[left.start : left.end]
        is_now = nodes[arrived.node].text[arrived.start : arrived.end]
        edits = compare(was, is_now, vocabulary, stopwatch)
        if have_words_in_common(edits):
            passage = Passage(edits)
            parts[left.node].append((left, passage))
            parts[arrived.node].append((arrived, passage))
    return [
        piece
        for index, node in enumerate(nodes)
        for piece in (_pieces(node, parts[index]) if index in parts else (node,))
    ]


def _pieces(node: Node, parts: Iterable[tuple[Cut, Passage]]) -> Iterator[Node]:
    end = OpKind.MOVE_FROM if node.kind is OpKind.DELETE else OpKind.MOVE_TO
    at = 0
    for cut, passage in sorted(parts, key=lambda part: part[0].start):
        if at < cut.start:
            yield Node(node.kind, node.text[at : cut.start])
        yield Node(end, "", passage)
        at = cut.end
    if at < len(node.text):
        yield Node(node.kind, node.text[at:])


def number(nodes: Sequence[Node]) -> None:
    """Number the passages by where they left; those that stayed neighbours share a number."""
    before: dict[Passage, Passage | None] = {}
    for prior, node in zip([None, *nodes], nodes, strict=False):
        if node.passage and node.kind is OpKind.MOVE_TO:
            before[node.passage] = prior.passage if prior and prior.kind is node.kind else None
    count = 0
    last: Passage | None = None
    for node in nodes:
        passage = node.passage if node.kind is OpKind.MOVE_FROM else None
        if passage:
            count += last is None or before[passage] is not last
            passage.number = count
        last = passage


def written(nodes: Iterable[Node], detailed: OpKind) -> tuple[Op, ...]:
    """Give the operations, the edits inside moved passages at that end of them."""
    runs = groupby(_ops(nodes, detailed), key=lambda op: (op.kind, op.move, op.is_alike))
    return tuple(
        Op(kind, "".join(op.text for op in run), move, is_alike) for (kind, move, is_alike), run in runs
    )


def _ops(nodes: Iterable[Node], detailed: OpKind) -> Iterator[Op]:
    for node in nodes:
        if node.passage is None:
            yield Op(node.kind, node.text, is_alike=node.is_alike)
            continue
        for kind, text in node.passage.edits:
            if kind is OpKind.EQUAL:
                yield Op(node.kind, text, node.passage.number)
            elif node.kind is detailed:
                yield Op(kind, text)
