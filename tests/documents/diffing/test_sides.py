import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.documents.diffing import Op, Row, as_read, as_text, redline, side_by_side
from tests.documents.diffing.texts import documents, versions

MOVED = "We share your data with the partners who help us run this service for you."


def shown(cells: tuple[Op, ...]) -> str:
    return "".join(op.text for op in cells)


def table(old: str, new: str) -> list[tuple[str, str, bool]]:
    return [(shown(row.old), shown(row.new), row.changed) for row in side_by_side(redline(old, new))]


def test_edited_paragraph_stands_opposite_itself() -> None:
    assert table("Hi.\n\nWe keep it for 30 days.\n\nBye.\n", "Hi.\n\nWe keep it for 60 days.\n\nBye.\n") == [
        ("Hi.\n\n", "Hi.\n\n", False),
        ("We keep it for 30 days.\n\n", "We keep it for 60 days.\n\n", True),
        ("Bye.\n", "Bye.\n", False),
    ]


def test_added_paragraph_stands_opposite_nothing() -> None:
    assert table("Hi.\n\nBye.\n", "Hi.\n\nNobody is liable for it.\n\nBye.\n") == [
        ("Hi.\n\n", "Hi.\n\n", False),
        ("", "Nobody is liable for it.\n\n", True),
        ("Bye.\n", "Bye.\n", False),
    ]


def test_paragraph_added_before_an_edited_one_has_its_own_row() -> None:
    assert table("We keep all of it.\n", "Nobody is liable here.\n\nThey keep all of it.\n") == [
        ("", "Nobody is liable here.\n\n", True),
        ("We keep all of it.\n", "They keep all of it.\n", True),
    ]


@settings(deadline=None)
@given(st.one_of(versions(), st.tuples(documents, documents), st.tuples(st.text(), st.text())))
def test_columns_are_the_two_texts(texts: tuple[str, str]) -> None:
    rows: tuple[Row, ...] = side_by_side(redline(*texts))

    assert ("".join(shown(row.old) for row in rows), "".join(shown(row.new) for row in rows)) == texts
    assert all(row.changed or seen(row.old) == seen(row.new) for row in rows)


def seen(cells: tuple[Op, ...]) -> str:
    """Give what a reader sees of a cell: one sort of quotation marks, one blank, none where a line ends."""
    text = re.sub("[\u00ad\u200b\u200e\u200f\u2060\ufeff]", "", unicodedata.normalize("NFC", shown(cells)))
    text = re.sub("[\u201c-\u201f\u2033]", '"', re.sub("[\u2018-\u201b\u2032]", "'", text))
    return re.sub(r"[^\S\n]+", " ", re.sub(r"[^\S\n]+(?=\n|$)", "", text))


styled = st.lists(
    st.one_of(
        st.sampled_from(["we", "keep", "data", "it", "\n", "\n\n", "30 days", MOVED]),
        st.sampled_from(["“", "”", '"', "\u2019", "'", " ", "  ", "\xa0", "\u200b", "\u2060"]),
    ),
    max_size=40,
).map("".join)


@settings(deadline=None)
@given(st.tuples(styled, styled))
def test_texts_that_differ_in_style_are_given_back_as_well(texts: tuple[str, str]) -> None:
    line = redline(*texts)

    rows = side_by_side(line)

    assert ("".join(shown(row.old) for row in rows), "".join(shown(row.new) for row in rows)) == texts
    assert all(hunk.first_op <= hunk.last_op < len(as_read(line).ops) for hunk in as_read(line).hunks)
    assert as_text(line)
