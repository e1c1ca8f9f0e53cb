"""Whatever is read, its proof stands where it is said to."""

import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.provisions.facts import read_clause
from apps.provisions.facts.plain import plain
from apps.provisions.facts.rules import fact_rules, position_rules
from apps.provisions.segmentation import Span

PIECES = [
    "We may change these terms at any time",
    "thirty (30) days' notice",
    "within 12 months",
    "**liable**",
    "US$100",
    "[opt out](https://acme.example/(a))",
    "no@acme.example",
    "\n\n*   ",
    " ",
    ". ",
    "; ",
    "governed by the laws of Ireland",
    "arbitration",
    "\\_",
    "<b>",
    "\u00a0",
    "İ",
    "条",
]
TOPICS = sorted({*fact_rules(), *position_rules()})


@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(string.printable, max_size=8)), max_size=20),
    st.integers(0, 5),
)
def test_quotes_stand_inside_their_clause(pieces: list[str], before: int) -> None:
    clause = "".join(pieces)
    text = f"{'x' * before}{clause}xyz"
    span = Span(before, before + len(clause))

    read = read_clause(text, span, TOPICS)

    for quote in (*(found.quote for found in read.positions), *(found.quote for found in read.facts)):
        assert span.start <= quote.start < quote.end <= span.end
        assert quote.of(text).strip()


@given(st.lists(st.sampled_from(PIECES), max_size=20))
def test_every_character_read_stands_at_its_place(pieces: list[str]) -> None:
    text = "".join(pieces)

    read = plain(text, Span(0, len(text)))

    assert len(read.text) == len(read.places)
    assert list(read.places) == sorted(set(read.places))
    assert all(
        text[place] == letter or text[place].isspace() or not letter.isalnum()
        for letter, place in zip(read.text, read.places, strict=True)
    )


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "*",
        "notice ",
        "we may not ",
        "30 days ",
        "liable to ",
        "a@a.",
        "opt out ",
        "Aa ",
        "a (a",
        "$1,",
        "of the ",
    ],
)
def test_hostile_clauses_are_read_in_time(piece: str) -> None:
    text = piece * 2_000
    started = time.process_time()

    read_clause(text, Span(0, len(text)), TOPICS)

    assert time.process_time() - started < 2.0
