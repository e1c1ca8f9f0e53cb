"""Amounts in any notation are one amount, and others are others."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.analysis.grounding.amounts import counted
from apps.analysis.grounding.bounds import is_other_bound
from apps.analysis.grounding.numerals import in_figures
from apps.analysis.grounding.wording import Wording


def bears(cited: str, said: str) -> bool:
    offered, prose = Wording(cited), Wording(said)
    stated = counted(prose.amounts, prose.words)
    assert stated, said
    return all(offered.amounts.bears(amount) for amount in stated)


@pytest.mark.parametrize(
    ("cited", "said"),
    [
        ("thirty (30) days", "30 days"),
        ("UpdatedJanuary 5, 2026You must", "5 January 2026"),
        ("last updated 2026-03-04Terms", "4 March 2026"),
        ("30 days", "thirty days"),
        ("within 30 calendar days' notice", "a 30-day notice"),
        ("twelve (12) months", "one year"),
        ("12 months", "twelve months"),
        ("one-year terms", "12 months"),
        ("six months' notice", "half a year"),
        ("24 hours", "one day"),
        ("14 days", "two weeks"),
        ("US$1,000,000", "$1 million"),
        ("one hundred dollars ($100)", "100 US dollars"),
        ("$0.30", "30 cents"),
        ("99.9 %", "99.9%"),
        ("fifty percent", "50 per cent"),
        ("November 23, 2026", "23 Nov 2026"),
        ("2026-11-23", "the 23rd of November 2026"),
        ("23 November 2026", "November 2026"),
        ("11/23/2026", "23 Nov 2026"),
        ("30 or 60 days", "30 days"),
        ("ISO 27001 and SOC 2", "SOC 2"),
        ("at least 13 years old", "13"),
    ],
)
def test_another_notation_is_the_same_amount(cited: str, said: str) -> None:
    assert bears(cited, said)


@pytest.mark.parametrize(
    ("cited", "said"),
    [
        ("30 days", "60 days"),
        ("30 days", "30 months"),
        ("10 business days", "10 days"),
        ("10 days", "10 business days"),
        ("30 days", "one month"),
        ("$100", "€100"),
        ("US$100", "AUD 100"),
        ("10 %", "10 dollars"),
        ("23 November 2026", "24 November 2026"),
        ("November 2026", "23 November 2026"),
        ("two of them", "three parties"),
        ("SOC 2", "SOC 3"),
    ],
)
def test_another_amount_is_not(cited: str, said: str) -> None:
    assert not bears(cited, said)


@pytest.mark.parametrize(
    "text", ["one of the parties", "two sides of it", "you may find 14 reasons"[:12], "a third party"]
)
def test_words_that_count_nothing_are_no_amounts(text: str) -> None:
    prose = Wording(text)

    assert counted(prose.amounts, prose.words) == []


@pytest.mark.parametrize(
    ("said", "cited", "expected"),
    [
        ("at most 14 days", "at least 14 days", True),
        ("at least 48 hours", "within 48 hours", True),
        ("up to 14 days", "no more than 14 days", False),
        ("within 14 days", "at least 14 days", False),
        ("14 days", "at least 14 days", False),
        ("at least two years", "up to two years", True),
        ("no later than 7 days before the end", "at least 7 days before the end", False),
        ("no later than 7 days before the end", "at most 7 days before the end", True),
        ("under 13 years of age", "at least 13 years old", False),
    ],
)
def test_at_least_is_not_at_most(said: str, cited: str, expected: bool) -> None:
    prose = Wording(said)

    assert is_other_bound(prose.amounts.found[0], prose.amounts, [Wording(cited).amounts]) is expected


@given(st.integers(1, 999_999))
def test_separators_change_nothing(number: int) -> None:
    assert Wording(f"{number:,} requests").amounts.numbers == {Decimal(number)}


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    wording = Wording(text)

    assert wording.amounts.figures is not None
    assert in_figures(wording.lowered, wording.words) == in_figures(wording.lowered, wording.words)
