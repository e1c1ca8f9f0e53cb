"""Reflow: words that only crossed a break, where a paragraph or a line of a PDF was cut at another place."""

from collections.abc import Sequence

from apps.documents.diffing.draft import Node, nodes_of
from apps.documents.diffing.stopwatch import Stopwatch
from apps.documents.diffing.tokens import Vocabulary, compare
from apps.documents.diffing.types import OpKind
from apps.documents.diffing.words import count_words

CELL_BORDER = "|"  # rows of a table are not cut at another place
ALL_KINDS = 3  # something gone, something come, and the break between them that stayed


def reflowed(nodes: Sequence[Node], vocabulary: Vocabulary, stopwatch: Stopwatch) -> list[Node]:
    """Compare anew, as one text, edits that only breaks part, where that leaves fewer words changed."""
    found: list[Node] = []
    at = 0
    while at < len(nodes):
        end = _window(nodes, at)
        window = nodes[at:end]
        if len({node.kind for node in window}) == ALL_KINDS and stopwatch.left():
            old = "".join(node.text for node in window if node.kind is not OpKind.INSERT)
            new = "".join(node.text for node in window if node.kind is not OpKind.DELETE)
            again = nodes_of(compare(old, new, vocabulary, stopwatch))
            found += again if _changed(again) < _changed(window) else window
        else:
            found += window
        at = end
    return found


def _window(nodes: Sequence[Node], start: int) -> int:
    """Give where the edits that begin at a node end, a break between two of them included."""
    end = start + 1
    at = start
    while at < len(nodes) and nodes[at].passage is None:
        if nodes[at].kind is not OpKind.EQUAL:
            end = at + 1
        elif at == start or any(letter.isalnum() or letter == CELL_BORDER for letter in nodes[at].text):
            break
        at += 1
    return end


def _changed(nodes: Sequence[Node]) -> int:
    return sum(count_words(node.text) for node in nodes if node.kind is not OpKind.EQUAL)
