"""Likeness: how alike two clauses are worded, from 0 to 1.

The mean of three measures that err differently: words in their order, rare words and pairs of words, and parts of words.
What is rare is counted within the clauses at hand, so that a phrase of every clause of a document says nothing.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise, product

from rapidfuzz.distance import Indel

from apps.documents.diffing.blocks import Block
from apps.documents.diffing.pairing import likely
from apps.documents.diffing.tokens import TOKEN, Vocabulary
from apps.provisions.matching.types import Clause
from apps.provisions.segmentation.reading import visible, without_number

SAME_HEADINGS = 0.05  # added where both stand under the same heading
HARDLY = 0.35  # below it, words and rare words together leave no hope of a match
FEW_PAIRS = 2_500  # each of which is compared
LONGEST = 4_000  # characters of a clause that are compared by parts of words
SHORTEST_PART, LONGEST_PART = 3, 5  # letters

Vector = dict[str, float]


class Wordings:
    """Hold the clauses of two versions that are to be compared, each under its place in its version."""

    def __init__(self, old: Mapping[int, Clause], new: Mapping[int, Clause]) -> None:
        self._clauses = [*old.values(), *new.values()]
        self._texts = [_compared(clause.text) for clause in self._clauses]
        vocabulary = Vocabulary()
        self._blocks = [Block(text, vocabulary) for text in self._texts]
        self._old = {place: at for at, place in enumerate(old)}
        self._new = {place: at for at, place in enumerate(new, len(old))}

    def twins(self) -> Iterator[tuple[list[int], list[int]]]:
        """Give the places of old and of new clauses of the same words, all that are the same together."""
        olds: defaultdict[str, list[int]] = defaultdict(list)
        news: defaultdict[str, list[int]] = defaultdict(list)
        for places, found in ((self._old, olds), (self._new, news)):
            for place, at in places.items():
                found[self._blocks[at].key].append(place)
        yield from ((mine, news[key]) for key, mine in olds.items() if key in news)

    def likely(self, olds: Sequence[int], news: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Give the pairs worth comparing: all if they are few, else those that share rarer phrases."""
        if len(olds) * len(news) <= FEW_PAIRS:
            yield from product(olds, news)
            return
        old, new = [self._blocks[self._old[i]] for i in olds], [self._blocks[self._new[j]] for j in news]
        yield from ((olds[i], news[j]) for i, j in likely(range(len(old)), range(len(new)), old, new))

    def score(self, old: int, new: int, *, least: float = 0.0) -> float:
        """Compare two clauses; anything below `least` may be given as 0."""
        i, j = self._old[old], self._new[new]
        if self._blocks[i].key == self._blocks[j].key:
            return 1.0
        order: float = Indel.normalized_similarity(self._blocks[i].words, self._blocks[j].words)
        rare = _cosine(self._rare[i], self._rare[j])
        if least and order + rare < HARDLY:
            return 0.0
        mean = (order + rare + _cosine(self._parts[i], self._parts[j])) / 3
        heading = self._clauses[i].path[-1:]
        return min(1.0, mean + SAME_HEADINGS * bool(heading and heading == self._clauses[j].path[-1:]))

    @cached_property
    def _rare(self) -> list[Vector]:
        return _weighed([_words_and_pairs(text) for text in self._texts])

    @cached_property
    def _parts(self) -> list[Vector]:
        return _weighed([_parts_of_words(text) for text in self._texts])


def _compared(text: str) -> str:
    shown = visible(text)
    return without_number(shown) or shown


def _words(text: str) -> list[str]:
    return [token for token in TOKEN.findall(text.casefold()) if token[0].isalnum()]


def _words_and_pairs(text: str) -> Counter[str]:
    words = _words(text)
    return Counter(words) + Counter(f"{left} {right}" for left, right in pairwise(words))


def _parts_of_words(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for word, times in Counter(_words(text[:LONGEST])).items():
        framed = f" {word} "
        for size in range(SHORTEST_PART, LONGEST_PART + 1):
            for at in range(len(framed) - size + 1):
                found[framed[at : at + size]] += times
    return found


def _weighed(counts: Sequence[Counter[str]]) -> list[Vector]:
    """Weigh features by how few clauses have them, and give every clause the same length."""
    spread = Counter(feature for count in counts for feature in count)
    rarity = {feature: 1 + math.log((1 + len(counts)) / (1 + times)) for feature, times in spread.items()}
    return [
        _unit((feature, (1 + math.log(times)) * rarity[feature]) for feature, times in count.items())
        for count in counts
    ]


def _unit(weights: Iterable[tuple[str, float]]) -> Vector:
    vector = dict(weights)
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {feature: weight / length for feature, weight in vector.items()} if length else {}


def _cosine(left: Vector, right: Vector) -> float:
    if len(left) > len(right):
        left, right = right, left
    return sum(weight * right[feature] for feature, weight in left.items() if feature in right)
