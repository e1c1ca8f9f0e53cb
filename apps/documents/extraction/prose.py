"""How much of a page reads like sentences: the measure by which a document is told from what surrounds it."""

from itertools import accumulate
from operator import mul

from .tree import Tree

_SENTENCE = 25  # characters; a shorter run outside a link is as likely a label
_PARAGRAPH = 120  # characters; labels, teasers and slogans are shorter
_LITTLE = 1500  # characters of prose; a page with less is judged by all its text


def unlinked_lengths(tree: Tree) -> list[int]:
    """Return the length of each node's own text, 0 inside links."""
    lengths = list(map(len, tree.texts))
    ends = tree.ends
    links = {look for look, (tag, attrs) in enumerate(tree.elements) if tag == "a" and "href" in attrs}
    for index in tree.places(links):
        lengths[index : ends[index]] = [0] * (ends[index] - index)
    return lengths


def prose_sums(lengths: list[int], kept: bytearray) -> list[int]:
    """Return running sums of the length of kept text that reads like sentences."""
    sums = _sums(lengths, kept, _SENTENCE)
    return sums if sums[-1] > _LITTLE else _sums(lengths, kept, 1)


def paragraphs_length(lengths: list[int], begin: int, end: int) -> int:
    """Return how much of a range is text in runs as long as paragraphs."""
    return sum(length for length in lengths[begin:end] if length >= _PARAGRAPH)


def _sums(lengths: list[int], kept: bytearray, shortest: int) -> list[int]:
    long = [length if length >= shortest else 0 for length in lengths]
    return [0, *accumulate(map(mul, long, kept))]
