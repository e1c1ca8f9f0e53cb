import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.documents.publishing.volatile import VolatilePart, learn, steady

TEXT = "# Terms\n\nUpdated 10 minutes ago\n\nWe keep it.\n\n“So good!” says Ann\n\nYou pay.\n"


def test_line_is_known_by_the_words_that_stay() -> None:
    parts = learn(TEXT, TEXT.replace("10 min", "11 min"))

    assert parts == (VolatilePart(pattern="Updated … minutes ago"),)
    assert steady(TEXT, parts) == steady(TEXT.replace("10 min", "48 min"), parts)


def test_line_that_shares_nothing_is_known_by_its_place() -> None:
    parts = learn(TEXT, TEXT.replace("“So good!” says Ann", "Never better, Bob found"))

    assert parts == (VolatilePart(before="We keep it.", after="You pay.", lines=1),)
    assert steady(TEXT, parts) == steady(TEXT.replace("“So good!” says Ann", "Loved, loved"), parts)
    assert steady(TEXT, parts) == steady(TEXT.replace("“So good!” says Ann\n\n", ""), parts)


def test_more_lines_than_were_learned_are_text() -> None:
    parts = learn(TEXT, TEXT.replace("“So good!” says Ann", "Never better, Bob found"))
    assert parts
    changed = TEXT.replace("You pay.", "We may sell it.\n\nYou pay.")

    assert "We may sell it." in steady(changed, parts)


def test_place_at_the_edge_of_the_text() -> None:
    parts = learn("Hello Ann\n\n" + TEXT, "Welcome, dear Bob\n\n" + TEXT)

    assert parts == (VolatilePart(before="", after="# Terms", lines=1),)
    assert steady("Good day\n\n" + TEXT, parts) == steady(TEXT, parts)


def test_too_much_for_noise_is_not_learned() -> None:
    assert learn(TEXT, "Something else entirely. " * 30) is None


def test_clause_that_came_within_the_minute_is_not_learned() -> None:
    assert learn(TEXT, f"{TEXT}\n\nWe may from now on use what you upload to train our models.") is None


def test_line_with_many_gaps_is_text() -> None:
    old = " ".join(f"key{n} {n}" for n in range(12))
    new = " ".join(f"key{n} {n + 50}" for n in range(12))

    assert learn(f"a\n\n{old}\n\nb", f"a\n\n{new}\n\nb") is None


@pytest.mark.parametrize("text", ["", TEXT])
def test_nothing_learned_changes_nothing(text: str) -> None:
    assert learn(text, text) == ()
    assert steady(text, ()) == text


lines = st.lists(
    st.sampled_from(["a b c", "a b d", "x", "y 1", "y 2", "# h", ""]),
    max_size=8,
    unique=True,
).map("\n\n".join)


@given(lines, lines)
def test_both_texts_of_a_pair_read_the_same_once_it_is_learned(first: str, second: str) -> None:
    parts = learn(first, second)

    if parts and len(parts) == 1:
        assert steady(first, parts) == steady(second, parts)
