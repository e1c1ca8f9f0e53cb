import pytest

from apps.documents.diffing import HunkKind, redline

REST = "We share your personal data with partners who help us run the service."


def numbers(old: str, new: str) -> list[tuple[str, str, str]]:
    return [(hunk.kind.value, hunk.old_number, hunk.new_number) for hunk in redline(old, new).hunks]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("1. You pay on time.\n", "2. You pay on time.\n", ("1", "2")),
        ("(a) You pay on time.\n", "(b) You pay on time.\n", ("a", "b")),
        ("## 5.2 Late fees\n\nPay.\n", "## 6.2 Late fees\n\nPay.\n", ("5.2", "6.2")),
        ("5\\. Late fees are due.\n", "6\\. Late fees are due.\n", ("5", "6")),
        ("Section 3. Late fees are due.\n", "Section 4. Late fees are due.\n", ("3", "4")),
    ],
)
def test_clause_with_another_number_alone_is_renumbered(
    old: str, new: str, expected: tuple[str, str]
) -> None:
    assert numbers(old, new) == [("renumbered", *expected)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You pay 3 fees.\n", "You pay 4 fees.\n"),
        ("30 days are left.\n", "60 days are left.\n"),
        ("1. You pay on time.\n", "2. We pay on time.\n"),
    ],
)
def test_other_numbers_are_edits(old: str, new: str) -> None:
    assert {kind for kind, _, _ in numbers(old, new)} == {"edited"}


def test_number_changed_after_a_new_clause_is_a_change_of_its_own() -> None:
    old = "1. You pay on time.\n2. You leave on time.\n"
    new = "1. You are of age and can prove it.\n2. You pay on time.\n3. You leave on time.\n"

    assert numbers(old, new) == [("edited", "", ""), ("renumbered", "1", "2"), ("renumbered", "2", "3")]


def test_renumbering_modifies_no_sentence() -> None:
    line = redline("1. You pay on time.\n\n2. Go.\n", "2. You pay on time.\n\n3. Go now.\n")

    assert (line.sentences_added, line.sentences_removed, line.sentences_modified) == (0, 0, 1)


def test_clause_moved_and_renumbered_is_both() -> None:
    others = "\n".join(f"{n}. Clause of its own about thing number {n * 11} of all." for n in range(2, 6))
    line = redline(f"1. {REST}\n{others}\n", f"{others}\n6. {REST}\n")

    moved = [hunk for hunk in line.hunks if hunk.kind is HunkKind.MOVED]

    assert ("1", "6") in [(hunk.old_number, hunk.new_number) for hunk in moved]
