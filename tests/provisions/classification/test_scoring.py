"""Calibration keeps the order of scores, and cues add to what grams say."""

from dataclasses import replace

import numpy as np
import pytest

from apps.provisions.classification.grams import FAMILIES, Floats, grams
from apps.provisions.classification.scoring import (
    Head,
    Vocabulary,
    probabilities,
    scores,
    weighted,
    whole_numbers,
    with_kinds,
)

TEXTS = ["alpha bravo charlie", "bravo", "nothing known here", ""]


def floats(*values: float) -> Floats:
    return np.array(values, dtype=np.float32)


def vocabulary() -> Vocabulary:
    counted = grams(["alpha bravo charlie"])
    hashes = np.unique(counted.hashes)
    return Vocabulary(hashes, np.ones(len(hashes), dtype=np.float32))


def head(*, exclusive: bool = False) -> Head:
    known = vocabulary()
    weights = np.stack([np.ones(len(known.hashes)), np.zeros(len(known.hashes))], axis=1).astype(np.int8)
    return Head(
        labels=("yes", "no"),
        exclusive=exclusive,
        vocabulary=known,
        weights=weights,
        scale=floats(1, 1),
        bias=floats(-1, 0),
        slope=floats(2, 2),
        offset=floats(0.5, 0.5),
        threshold=floats(0.5, 0.5),
    )


def test_families_of_a_clause_have_equal_length() -> None:
    counted = grams(TEXTS[:1])
    known = weighted(counted, vocabulary())

    families = {int(key): family for key, family in zip(counted.hashes, counted.families, strict=True)}
    lengths = np.zeros(FAMILIES)
    for column, value in zip(known.columns, known.values, strict=True):
        lengths[families[int(vocabulary().hashes[column])]] += value * value

    assert lengths == pytest.approx(np.full(FAMILIES, 1 / FAMILIES))


def test_unknown_text_scores_the_bias() -> None:
    raw = scores(head(), grams(TEXTS))

    assert raw[2].tolist() == raw[3].tolist() == [-1.0, 0.0]
    assert raw[0, 0] > raw[1, 0] > -1.0


def test_a_clause_scores_the_same_alone_and_in_company() -> None:
    together = scores(head(), grams(TEXTS))
    alone = np.vstack([scores(head(), grams([text])) for text in TEXTS])

    assert together == pytest.approx(alone)


def test_signs_are_added_by_their_weight() -> None:
    with_cues = replace(head(), cues=("a", "b"), cue_weights=np.array([[1, 0], [0, 3]], dtype=np.float32))
    signs = np.array([[1, 0], [0, 1], [1, 1], [0, 0]], dtype=np.float32)

    added = scores(with_cues, grams(TEXTS), signs) - scores(with_cues, grams(TEXTS))

    assert added.tolist() == [[1, 0], [0, 3], [1, 3], [0, 0]]


@pytest.mark.parametrize("exclusive", [True, False])
def test_higher_scores_never_give_lower_probabilities(exclusive: bool) -> None:
    rising = np.stack([np.linspace(-9, 9, 50), np.zeros(50)], axis=1).astype(np.float32)

    chances = probabilities(head(exclusive=exclusive), rising)

    assert (np.diff(chances[:, 0]) >= 0).all()
    assert chances[-1, 0] > 0.9
    assert chances[0, 0] < 0.1


def test_exclusive_labels_share_one_probability() -> None:
    chances = probabilities(head(exclusive=True), floats(3, 1, -400, 400).reshape(2, 2))

    assert chances.sum(axis=1) == pytest.approx([1, 1])
    assert np.isfinite(chances).all()


def test_unknown_grams_count_in_the_length_alone() -> None:
    counted = grams(["alpha bravo charlie", "alpha bravo charlie zulu yankee"])
    strict = replace(vocabulary(), unknown=1.0)

    among_known, beside_unknown = (
        np.bincount(known.rows, weights=known.values**2, minlength=2)
        for known in (weighted(counted, vocabulary()), weighted(counted, strict))
    )

    assert among_known == pytest.approx([1, 1])
    assert beside_unknown[0] == pytest.approx(1)
    assert 0.1 < beside_unknown[1] < 0.9


def test_label_scores_what_it_does_by_itself_and_the_best_of_its_kinds() -> None:
    raw = np.array([[1, 2, 10, 30, 500], [0, 0, 7, -3, -9]], dtype=np.float32)

    assert with_kinds(raw, (0, 0, 1)).tolist() == [[31, 502], [7, -9]]
    assert with_kinds(raw, ()) is raw


def test_weights_as_whole_numbers_are_off_by_half_a_step_at_most() -> None:
    weights = np.random.default_rng(1).normal(size=(50, 3)).astype(np.float32) * floats(1, 100, 0)

    numbers, scale = whole_numbers(weights)

    assert np.abs(numbers * scale - weights).max(axis=0) == pytest.approx(
        [0, 0, 0], abs=float(scale.max()) / 2
    )
    assert np.abs(numbers).max(axis=0).tolist() == [127, 127, 0]
