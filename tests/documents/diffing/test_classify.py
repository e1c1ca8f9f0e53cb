import pytest
from hypothesis import given, settings

from apps.documents.diffing import ChangeKind, Classification, classify, redline
from tests.documents.diffing.texts import versions

LONG = "We share your personal data with partners who help us to run the service.\n\n"
NEXT = "You can reach the office by letter, by telephone or with the form below.\n\n"


def judge(old: str, new: str) -> Classification:
    return classify(old, new, redline(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We keep your data.", "We do not keep your data."),
        ("We may sell data.", "We will sell data."),
        ("A may sue B.", "B may sue A."),
        ("You have a right to it.", "You have rights to it."),
        ("Within 30 days.", "Within 30 months."),
        ("You may pay.", "You pay."),
        ("Fees apply.\n", "Fees apply.\n\nNobody is liable for anything.\n"),
    ],
)
def test_changed_wording_is_substantive(old: str, new: str) -> None:
    assert judge(old, new).kind is ChangeKind.SUBSTANTIVE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Within 30 days.", "Within 60 days."),
        ("Within thirty (30) days.", "Within sixty (60) days."),
        ("It costs $5.00 a month.", "It costs €5.00 a month."),
        ("A fee of 5% applies.", "A fee of 7.5% applies."),
        ("From May 5, 2025 on.", "From June 6, 2026 on."),
        ("You are 13 years old.", "You are 16 years old."),
    ],
)
def test_changed_number_is_numbers_and_weighs(old: str, new: str) -> None:
    found = judge(old, new)

    assert (found.kind, found.materiality) == (ChangeKind.NUMBERS, 50)


def test_changed_number_is_quoted_as_the_reason() -> None:
    assert judge("Within 30 days.", "Within 60 days.").reasons == ("30 → 60",)


def test_stated_date_alone_weighs_little() -> None:
    found = judge("Last updated: 5 May 2025\n\nHi.", "Last updated: 6 June 2025\n\nHi.")

    assert found == Classification(ChangeKind.NUMBERS, 10, ("only the stated date or version",))


@pytest.mark.parametrize(
    ("old", "new", "materiality"),
    [
        ("See [here](https://a.example/x?u=1).", "See [here](https://a.example/x?u=2).", 2),
        ("See [here](https://a.example/x).", "See [here](https://a.example/ads).", 15),
        ("See [here](/x_(y)).", "See [here](/z_(y)).", 15),
        ("See https://a.example/x now.", "See https://a.example/y now.", 15),
    ],
)
def test_changed_link_target_is_links(old: str, new: str, materiality: int) -> None:
    found = judge(old, new)

    assert (found.kind, found.materiality) == (ChangeKind.LINKS, materiality)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We keep it, always.", "We keep it always!"),
        ("We KEEP it.", "We keep it."),
        ("We keep it.", "We  keep\nit."),
        ("We **keep** it.", "We keep it."),
        ("We don't.", "We don\u2019t."),
        ("Busi\u00adness form\u2060.", "Business form."),
        ("We keep infromation here.", "We keep information here."),
        ("Dated 5 May 2025.", "Dated May 5, 2025."),
        ("## 5. Fees\n\nPay.", "## 6. Fees\n\nPay."),
        ("1. Pay.\n\nSee Section 1.", "2. Pay.\n\nSee Section 2."),
        (LONG + NEXT + NEXT, NEXT + NEXT + LONG),
        ("* red\n* blue\n", "* blue\n* red\n"),
        ("same", "same"),
    ],
)
def test_change_in_form_is_editorial(old: str, new: str) -> None:
    found = judge(old, new)

    assert found.kind is ChangeKind.EDITORIAL
    assert found.materiality <= 5


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Updated: 10 days ago\n\nHi.", "Updated: 11 days ago\n\nHi."),
        ("Updated: 22 hours ago\n\nHi.", "Updated: yesterday\n\nHi."),
        ("Terms apply.\n", "Skip to main content\n\nTerms apply.\n"),
    ],
)
def test_text_around_the_document_is_furniture(old: str, new: str) -> None:
    found = judge(old, new)

    assert (found.kind, found.materiality) == (ChangeKind.FURNITURE, 0)


def test_strongest_class_decides() -> None:
    assert judge("Hi, all.\n\nWithin 30 days.", "Hi all.\n\nWithin 60 days.").kind is ChangeKind.NUMBERS


def test_subjects_and_duties_raise_materiality_and_are_named() -> None:
    found = judge("Disputes go to court.", "Disputes must go to binding arbitration, and you waive a jury.")

    assert found.reasons == (
        "8 words added, 1 removed",
        "touches disputes",
        "changes a duty, a permission or an exception",
    )
    assert found.materiality == 60


@settings(deadline=None)
@given(versions())
def test_materiality_stays_within_its_scale(texts: tuple[str, str]) -> None:
    found = judge(*texts)

    assert 0 <= found.materiality <= 100
    assert found.reasons
