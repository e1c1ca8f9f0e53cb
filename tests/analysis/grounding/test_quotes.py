# ruff: noqa: RUF001  (marks as they are printed are what this is about)
"""Quotations are the words that are cited, whole."""

import pytest

from apps.analysis.grounding.quotes import cuts_word, is_quoted_from, is_unclosed, split
from apps.analysis.grounding.wording import Wording

SPAN = Wording(
    "You agree that **the Services** are provided “as is”, and we may end\nyour [account](https://a.example) at any time."
)


@pytest.mark.parametrize(
    "quotation",
    [
        "the Services are provided",
        "**the Services** are provided",
        "provided 'as is', and",
        "we may end your account at any time",
        "we may end your account at any time.",
        "your account at any time,",
        "You agree … at any time",
        "we may end [...] at any time",
    ],
)
def test_words_of_the_span_are_quoted_from_it(quotation: str) -> None:
    assert is_quoted_from(quotation, [SPAN])


@pytest.mark.parametrize(
    "quotation",
    [
        "we may terminate your account",
        "e may end",
        "at any tim",
        "at any time … You agree",
        "You Agree that",
        "",
        "…",
        ".",
    ],
)
def test_other_words_are_not(quotation: str) -> None:
    assert not is_quoted_from(quotation, [SPAN])


def test_each_kind_of_mark_quotes() -> None:
    own, quoted = split(
        "It's a ‘limited licence’, users' data isn't “sold”, «kept» or \"used\" 'for ever' by us"
    )

    assert quoted == ["limited licence", "sold", "kept", "used", "for ever"]
    assert "sold" not in own
    assert not is_unclosed(own)


@pytest.mark.parametrize("text", ["It says “at any time.", 'It says "at any time', "at any time” it says"])
def test_a_mark_without_partner_is_seen(text: str) -> None:
    assert is_unclosed(split(text)[0])


def test_scripts_without_blanks_are_cut_anywhere() -> None:
    assert cuts_word("account", 3)
    assert not cuts_word("the account", 4)
    assert not cuts_word("利用規約", 2)
