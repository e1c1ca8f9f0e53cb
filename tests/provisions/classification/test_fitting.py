"""What training computes by a short cut is what the long way gives."""

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="training needs requirements-dev.txt")

from apps.provisions.classification import fitting
from apps.provisions.classification.grams import grams
from apps.provisions.classification.scoring import weighted

TEXTS = [
    "red apple pie",
    "green apple tart",
    "blue sky today",
    "grey sky tonight",
    "red sky pie",
    "blue tart",
]
GROUPS = np.array(["a", "a", "b", "b", "c", "c"])
TRUTH = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [0, 1], [1, 0]], dtype=np.float32)


def features() -> fitting.Matrix:
    counted = grams(TEXTS)
    known = fitting.vocabulary(counted, (1, 1, 1, 1))
    return fitting.matrix(weighted(counted, known), len(known.hashes))


def test_held_out_scores_are_those_of_a_fit_without_the_group() -> None:
    table = features()
    counts = np.array([1, 1, 0.5, 1, 2, 1], dtype=np.float32)
    whole = fitting.fit_ridge(table, TRUTH, GROUPS, counts, 0.7)

    for group in np.unique(GROUPS):
        rest, left_out = (group != GROUPS), np.equal(GROUPS, group)
        alone = fitting.fit_ridge(table[rest], TRUTH[rest], GROUPS[rest], counts[rest], 0.7)
        assert whole.held_out[left_out] == pytest.approx(table[left_out] @ alone.weights, abs=1e-4)


def test_folds_leave_whole_groups_out_once() -> None:
    left_out = [set(GROUPS[rows]) for _, rows in fitting.folds(GROUPS, 3)]

    assert sorted(group for groups in left_out for group in groups) == ["a", "b", "c"]
    for rest, rows in fitting.folds(GROUPS, 2):
        assert not set(GROUPS[rest]) & set(GROUPS[rows])


def test_rows_of_no_group_are_always_learned_from() -> None:
    groups = np.array(["", "a", "", "b"])

    parts = list(fitting.folds(groups, 8))

    assert [rows.tolist() for _, rows in parts] in ([[1], [3]], [[3], [1]])
    assert all({0, 2} <= set(rest.tolist()) for rest, _ in parts)


def test_rare_grams_are_left_out_by_family() -> None:
    counted = grams(["apple pie", "apple tart", "apple"])

    assert len(fitting.vocabulary(counted, (2, 9, 9, 9)).hashes) == 1
    assert len(fitting.vocabulary(counted, (1, 9, 9, 9)).hashes) == 3


def test_rarer_grams_weigh_more() -> None:
    counted = grams(["apple pie", "apple tart", "apple"])
    known = fitting.vocabulary(counted, (1, 9, 9, 9))

    assert known.rarity.min() == pytest.approx(1.0)
    assert (known.rarity > 1.5).sum() == 2


def test_best_threshold_parts_what_can_be_parted() -> None:
    raw = np.array([0.1, 0.9, 0.4, 0.8], dtype=np.float32)

    assert fitting.best_threshold(raw, np.array([0, 1, 0, 1], dtype=np.float32)) == pytest.approx(0.6)


def test_curve_of_a_label_never_falls() -> None:
    misleading = np.array([3, 2, -2, -3], dtype=np.float32)

    slope, _ = fitting.sigmoid(misleading, np.array([0, 0, 1, 1], dtype=np.float32))

    assert slope == 0.1


def test_temperature_is_steeper_where_scores_are_right() -> None:
    truth = np.eye(3, dtype=np.float32)[[0, 1, 2, 0, 1, 2]]
    wrong = truth[[1, 2, 0, 3, 4, 5]]

    assert fitting.temperature(truth, truth) > fitting.temperature(wrong, truth)
