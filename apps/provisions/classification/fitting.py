"""Fits heads: weights, calibration and thresholds. Needs SciPy and scikit-learn, which only training has."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from apps.provisions.classification.grams import Floats, Grams
from apps.provisions.classification.scoring import Vocabulary, Weighted

Groups = NDArray[np.str_]
# SciPy is published without types.
Matrix: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights and bias of each label, and what each example scored without its own group."""

    weights: Floats
    bias: Floats
    held_out: Floats


def vocabulary(counted: Grams, least: tuple[int, ...]) -> Vocabulary:
    """Return the grams that occur in enough clauses, `least` by family, with their inverse document frequency."""
    hashes, places, occurrences = np.unique(counted.hashes, return_inverse=True, return_counts=True)
    families = np.zeros(len(hashes), dtype=np.int64)
    families[places] = counted.families
    enough = occurrences >= np.array(least)[families]
    rarity = np.log((1 + counted.clauses) / (1 + occurrences[enough])) + 1
    return Vocabulary(hashes[enough], rarity.astype(np.float16).astype(np.float32))


def matrix(known: Weighted, width: int) -> Matrix:
    """Return the weighted grams as a sparse matrix, one row a clause."""
    return sp.csr_matrix((known.values, (known.rows, known.columns)), shape=(known.clauses, width))


def joined(features: Matrix, more: Floats) -> Matrix:
    """Return the features with further columns at their right."""
    return sp.hstack([features, sp.csr_matrix(more)]).tocsr()


def fit_ridge(features: Matrix, truth: Floats, groups: Groups, counts: Floats, penalty: float) -> Fit:
    """Fit by least squares; the held-out scores are exact and cost no second fit.

    Leaving out rows g changes their prediction to y_g - (G_gg)^-1 (G y)_g, where G is the inverse of K + penalty / counts.
    """
    kernel = np.asarray((features @ features.T).todense(), dtype=np.float32)
    factor = cho_factor(kernel + np.diag(np.float32(penalty) / counts), lower=True)
    inverse = cho_solve(factor, np.eye(len(kernel), dtype=np.float32))
    dual = inverse @ truth

    held_out = np.zeros_like(truth)
    for group in _named(groups):
        rows = np.flatnonzero(groups == group)
        held_out[rows] = truth[rows] - np.linalg.solve(inverse[np.ix_(rows, rows)], dual[rows])
    return Fit(features.T @ dual, np.zeros(truth.shape[1], dtype=np.float32), held_out)


def fit_margin(features: Matrix, truth: Floats, groups: Groups, sure: Floats, strength: float) -> Fit:
    """Fit each label by a linear support vector machine; `sure` weighs the examples."""
    held_out = np.zeros_like(truth)
    for rest, left_out in folds(groups):
        weights, bias = _margins(features[rest], truth[rest], sure[rest], strength)
        held_out[left_out] = features[left_out] @ weights + bias
    return Fit(*_margins(features, truth, sure, strength), held_out)


def _margins(features: Matrix, truth: Floats, sure: Floats, strength: float) -> tuple[Floats, Floats]:
    weights = np.zeros((features.shape[1], truth.shape[1]), dtype=np.float32)
    bias = np.full(truth.shape[1], -1, dtype=np.float32)
    for label in np.flatnonzero(truth.sum(axis=0) > 1):
        machine = LinearSVC(C=strength, random_state=0, max_iter=3000)
        machine.fit(features, truth[:, label], sample_weight=sure[:, label] if sure.ndim > 1 else sure)
        weights[:, label], bias[label] = machine.coef_[0], machine.intercept_[0]
    return weights, bias


def folds(groups: Groups, count: int = 8) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield rows to learn from and rows left out, whole groups at a time, the groups dealt in a fixed order.

    Rows of no group are never left out.
    """
    names = np.random.default_rng(7).permutation(_named(groups))
    for part in range(min(count, len(names))):
        is_left_out = np.isin(groups, names[part::count])
        yield np.flatnonzero(~is_left_out), np.flatnonzero(is_left_out)


def _named(groups: Groups) -> Groups:
    names = np.unique(groups)
    return np.asarray(names[names != ""])


def temperature(raw: Floats, truth: Floats) -> float:
    """Return the slope under which the softmax of the scores loses least."""
    right = truth.argmax(axis=1)

    def loss(slope: float) -> float:
        logits = raw * slope
        top = logits.max(axis=1, keepdims=True)
        totals = np.log(np.exp(logits - top).sum(axis=1)) + top[:, 0]
        return float(np.mean(totals - logits[np.arange(len(right)), right]))

    return float(minimize_scalar(loss, bounds=(0.5, 30), method="bounded").x)


def sigmoid(raw: Floats, truth: Floats) -> tuple[float, float]:
    """Return slope and offset of the logistic curve that fits one label's scores; the slope is never negative."""
    if truth.sum() < 2:  # noqa: PLR2004 - one example draws no curve
        return 1.0, 0.0
    curve = LogisticRegression(C=10).fit(raw[:, None], truth)
    return max(float(curve.coef_[0, 0]), 0.1), float(curve.intercept_[0])


def best_threshold(raw: Floats, truth: Floats) -> float:
    """Return the score above which the label's F1 is greatest."""
    order = np.argsort(-raw, kind="stable")
    found = np.cumsum(truth[order])
    f1 = 2 * found / (np.arange(1, len(order) + 1) + truth.sum())
    place = int(np.argmax(f1[:-1]))
    return float((raw[order[place]] + raw[order[place + 1]]) / 2)


def common_threshold(raw: Floats, truth: Floats) -> float:
    """Return the one score above which the mean F1 of all labels is greatest."""
    lowest = min(0.9, 1 - 1.5 * float(truth.mean()))  # some way below where as many are given as are true
    candidates = np.linspace(np.quantile(raw, lowest), np.quantile(raw, 0.999), 60)

    def mean_f1(threshold: float) -> float:
        given = raw > threshold
        return float(np.mean(2 * (given & (truth > 0)).sum(axis=0) / (given.sum(axis=0) + truth.sum(axis=0))))

    return float(max(candidates, key=mean_f1))
