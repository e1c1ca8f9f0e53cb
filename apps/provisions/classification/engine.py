"""Says what clauses are about."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from apps.provisions.classification.cues import shown, topics_shown
from apps.provisions.classification.grams import Floats, Grams, grams
from apps.provisions.classification.model import Model, read_model
from apps.provisions.classification.scoring import Head, columns, probabilities, scores
from apps.provisions.classification.types import Basis, Judgement, TopicFound
from apps.provisions.taxonomy import read_taxonomy

CLASSIFIER_VERSION: Final = 2

# Clauses taken at once: enough to spread the cost of a step, few enough to stay small in memory.
_BATCH: Final = 128
# The head that tells topics apart, and knows finer kinds of each.
_TOPICS: Final = "topics"
# What a cue alone is worth: its wording was written by people and checked by reading, not measured.
_CUE_CONFIDENCE: Final = 0.7


def judge(scheme: str, texts: Sequence[str], model: Model | None = None) -> list[Judgement]:
    """Return what the head of a scheme (unfair, topics or ai) says of each text. Raises `KeyError`, `ModelError`."""
    head = (model or read_model()).heads[scheme]
    return [judgement for batch in _batches(texts) for judgement in _judged(head, batch, grams(batch))]


def classify(
    texts: Sequence[str], model: Model | None = None, *, floor: float = 1.0
) -> list[tuple[TopicFound, ...]]:
    """Return the topics of each text, the surest first; none where nothing is sure enough to say.

    With a `floor`, a text without a sure topic gets its likeliest one if that is at least so probable, for those
    who show how sure they are.
    """
    used = model or read_model()
    return [found for batch in _batches(texts) for found in _found(used, batch, floor)]


def meanings(texts: Sequence[str], model: Model | None = None) -> Floats:
    """Return a row of length one for each text: how much it sounds like each topic and each finer kind of clause.

    The product of two rows is 1 for texts that say the same kind of thing, and about 0 where one tells nothing of the other.
    """
    head = (model or read_model()).heads[_TOPICS]
    rows = [np.zeros((0, len(head.scale)), dtype=np.float32)]
    rows += [columns(head, grams(batch)) for batch in _batches(texts)]
    raw = np.concatenate(rows)
    lengths = np.linalg.norm(raw, axis=1, keepdims=True)
    return np.asarray(raw / np.where(lengths, lengths, 1), dtype=np.float32)


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), _BATCH):
        yield texts[start : start + _BATCH]


def _found(model: Model, batch: Sequence[str], floor: float) -> list[tuple[TopicFound, ...]]:
    counted = grams(batch)
    confidence: list[dict[str, float]] = [{} for _ in batch]
    for scheme, head in model.heads.items():
        for surest, judgement in zip(confidence, _judged(head, batch, counted), strict=True):
            for label in judgement.labels or _likeliest(head, judgement, floor):
                for topic in read_taxonomy().topics_of(scheme, label)[:1]:
                    surest[topic] = max(surest.get(topic, 0.0), judgement.scores[label])

    learned = _learned(model)
    return [
        _ordered(surest, [topic for topic in topics_shown(text) if topic not in learned])
        for surest, text in zip(confidence, batch, strict=True)
    ]


def _likeliest(head: Head, judgement: Judgement, floor: float) -> Sequence[str]:
    label, chance = next(iter(judgement.scores.items()))
    return [label] if head.exclusive and chance >= floor else []


def _learned(model: Model) -> set[str]:
    topics_of = read_taxonomy().topics_of
    return {topics_of(scheme, label)[0] for scheme, head in model.heads.items() for label in head.labels}


def _ordered(by_model: dict[str, float], by_cue: Sequence[str]) -> tuple[TopicFound, ...]:
    found = [TopicFound(topic, confidence, Basis.MODEL) for topic, confidence in by_model.items()]
    found += [TopicFound(topic, _CUE_CONFIDENCE, Basis.CUE) for topic in by_cue]
    return tuple(sorted(found, key=lambda one: (-one.confidence, one.topic)))


def _judged(head: Head, batch: Sequence[str], counted: Grams) -> list[Judgement]:
    signs = shown(batch, head.cues) if head.cues else None
    chances = probabilities(head, scores(head, counted, signs))
    order = np.argsort(-chances, axis=1, kind="stable")
    falling = np.take_along_axis(chances, order, axis=1)
    is_given = falling >= head.threshold[order]
    rows = zip(order.tolist(), falling.tolist(), is_given.tolist(), strict=True)
    return [_judgement(head, *row) for row in rows]


def _judgement(
    head: Head, order: Sequence[int], falling: Sequence[float], is_given: Sequence[bool]
) -> Judgement:
    labels = [head.labels[place] for place in order]
    given = tuple(label for label, sure in zip(labels, is_given, strict=True) if sure)
    return Judgement(given[:1] if head.exclusive else given, dict(zip(labels, falling, strict=True)))
