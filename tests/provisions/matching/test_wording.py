import json
import random
import time
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.provisions.matching import Basis, Clause, Link, match_same, match_wordings
from apps.provisions.matching.assignment import assign
from benchmarks import lineage
from tests.provisions.matching.editions import CLOSE, COURT, DATA, FEES

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "lineage"


def clauses(*texts: str) -> list[Clause]:
    return [Clause(text) for text in texts]


def pairs(links: list[Link]) -> set[tuple[int, int]]:
    return {(link.old, link.new) for link in links}


def test_reworded_clause_is_found_among_others() -> None:
    reworded = (
        "We hold what you tell us for ten years, and delete it afterwards unless the law makes us keep it."
    )

    assert pairs(match_wordings(clauses(FEES, DATA), clauses(COURT, reworded, CLOSE))) == {(1, 1)}


def test_number_printed_before_a_clause_does_not_count() -> None:
    assert pairs(match_wordings(clauses(f"4.2 {FEES}"), clauses(DATA, f"5.1 {FEES}"))) == {(0, 1)}


def test_clauses_alike_are_matched_in_their_order() -> None:
    old = clauses(*(f"Number of partners who ask for consent: {number}" for number in (837, 628, 230)))
    new = clauses(*(f"Number of partners who ask for consent: {number}" for number in (840, 631, 229)))

    assert pairs(match_wordings(old, new)) == {(0, 0), (1, 1), (2, 2)}


def test_clause_elsewhere_must_be_more_alike_than_one_in_its_place() -> None:
    loosely = "Your card is charged five euros on the first day of every month by our bank."

    in_place = match_wordings(clauses(COURT, FEES, DATA), clauses(COURT, loosely, DATA))
    elsewhere = match_wordings(clauses(FEES, COURT, DATA), clauses(COURT, DATA, loosely))

    assert (1, 1) in pairs(in_place)
    assert (0, 2) not in pairs(elsewhere)


def test_link_that_is_known_is_left_alone() -> None:
    known = [Link(0, 1, 0.9, Basis.SPANS)]

    assert pairs(match_wordings(clauses(FEES, FEES), clauses(FEES, DATA), known)) == {(1, 0)}


def test_clause_that_comes_back_is_found_by_its_words_alone() -> None:
    ended = clauses(FEES, COURT)

    assert pairs(match_same(ended, clauses(CLOSE, COURT, FEES.replace("five", "six")))) == {(1, 1)}


@given(st.lists(st.text(max_size=30), max_size=8), st.lists(st.text(max_size=30), max_size=8))
def test_no_clause_is_used_twice(old: list[str], new: list[str]) -> None:
    links = match_wordings(clauses(*old), clauses(*new))

    assert len({link.old for link in links}) == len({link.new for link in links}) == len(links)


@given(st.lists(st.text("ab ", min_size=1, max_size=4), max_size=6), st.randoms())
def test_same_clauses_are_all_linked_however_shuffled(texts: list[str], chance: random.Random) -> None:
    shuffled = chance.sample(texts, len(texts))

    links = match_wordings(clauses(*texts), clauses(*shuffled))

    assert all(texts[link.old].split() == shuffled[link.new].split() for link in links)
    assert len(links) == len(texts)


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 3), st.integers(0, 3)),
        st.integers(1, 100).map(lambda n: n / 100),
        max_size=12,
    )
)
def test_assignment_is_the_best_of_all(scores: dict[tuple[int, int], float]) -> None:
    chosen = assign(Link(i, j, score) for (i, j), score in scores.items())

    best = max(sum(scores.get(pair, 0) for pair in enumerate(order)) for order in permutations(range(4)))
    assert sum(link.score for link in chosen) == pytest.approx(best)
    assert len({link.old for link in chosen}) == len({link.new for link in chosen}) == len(chosen)


def test_large_assignment_uses_none_twice() -> None:
    chance = random.Random(1)  # noqa: S311 - test data
    links = [Link(i, j, chance.random()) for i in range(120) for j in chance.sample(range(120), 9)]

    chosen = assign(links)

    assert len({link.old for link in chosen}) == len({link.new for link in chosen}) == len(chosen)
    assert len(chosen) > 90


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (clauses(*["the same words here"] * 2_000), clauses(*["the same words here"] * 1_500)),
        (clauses(*map(str, range(2_000))), clauses(*map(str, range(5_000, 7_000)))),
        (clauses("x y z " * 15_000), clauses("x w z " * 15_000)),
        (clauses("[" * 20_000, "| " * 20_000), clauses("](" * 20_000, "**" * 20_000)),
    ],
    ids=["same", "numbers", "long", "marks"],
)
def test_hostile_clauses_are_matched_in_time(old: list[Clause], new: list[Clause]) -> None:
    started = time.process_time()

    match_wordings(old, new)

    assert time.process_time() - started < 3


def test_adapter_writes_the_pairs_of_each_row(tmp_path: Path) -> None:
    (tmp_path / "index.jsonl").write_text(
        json.dumps({"id": "a", "old": [FEES, DATA], "new": [DATA.replace("two", "ten")]}) + "\n", "utf-8"
    )

    lineage.main(str(tmp_path), str(tmp_path / "out.jsonl"))

    row = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))
    assert (row["id"], row["pairs"], row["seconds"] > 0) == ("a", [[1, 0]], True)


@pytest.mark.shared
def test_paragraphs_of_real_versions_keep_their_identity() -> None:
    if not SHARED.is_dir():
        pytest.skip("the pairs of versions are not beside this checkout")
    gold = kept = deleted = linked = 0
    for line in (SHARED / "index.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        found = pairs(match_wordings(clauses(*row["old"]), clauses(*row["new"])))
        gold += len(row["gold"])
        kept += sum(tuple(pair) in found for pair in row["gold"])
        deleted += len(row["deleted"])
        linked += len(set(row["deleted"]) & {old for old, _ in found})

    assert kept >= 0.98 * gold
    assert linked <= 0.12 * deleted  # read one by one: they had moved and gone on elsewhere
