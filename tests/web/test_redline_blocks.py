"""A redline as blocks to read."""

from collections.abc import Iterable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from apps.documents.diffing import OpKind, redline
from apps.web.presentation.redline_notes import Note
from apps.web.presentation.redlines import IN_NEW, BlockKind, View, blocks_of, changes_only

LONG = " ".join(["word"] * 80)
OLD = f"# Terms\n\n## Fees\n\nYou pay 10 euros.\n\n{LONG}\n\nShort before.\n\n## Notice\n\nWe give 30 days of notice.\n"
NEW = OLD.replace("10 euros", "12 euros").replace("30 days", "14 days")


@pytest.mark.parametrize("view", View)
def test_changes_are_numbered_with_their_place_and_the_rest_is_folded(view: View) -> None:
    blocks = blocks_of(redline(OLD, NEW), view)

    assert [(block.kind, block.number, block.place) for block in blocks] == [
        (BlockKind.CONTEXT, None, ""),
        (BlockKind.HUNK, 1, "Fees"),
        (BlockKind.FOLD, None, ""),
        (BlockKind.CONTEXT, None, ""),
        (BlockKind.HUNK, 2, "Notice"),
    ]


def test_whole_paragraph_is_shown_around_a_changed_word() -> None:
    hunk = changes_only(blocks_of(redline(OLD, NEW), View.INLINE), 1)[0]

    assert [(piece.kind, piece.text) for piece in hunk.ops] == [
        (OpKind.EQUAL, "You pay "),
        (OpKind.DELETE, "10"),
        (OpKind.INSERT, "12"),
        (OpKind.EQUAL, " euros."),
    ]


def test_side_by_side_sets_the_two_readings_of_a_paragraph_next_to_each_other() -> None:
    hunk = changes_only(blocks_of(redline(OLD, NEW), View.SPLIT), 1)[0]

    (row,) = hunk.rows
    assert "".join(piece.text for piece in row.old) == "You pay 10 euros."
    assert "".join(piece.text for piece in row.new) == "You pay 12 euros."


@pytest.mark.parametrize("view", View)
def test_change_does_not_end_in_blank_lines(view: View) -> None:
    new = NEW.replace("10 euros", "12 euros") + "\n\n## Disputes\n\nCourts decide.\n\n\n"

    blocks = blocks_of(redline(f"{OLD}\n\nGone.\n\n", new), view)

    last = [ops[-1].text for block in blocks for ops in (block.ops, *(row.new for row in block.rows)) if ops]
    assert [text for text in last if not text or text.endswith("\n")] == []


def test_fold_counts_its_words() -> None:
    (fold,) = (block for block in blocks_of(redline(OLD, NEW), View.INLINE) if block.kind is BlockKind.FOLD)

    assert fold.words == 82


def test_equal_texts_have_no_change() -> None:
    assert blocks_of(redline(OLD, OLD), View.INLINE) == ()


def test_changes_under_two_headings_are_two_changes_even_when_they_touch() -> None:
    old = "# T\n\n## 1. A\n\nOne.\n\n## 2. B\n\nTwo.\n"
    new = "# T\n\n## 1. A\n\nOne more.\n\n## 3. B\n\nTwo more.\n"

    blocks = blocks_of(redline(old, new), View.INLINE)

    assert [block.place for block in changes_only(blocks, 9)] == ["1. A", "3. B"]


def test_moved_passage_carries_each_anchor_once() -> None:
    clause = "## Disputes\n\nAny dispute is settled by the courts of Utrecht.\n\nThe law of the Netherlands applies.\n\n"
    rest = f"## Fees\n\nYou pay each month in advance.\n\n{LONG}\n\n## Term\n\nThis lasts a year.\n\n"

    for view in View:
        blocks = blocks_of(redline(clause + rest, rest + clause), view)
        cells = [block.ops for block in blocks]
        cells += [cell for block in blocks for row in block.rows for cell in (row.old, row.new)]
        moved = [(p.kind, p.move) for cell in cells for p in cell if p.move is not None and p.is_first]

        assert moved
        assert len(moved) == len(set(moved))


@pytest.mark.parametrize("view", View)
def test_renumbered_clause_is_named_above_its_change(view: View) -> None:
    old = f"# T\n\n## 1. Fees\n\n{LONG}\n\n## 2. Notice\n\n{LONG} again.\n"
    new = old.replace("2. Notice", "3. Notice")

    (hunk,) = changes_only(blocks_of(redline(old, new), view), 9)

    assert hunk.notes == (Note("Renumbered", "2 is now 3"),)


@pytest.mark.parametrize("view", View)
def test_rows_of_a_table_are_named_above_their_change(view: View) -> None:
    head = "# Vendors\n\n| Name | Place |\n| --- | --- |\n"
    old = f"{head}| Amazon | Ireland |\n| Stripe | Spain |\n"
    new = f"{head}| Amazon | Germany |\n| Adyen | Spain |\n"

    (hunk,) = changes_only(blocks_of(redline(old, new), view), 9)

    assert hunk.notes == (
        Note("Row changed", "Amazon (Place: Ireland \u2192 Germany)"),
        Note("Row added", "Adyen"),
        Note("Row removed", "Stripe"),
    )


def test_notes_belong_to_the_block_their_change_is_in() -> None:
    old = f"# T\n\nYou pay 10 euros.\n\n{LONG}\n\n## 2. Notice\n\n{LONG} again.\n"
    new = old.replace("2. Notice", "3. Notice").replace("10", "12")

    assert [len(hunk.notes) for hunk in changes_only(blocks_of(redline(old, new), View.INLINE), 9)] == [0, 1]


def test_many_rows_are_counted() -> None:
    rows = "".join(f"| Vendor of kind {chr(97 + n) * 9} | Spain |\n" for n in range(20))
    head = "| Name | Place |\n| --- | --- |\n"

    (hunk,) = changes_only(blocks_of(redline(head, head + rows), View.INLINE), 9)

    assert len(hunk.notes) == 13
    assert hunk.notes[-1] == Note("And", "8 more")


words = st.sampled_from(["fee", "term", "30", "days", "notice", "we", "may"])
paragraphs = st.lists(words, min_size=1, max_size=8).map(" ".join)
headings = st.sampled_from(["# Terms", "## Fees", "## Notice", "- item one"])
documents = st.lists(st.one_of(paragraphs, headings), max_size=8).map(lambda parts: "\n\n".join(parts) + "\n")


def squeezed(texts: Iterable[str]) -> str:
    """Join, without the white space that the frames of blocks stand for."""
    return "".join("".join(texts).split())


@given(old=documents, new=documents)
def test_inline_blocks_hold_the_new_text_and_all_that_is_gone(old: str, new: str) -> None:
    line = redline(old, new)
    blocks = blocks_of(line, View.INLINE)
    assume(blocks)

    shown = [piece for block in blocks for piece in block.ops]
    assert squeezed(p.text for p in shown if p.kind in IN_NEW) == squeezed([new])
    assert squeezed(p.text for p in shown if p.kind not in IN_NEW) == squeezed(
        op.text for op in line.ops if op.kind not in IN_NEW
    )


@given(old=documents, new=documents)
def test_side_by_side_shows_every_word_of_both_texts(old: str, new: str) -> None:
    blocks = blocks_of(redline(old, new), View.SPLIT)
    assume(blocks)

    def column(name: str) -> str:
        cells = [
            cell for block in blocks for cell in [getattr(row, name) for row in block.rows] or [block.ops]
        ]
        return squeezed(piece.text for cell in cells for piece in cell)

    assert column("old") == squeezed([old])
    assert column("new") == squeezed([new])


@given(old=documents, new=documents)
def test_both_views_count_the_same_changes(old: str, new: str) -> None:
    line = redline(old, new)

    places = [[block.place for block in changes_only(blocks_of(line, view), 99)] for view in View]

    assert places[0] == places[1]


@pytest.mark.parametrize("view", View)
def test_passage_edited_as_it_moved_reads_whole_where_it_left(view: View) -> None:
    moved = "We share your personal data with the partners who help us run the service in your country."
    stays = "".join(f"Clause {number} stays where it is and as it is.\n\n" for number in range(6))
    old, new = f"{moved}\n\n{stays}", f"{stays}{moved.replace('personal data', 'content')}\n"

    left, _ = (block for block in blocks_of(redline(old, new), view) if block.kind is BlockKind.HUNK)

    pieces = left.ops or [piece for row in left.rows for piece in row.old]
    assert "".join(piece.text for piece in pieces).strip() == moved
