"""Makes the three heads of the model from their sets."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from apps.provisions.classification import fitting
from apps.provisions.classification.cues import shown
from apps.provisions.classification.fitting import Fit, Groups, Matrix
from apps.provisions.classification.grams import Floats, Grams, grams
from apps.provisions.classification.scoring import (
    Head,
    Vocabulary,
    probabilities,
    weighted,
    whole_numbers,
    with_kinds,
)
from apps.provisions.classification.sets import Example, topic_of

# The least number of clauses a gram must occur in: words, neighbours, words apart, pieces.
_LEAST_TOPICS = (2, 3, 4, 4)
_LEAST_UNFAIR = (2, 2, 4, 4)
_LEAST_AI = (2, 3, 3, 3)

_PENALTY = 1.0
_STRENGTH_UNFAIR = 1.0
_STRENGTH_AI = 1.0
# With fewer examples than this a label is left to its cue.
_ENOUGH_TO_LEARN = 20
# How far a cue moves a learned label, whose features have length one, and one that is left to it.
_CUE_LENGTH = 0.3
_CUE_ALONE = 4.0
# A topic is named where those named are right this often.
_RIGHT_WHEN_NAMED = 0.9


def unfair_head(examples: Sequence[Example]) -> Head:
    """Fit one sentence classifier per unfair term; calibrate on the corpus the terms come from."""
    labels = sorted({label for example in examples if not example.is_beside for label in example.labels})
    counted, truth, groups = _inputs(examples, labels)
    known = fitting.vocabulary(counted, _LEAST_UNFAIR)
    counts = np.array([example.counts for example in examples], dtype=np.float32)
    fit = fitting.fit_margin(_features(counted, known), truth, groups, counts, _STRENGTH_UNFAIR)

    own = np.array([not example.is_beside for example in examples])
    return _several(labels, known, fit, truth, own)


def topics_head(examples: Sequence[Example]) -> Head:
    """Fit one classifier that chooses among topics, and knows finer kinds of each; calibrate on services left out."""
    labels = sorted({label for example in examples if not example.is_beside for label in example.labels})
    counted, truth, groups = _inputs(examples, labels)
    kinds, of_kind = _kinds(examples, labels)
    known = fitting.vocabulary(counted, _LEAST_TOPICS)
    known = replace(known, unknown=float(known.rarity.max(initial=1)))
    counts = np.array([example.counts for example in examples], dtype=np.float32)
    fit = fitting.fit_ridge(_features(counted, known), np.hstack([truth, of_kind]), groups, counts, _PENALTY)

    own = np.array([not example.is_beside for example in examples])
    raw, truth = with_kinds(fit.held_out, kinds)[own], truth[own]
    slope = fitting.temperature(raw, truth)
    ones = np.ones(len(labels), dtype=np.float32)
    head = _head(labels, known, fit, ones * np.float32(slope), ones * 0, ones, exclusive=True)
    threshold = _selective(probabilities(head, raw), truth)
    return replace(head, threshold=ones * np.float32(threshold), kinds=kinds)


def _kinds(examples: Sequence[Example], labels: Sequence[str]) -> tuple[tuple[int, ...], Floats]:
    """Return the label of each kind, in the labels' order, and which example is of which kind."""
    named = sorted(
        {(labels.index(next(iter(example.labels))), example.kind) for example in examples if example.kind}
    )
    places = {kind: place for place, (_, kind) in enumerate(named)}
    of_kind = np.zeros((len(examples), len(named)), dtype=np.float32)
    for row, example in enumerate(examples):
        if example.kind:
            of_kind[row, places[example.kind]] = 1
    return tuple(label for label, _ in named), of_kind


def ai_head(examples: Sequence[Example]) -> Head:
    """Fit labels with enough examples on grams and cues together; leave the others to their cues."""
    labels = sorted({label for example in examples if not example.is_beside for label in example.labels})
    cues = [topic_of("ai", label) for label in labels]
    counted, truth, groups = _inputs(examples, labels)
    known = fitting.vocabulary(counted, _LEAST_AI)
    signs = shown([example.text for example in examples], cues)
    learned = truth.sum(axis=0) >= _ENOUGH_TO_LEARN

    features = fitting.joined(_features(counted, known), signs * _CUE_LENGTH)
    fit = fitting.fit_margin(features, truth * learned, groups, _balanced(truth), _STRENGTH_AI)
    fit = _left_to_cues(fit, signs, learned, len(known.hashes))
    own = np.array([not example.is_beside for example in examples])
    weights = Fit(fit.weights[: len(known.hashes)], fit.bias, fit.held_out)
    head = _several(labels, known, weights, truth, own)
    return replace(head, cues=tuple(cues), cue_weights=fit.weights[len(known.hashes) :] * _CUE_LENGTH)


def _inputs(examples: Sequence[Example], labels: Sequence[str]) -> tuple[Grams, Floats, Groups]:
    truth = np.array(
        [[label in example.labels for label in labels] for example in examples], dtype=np.float32
    )
    groups = np.array([example.group for example in examples])
    return grams([example.text for example in examples]), truth, groups


def _features(counted: Grams, known: Vocabulary) -> Matrix:
    return fitting.matrix(weighted(counted, known), len(known.hashes))


def _balanced(truth: Floats) -> Floats:
    """Weigh examples so that those with and without a label count the same in total."""
    share = truth.mean(axis=0).clip(1e-3, 1 - 1e-3)
    return np.asarray(np.where(truth > 0, 0.5 / share, 0.5 / (1 - share)), dtype=np.float32)


def _left_to_cues(fit: Fit, signs: Floats, learned: Floats, width: int) -> Fit:
    weights, bias, held_out = fit.weights.copy(), fit.bias.copy(), fit.held_out.copy()
    for label in np.flatnonzero(~learned.astype(bool)):
        weights[:, label] = 0
        weights[width + label, label] = _CUE_ALONE / _CUE_LENGTH
        bias[label] = -_CUE_ALONE / 2
        held_out[:, label] = signs[:, label] * _CUE_ALONE - _CUE_ALONE / 2
    return Fit(weights, bias, held_out)


def _several(labels: Sequence[str], known: Vocabulary, fit: Fit, truth: Floats, judged: Floats) -> Head:
    raw, gold = fit.held_out[judged], truth[judged]
    curves = [fitting.sigmoid(raw[:, place], gold[:, place]) for place in range(len(labels))]
    slope, offset = (np.array(values, dtype=np.float32) for values in zip(*curves, strict=True))
    thresholds = _thresholds(raw, gold)
    limit = (1 / (1 + np.exp(-(thresholds * slope + offset)))).astype(np.float32)
    return _head(labels, known, fit, slope, offset, limit, exclusive=False)


def _thresholds(raw: Floats, gold: Floats) -> Floats:
    """Halve the way from each label's own best threshold to the one best for all: few examples mislead less."""
    common = fitting.common_threshold(raw, gold)
    own = [fitting.best_threshold(raw[:, label], gold[:, label]) for label in range(gold.shape[1])]
    return np.array([(threshold + common) / 2 for threshold in own], dtype=np.float32)


def _selective(chances: Floats, truth: Floats) -> float:
    """Return the least probability at which the topics named are right often enough."""
    top = chances.max(axis=1)
    order = np.argsort(-top, kind="stable")
    right = truth[np.arange(len(truth)), chances.argmax(axis=1)][order]
    often_enough = np.cumsum(right) / np.arange(1, len(right) + 1) >= _RIGHT_WHEN_NAMED
    last = np.flatnonzero(often_enough)
    return float(top[order[last[-1]]]) if len(last) else 1.0


def _head(  # noqa: PLR0913, PLR0917 - the parts of a head, which is made nowhere else
    labels: Sequence[str],
    known: Vocabulary,
    fit: Fit,
    slope: Floats,
    offset: Floats,
    threshold: Floats,
    *,
    exclusive: bool,
) -> Head:
    weights, scale = whole_numbers(fit.weights)
    return Head(
        labels=tuple(labels),
        exclusive=exclusive,
        vocabulary=known,
        weights=weights,
        scale=scale,
        bias=fit.bias.astype(np.float32),
        slope=slope.astype(np.float32),
        offset=offset.astype(np.float32),
        threshold=threshold.astype(np.float32),
    )
