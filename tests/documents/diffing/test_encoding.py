"""Texts whose accents are composed or put after their letters: exact either way, and no word of them rewritten."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.documents.diffing import ChangeKind, as_text, classify, redline, side_by_side
from apps.web.presentation.redlines import View, blocks_of
from tests.documents.diffing.texts import new_of, old_of

FRENCH = "# Conditions générales\n\nLes données à caractère personnel sont protégées.\n\nLe préavis est d’un délai de dix jours."  # noqa: RUF001 - French as it is printed
KOREAN = "# 이용약관\n\n회사는 개인정보를 보호합니다.\n"
WORDS = "données protégées à côté où naïve cœur Ångström 약관 회사는 が ≠ 5€ the fee".split()  # noqa: SIM905 - reads better
FORMS = ("NFC", "NFD")

words = st.builds(
    lambda word, form: unicodedata.normalize(form, word), st.sampled_from(WORDS), st.sampled_from(FORMS)
)
texts = st.lists(
    st.lists(st.one_of(words, st.text("aé\u0301e\u0308 |.\n", max_size=4)), max_size=12).map(" ".join),
    max_size=5,
).map("\n\n".join)


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize("text", [FRENCH, KOREAN, ". \n\u00e9. donn\u00e9es"])
def test_text_encoded_otherwise_is_exact_and_has_no_change(text: str) -> None:
    old, new = decomposed(text), text

    line = redline(old, new)

    assert old != new
    assert (old_of(line), new_of(line)) == (old, new)
    assert (line.hunks, line.words_added, line.words_removed, line.sentences_modified) == ((), 0, 0, 0)
    assert line.words_alike > 0
    assert {op.is_alike for op in line.ops if op.kind != "equal"} == {True}


def test_text_encoded_otherwise_is_editorial_and_weighs_nothing() -> None:
    line = redline(decomposed(FRENCH), FRENCH)

    found = classify(decomposed(FRENCH), FRENCH, line)

    assert (found.kind, found.materiality) == (ChangeKind.EDITORIAL, 0)
    assert found.reasons == ("only the encoding of accents; it reads the same",)


def test_readers_are_told_and_shown_no_rewritten_word() -> None:
    line = redline(decomposed(FRENCH), FRENCH)

    assert (
        as_text(line)
        == "No difference that can be read.\nWords encoded otherwise that read the same, not marked: 7.\n"
    )
    assert blocks_of(line, View.INLINE) == ()
    assert not any(row.changed for row in side_by_side(line))


def test_real_change_beside_words_encoded_otherwise_is_the_only_one_marked() -> None:
    old, new = decomposed(FRENCH), FRENCH.replace("dix jours", "trente jours").replace("sont ", "")

    line = redline(old, new)

    assert (old_of(line), new_of(line)) == (old, new)
    assert (line.words_added, line.words_removed, line.words_alike) == (1, 2, 7)
    marked = as_text(line)
    assert "délai de [-dix-]{+trente+} jours." in marked
    assert "personnel [-sont -]protégées." in marked
    assert classify(old, new, line).kind is ChangeKind.SUBSTANTIVE


def test_cell_encoded_otherwise_is_no_changed_row() -> None:
    head = "| Société | Pays |\n| --- | --- |\n"
    old = decomposed(head + "| Crédit | FR |\n| Générale | FR |\n")
    new = head + "| Crédit | FR |\n| Générale | BE |\n"

    (hunk,) = redline(old, new).hunks

    assert [(row.key, [(cell.column, cell.old, cell.new) for cell in row.cells]) for row in hunk.rows] == [
        ("Générale", [("Pays", "FR", "BE")])
    ]


@settings(deadline=None)
@given(texts, texts)
def test_any_mixture_of_encodings_is_given_back_exactly(old: str, new: str) -> None:
    line = redline(old, new)

    assert (old_of(line), new_of(line)) == (old, new)
    rows = side_by_side(line)
    assert "".join(op.text for row in rows for op in row.old) == old
    assert "".join(op.text for row in rows for op in row.new) == new
    for view in View:
        blocks_of(line, view)
    as_text(line)


@settings(deadline=None)
@given(texts)
def test_encoding_alone_is_never_a_change(text: str) -> None:
    line = redline(unicodedata.normalize("NFD", text), unicodedata.normalize("NFC", text))

    assert (line.hunks, line.words_added, line.words_removed) == ((), 0, 0)
