from hypothesis import given, settings
from hypothesis import strategies as st

from apps.documents.diffing import Op, Row, redline, side_by_side
from tests.documents.diffing.texts import documents, versions


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
    assert all(row.changed or row.old == row.new for row in rows)
