"""A linear model over grams, and how its scores become probabilities."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from apps.provisions.classification.grams import FAMILIES, Floats, Grams, Hashes, Indices


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The grams a model knows, sorted by hash, each with its rarity."""

    hashes: Hashes
    rarity: Floats


@dataclass(frozen=True, slots=True)
class Weighted:
    """Known grams of a run of clauses with their weights; each family of a clause has length one."""

    rows: Indices
    columns: Indices
    values: Floats
    clauses: int


@dataclass(frozen=True, slots=True)
class Head:
    """One question put to a clause: labels, a weight for each gram, and the calibration of each label.

    A head whose labels exclude each other shares one probability among them; else each label has its own. A label
    is given where its probability reaches the threshold.
    """

    labels: tuple[str, ...]
    exclusive: bool
    vocabulary: Vocabulary
    weights: NDArray[np.float16]
    bias: Floats
    slope: Floats
    offset: Floats
    threshold: Floats
    cues: tuple[str, ...] = ()
    cue_weights: Floats | None = None


def weighted(counted: Grams, vocabulary: Vocabulary) -> Weighted:
    """Return the grams the vocabulary knows, weighed by how often they occur here and how rarely elsewhere."""
    places = np.searchsorted(vocabulary.hashes, counted.hashes)
    places[places == len(vocabulary.hashes)] = 0
    known = vocabulary.hashes[places] == counted.hashes if len(vocabulary.hashes) else np.zeros(0, bool)
    rows, columns, families = counted.rows[known], places[known], counted.families[known]

    values = (1 + np.log(counted.counts[known])) * vocabulary.rarity[columns]
    groups = rows * FAMILIES + families
    lengths = np.bincount(groups, weights=values * values, minlength=counted.clauses * FAMILIES)
    values = values / np.sqrt(lengths[groups] * FAMILIES)
    order = np.argsort(rows, kind="stable")
    return Weighted(rows[order], columns[order], values[order].astype(np.float32), counted.clauses)


def scores(head: Head, counted: Grams, signs: Floats | None = None) -> Floats:
    """Return the raw score of each clause for each label; `signs` says which of the head's cues it shows."""
    known = weighted(counted, head.vocabulary)
    total = np.tile(head.bias, (known.clauses, 1))
    bounds = np.searchsorted(known.rows, np.arange(known.clauses + 1))
    # One clause at a time: its grams' weights fit into the processor's cache, a batch's do not.
    for clause, (start, end) in enumerate(pairwise(bounds.tolist())):
        weights = head.weights[known.columns[start:end]].astype(np.float32)
        total[clause] += known.values[start:end] @ weights
    return total if signs is None or head.cue_weights is None else total + signs @ head.cue_weights


def probabilities(head: Head, raw: Floats) -> Floats:
    """Return calibrated probabilities; higher raw scores never give lower ones."""
    logits = raw * head.slope + head.offset
    if not head.exclusive:
        return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)
