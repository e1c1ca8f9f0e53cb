"""Counting grams is blind to case and spacing, and keeps clauses apart."""

import numpy as np

from apps.provisions.classification.grams import Grams, grams


def of_clause(counted: Grams, clause: int) -> dict[tuple[int, int], float]:
    here = counted.rows == clause
    keys = zip(counted.families[here].tolist(), counted.hashes[here].tolist(), strict=True)
    return dict(zip(keys, counted.counts[here].tolist(), strict=True))


def test_case_punctuation_and_endings_make_no_difference() -> None:
    counted = grams(["We TERMINATE your accounts.", 'we  terminates "your" account'])

    words = [{key for key in of_clause(counted, clause) if key[0] == 0} for clause in (0, 1)]

    assert words[0] == words[1]
    assert len(words[0]) == 4


def test_numbers_count_as_one_word() -> None:
    counted = grams(["within 30 days", "within 60 days"])

    words = [{key for key in of_clause(counted, clause) if key[0] < 3} for clause in (0, 1)]

    assert words[0] == words[1]


def test_order_of_words_makes_a_difference() -> None:
    counted = grams(["users sue providers", "providers sue users"])

    neighbours = [{key for key in of_clause(counted, clause) if key[0] == 1} for clause in (0, 1)]

    assert len(neighbours[0]) == len(neighbours[1]) == 2
    assert not neighbours[0] & neighbours[1]


def test_neighbours_do_not_reach_into_the_next_clause() -> None:
    apart = grams(["alpha", "bravo"])

    assert not (apart.families == 1).any()
    assert not (apart.families == 2).any()


def test_repeated_word_is_counted() -> None:
    counted = of_clause(grams(["notice notice notice"]), 0)

    assert sorted(count for (family, _), count in counted.items() if family == 0) == [3.0]


def test_clause_reads_the_same_alone_and_in_company() -> None:
    clause = "We may change these terms at any time."

    assert of_clause(grams([clause]), 0) == of_clause(grams(["Something else.", clause, ""]), 1)


def test_texts_without_words_have_no_grams() -> None:
    counted = grams(["", "…", "§"])

    assert counted.clauses == 3
    assert len(counted.rows) == 0


def test_hashes_do_not_depend_on_the_process() -> None:
    counted = grams(["law"])

    assert counted.hashes[counted.families == 0].tolist() == [2_216_177_272]
    assert counted.hashes.dtype == np.uint32
