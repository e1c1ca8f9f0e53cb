import pytest
from hypothesis import given, settings

from apps.documents.diffing import ChangeKind, Classification, classify, redline
from apps.documents.diffing.pairs import Pair
from apps.documents.diffing.regions import Region, read
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
        ("A complaint officer.", "A compliant officer."),
        ("We prescribe it.", "We proscribe it."),
        ("Biometric data.", "Biometrics data."),
        (
            "We sell, except health data, to A.\n\nWe share, to B.",
            "We sell, to A.\n\nWe share, except health data, to B.",
        ),
        ("Fees apply.\n", "Fees apply.\n\nNobody is liable for anything.\n"),
    ],
)
def test_changed_wording_is_substantive(old: str, new: str) -> None:
    assert judge(old, new).kind is ChangeKind.SUBSTANTIVE


@pytest.mark.parametrize(
    ("old", "new", "reason", "materiality"),
    [
        ("Within 30 days.", "Within 60 days.", "period: 30 days → 60 days", 50),
        ("We give 30 days' notice.", "We give 14 days' notice.", "notice period: 30 days → 14 days", 55),
        (
            "Within thirty (30) days.",
            "Within sixty (60) days.",
            "period: thirty (30) days → sixty (60) days",
            50,
        ),
        ("It costs $5.00 a month.", "It costs €5.00 a month.", "fee: $ → €", 60),
        ("A fee of 1.0% applies.", "A fee of 0.75% applies.", "percentage: 1.0% → 0.75%", 50),
        ("From May 5, 2025 on.", "From June 6, 2026 on.", "date: May 5, 2025 → June 6, 2026", 40),
        ("You are 13 years old.", "You are 16 years old.", "age: 13 years → 16 years", 50),
        ("Liability is capped at $100.", "Liability is capped at $250.", "amount: 100 → 250", 55),
        ("Up to 5 devices.", "Up to 3 devices.", "number: 5 → 3", 40),
    ],
)
def test_changed_number_says_what_it_counts(old: str, new: str, reason: str, materiality: int) -> None:
    found = judge(old, new)

    assert (found.kind, found.materiality, found.reasons) == (ChangeKind.NUMBERS, materiality, (reason,))


def test_heaviest_numbers_are_quoted_first() -> None:
    found = judge("Up to 5 devices.\n\nA fee of $10.", "Up to 6 devices.\n\nA fee of $12.")

    assert found.reasons == ("fee: 10 → 12", "number: 5 → 6")


@pytest.mark.parametrize(
    "line", ["UpdatedMay 5, 2025", "### Mis à jour le 5 mai 2025", "Effective 5 May 2025"]
)
def test_date_beside_words_of_updating_is_the_stated_one(line: str) -> None:
    assert judge(line + "\n\nHi.", line.replace("5", "6", 1) + "\n\nHi.").materiality == 10


def test_stated_date_alone_weighs_little() -> None:
    found = judge("Last updated: 5 May 2025\n\nHi.", "Last updated: 6 June 2025\n\nHi.")

    assert found == Classification(ChangeKind.NUMBERS, 10, ("only the stated date or version",))


@pytest.mark.parametrize(
    ("old", "new", "materiality"),
    [
        ("See [here](https://a.example/x?u=1).", "See [here](https://a.example/x?u=2).", 2),
        ("See [here](https://a.example/x).", "See [here](https://a.example/ads).", 15),
        ("See [here](/x_(y)).", "See [here](/z_(y)).", 15),
        ("See [here](https://www.a.example/x/).", "See [here](https://a.example/x).", 2),
        ("See https://a.example/x now.", "See https://a.example/y now.", 20),
        ("See <https://a.example/x?q=1>.", "See <https://a.example/x?q=2>.", 2),
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
        ("Keep a calender of it.", "Keep a calendar of it."),
        ("Our ervices. The services.", "Our services. The services."),
        ("Die Verabreitung. Verarbeitung.", "Die Verarbeitung. Verarbeitung."),
        ("You organise it.", "You organize it."),
        ("It keeps it's word.", "It keeps its word."),
        ("Each sub-processor is named.", "Each subprocessor is named."),
        ("A fee of 1,000 applies.", "A fee of 1000 applies."),
        ("1. **1\\. Pay.** Now.\n", "1. **Pay.** Now.\n"),
        ("Dated 5 May 2025.", "Dated May 5, 2025."),
        ("## 5. Fees\n\nPay.", "## 6. Fees\n\nPay."),
        ("1. Pay.\n\nSee Section 1.", "2. Pay.\n\nSee Section 2."),
        (LONG + NEXT + NEXT, NEXT + NEXT + LONG),
        ("* red\n* blue\n", "* blue\n* red\n"),
        ("| A | red, blue, green |\n", "| A | blue, green, red |\n"),
        ("Hi.\n\nFee: 5\n\nAge: 7\n\nBye, all.\n", "Age: 7\n\nHi.\n\nBye all.\n\nFee: 5\n"),
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


def test_dropped_numbering_weighs_more_than_renumbering() -> None:
    dropped = judge("* a. Pay.\n* b. Go.\n", "* Pay.\n* Go.\n")
    renumbered = judge("* a. Pay.\n* b. Go.\n", "* b. Pay.\n* c. Go.\n")

    assert (dropped.materiality, renumbered.materiality) == (4, 2)


def test_new_page_behind_a_link_is_named() -> None:
    found = judge(
        "See [here](/terms).", "See [here](/terms) and [this](/terms/ads).".replace(" and [this]", "[]")
    )

    assert found.reasons == ("links to another page: /terms/ads",)


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


@pytest.mark.parametrize(("before", "after"), [("", "1"), ("1", "")])
def test_date_in_another_order_is_known_where_the_redline_cut_it_in_two(before: str, after: str) -> None:
    pair = Pair(read("Updated: December 1, 2025\n\nHi."), read("Updated: 1 December 2025\n\nHi."))
    old_at = (18, 19) if before else None
    new_at = (9, 10) if after else None
    region = Region((before,) if before else (), (after,) if after else (), old_at, new_at)

    assert pair.kind(region) is ChangeKind.EDITORIAL


def test_another_day_is_a_number() -> None:
    assert judge("Until May 5 for 6 users.", "Until May 7 for 6 users.").kind is ChangeKind.NUMBERS
