"""A linear model over grams, and how its scores become probabilities."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from apps.provisions.classification.grams import FAMILIES, Floats, Grams, Hashes, Indices


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The grams a model knows, sorted by hash, each with its rarity; `unknown` is that of all others.

    Unknown grams weigh nothing, but where their rarity is not zero they count in the length of their clause: what is said
    in words never seen is said with less certainty.
    """

    hashes: Hashes
    rarity: Floats
    unknown: float = 0.0


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
    is given where its probability reaches the threshold. `weights` are whole numbers, to be multiplied by the `scale` of
    their column. Columns beyond the labels are finer kinds of clauses: `kinds` are the labels that each of them belongs
    to, in their order, and a label scores what it scores by itself and what the best of its kinds does.
    """

    labels: tuple[str, ...]
    exclusive: bool
    vocabulary: Vocabulary
    weights: NDArray[np.int8]
    scale: Floats
    bias: Floats
    slope: Floats
    offset: Floats
    threshold: Floats
    cues: tuple[str, ...] = ()
    cue_weights: Floats | None = None
    kinds: tuple[int, ...] = ()


def weighted(counted: Grams, vocabulary: Vocabulary) -> Weighted:
    """Return the grams the vocabulary knows, weighed by how often they occur here and how rarely elsewhere."""
    places = np.searchsorted(vocabulary.hashes, counted.hashes)
    places[places == len(vocabulary.hashes)] = 0
    known = vocabulary.hashes[places] == counted.hashes if len(vocabulary.hashes) else np.zeros(0, bool)
    rarity = np.where(known, vocabulary.rarity[places], vocabulary.unknown)
    values = (1 + np.log(counted.counts)) * rarity
    groups = counted.rows * FAMILIES + counted.families
    lengths = np.bincount(groups, weights=values * values, minlength=counted.clauses * FAMILIES)
    values = values[known] / np.sqrt(lengths[groups[known]] * FAMILIES)
    rows, columns = counted.rows[known], places[known]
    order = np.argsort(rows, kind="stable")
    return Weighted(rows[order], columns[order], values[order].astype(np.float32), counted.clauses)


def scores(head: Head, counted: Grams, signs: Floats | None = None) -> Floats:
    """Return the raw score of each clause for each label; `signs` says which of the head's cues it shows."""
    total = with_kinds(columns(head, counted), head.kinds)
    return total if signs is None or head.cue_weights is None else total + signs @ head.cue_weights


def columns(head: Head, counted: Grams) -> Floats:
    """Return the raw score of each clause for each label, and at the right for each finer kind, taken by itself."""
    known = weighted(counted, head.vocabulary)
    total = np.zeros((known.clauses, len(head.scale)), dtype=np.float32)
    bounds = np.searchsorted(known.rows, np.arange(known.clauses + 1))
    # One clause at a time: its grams' weights fit into the processor's cache, a batch's do not.
    for clause, (start, end) in enumerate(pairwise(bounds.tolist())):
        weights = head.weights[known.columns[start:end]].astype(np.float32)
        total[clause] += known.values[start:end] @ weights
    return np.asarray(total * head.scale + head.bias, dtype=np.float32)


def with_kinds(raw: Floats, kinds: Sequence[int]) -> Floats:
    """Return the scores of labels, the columns of their finer kinds at the right taken in."""
    if not kinds:
        return raw
    labels = raw.shape[1] - len(kinds)
    begins = np.searchsorted(kinds, np.arange(labels))
    best = np.maximum.reduceat(raw[:, labels:], begins, axis=1)
    return np.asarray(raw[:, :labels] + best, dtype=np.float32)


def whole_numbers(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Return the weights as whole numbers from -127 to 127, and the scale of each column."""
    scale = np.abs(weights).max(axis=0, initial=0).astype(np.float32) / 127
    scale[scale == 0] = 1
    return np.rint(weights / scale).astype(np.int8), scale


def probabilities(head: Head, raw: Floats) -> Floats:
    """Return calibrated probabilities; higher raw scores never give lower ones."""
    logits = raw * head.slope + head.offset
    if not head.exclusive:
        return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)
