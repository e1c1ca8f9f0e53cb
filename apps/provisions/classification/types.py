"""What a classification says."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """What a topic was recognised by."""

    MODEL = "model"
    CUE = "cue"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one head says of a clause: the labels it gives, none if unsure, and every label's probability."""

    labels: tuple[str, ...]
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class TopicFound:
    """A topic of the taxonomy, how sure the classifier is that the clause is about it, and by what."""

    topic: str
    confidence: float
    basis: Basis
