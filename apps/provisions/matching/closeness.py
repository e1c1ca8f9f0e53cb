"""Closeness: of clauses on one topic, those that say the likest of it.

Likeness of words alone finds a clause of the right kind in another document less than half of the time: how sure it is that a
clause is about the topic comes first, then how alike two clauses are in meaning, which tells events beyond control from
a cap on damages, and words decide among those that are as close.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from apps.provisions.matching.likeness import Wordings
from apps.provisions.matching.types import Clause

MEANING_COUNTS = 0.3  # of the likeness of meaning
WORDS_COUNT = 0.5  # of the likeness of words
SAME_KIND_COUNTS = 0.1  # where both stand in documents of one kind
KINSHIP_COUNTS = 0.2  # of all these, beside the confidence in the topic
MOST_READ = 20  # clauses compared by their words, those that would be the closest without them

Meaning = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class OnTopic:
    """Hold a clause's text and meaning, how sure it is that it is about the topic at hand, and the kind of its document."""

    text: str
    meaning: Meaning
    confidence: float
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Close:
    """Say of one of the clauses how sure it is of the topic, and how near it is to the one asked about, from 0 to about 0.9."""

    place: int
    confidence: float
    kinship: float

    @property
    def score(self) -> float:
        return self.confidence + KINSHIP_COUNTS * self.kinship


def closest(asked: OnTopic, others: Sequence[OnTopic]) -> list[Close]:
    """Return the clauses that come closest to the one asked about, the closest first."""
    close = [Close(place, other.confidence, _kinship(asked, other)) for place, other in enumerate(others)]
    read = sorted(close, key=lambda one: -one.score)[:MOST_READ]
    wordings = Wordings({0: Clause(asked.text)}, {one.place: Clause(others[one.place].text) for one in read})
    found = (replace(one, kinship=one.kinship + WORDS_COUNT * wordings.score(0, one.place)) for one in read)
    return sorted(found, key=lambda one: -one.score)


def _kinship(asked: OnTopic, other: OnTopic) -> float:
    """Return how near they are without a look at their words."""
    alike = max(0.0, float(asked.meaning @ other.meaning))
    return MEANING_COUNTS * alike + SAME_KIND_COUNTS * (asked.kind == other.kind)
