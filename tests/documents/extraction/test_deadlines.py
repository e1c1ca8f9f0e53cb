"""The days until which a text lets people act: only where it gives them as dates, with its own words."""

from datetime import date

import pytest

from apps.documents.extraction import Deadline, deadlines_of

FILLER = "The parties agree to everything that is set out below, and to nothing else at all.\n\n" * 3


def only(sentence: str, language: str | None = "en") -> Deadline:
    text = f"# Terms\n\n{FILLER}{sentence} And so on.\n\n{FILLER}"
    (found,) = deadlines_of(text, language)
    assert text[found.stated.offset :].startswith(found.stated.quote)
    return found


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("You may opt out of arbitration by writing to us until March 5, 2027.", "en"),
        ("Customers can object to the new sub-processor by 5 March 2027.", "en"),
        ("If you do not agree to the new terms, you must close your account before March 5, 2027.", "en"),
        ("To opt out of training, change the setting no later than Friday, March 5, 2027.", "en"),
        ("To prevent renewal, cancel on or before 5 March 2027.", "en"),
        ("Send your objection by 11:59 p.m. on March 5, 2027, in writing.", "en"),
        ("- **Opt-out deadline:** you may reject this clause until **5 March 2027**", "en"),
        ("Sie können den Änderungen bis zum 5. März 2027 widersprechen.", "de"),
        ("Vous pouvez vous opposer à cette modification jusqu'au 5 mars 2027.", "fr"),
        ("Puede oponerse a los cambios hasta el 5 de marzo de 2027.", "es"),
    ],
)
def test_last_day_to_object_is_read(sentence: str, language: str) -> None:
    found = only(sentence, language)

    assert (found.kind, found.stated.on) == ("objection", date(2027, 3, 5))


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Your subscription renews automatically on March 5, 2027.", "en"),
        ("The next renewal date is 5 March 2027.", "en"),
        ("Der Vertrag verlängert sich am 5. März 2027.", "de"),
    ],
)
def test_day_of_renewal_is_read(sentence: str, language: str) -> None:
    found = only(sentence, language)

    assert (found.kind, found.stated.on) == ("renewal", date(2027, 3, 5))


@pytest.mark.parametrize(
    "sentence",
    [
        "These terms take effect on March 5, 2027.",
        "Last updated March 5, 2027. You may opt out at any time.",
        "You may opt out within 30 days of this notice, dated March 5, 2027.",
        "We may terminate the service before March 5, 2027.",
        "Accounts opened before March 5, 2027 keep their price.",
        "The object of this agreement is set out below. It was signed by March 5, 2027.",
        "You may object until the 31 February 2027.",
        "Nothing here has a date.",
    ],
)
def test_other_dates_are_no_deadlines(sentence: str) -> None:
    assert deadlines_of(f"{FILLER}{sentence}\n\n{FILLER}", "en") == ()


def test_date_that_can_mean_two_days_keeps_both() -> None:
    found = only("You may opt out until 03/04/2027.")

    assert found.stated.on is None
    assert set(found.stated.readings) == {date(2027, 4, 3), date(2027, 3, 4)}


def test_each_deadline_is_said_once_and_in_order() -> None:
    text = (
        "You may object until 5 March 2027. You may opt out until 5 March 2027, as said. "
        "It renews on 1 May 2027. You may reject it by 6 March 2027."
    )

    found = deadlines_of(text, "en")

    assert [(one.kind, one.stated.on) for one in found] == [
        ("objection", date(2027, 3, 5)),
        ("renewal", date(2027, 5, 1)),
        ("objection", date(2027, 3, 6)),
    ]


def test_long_text_of_dates_is_read_within_bounds() -> None:
    text = "object by 5 March 2027 " * 20_000

    assert len(deadlines_of(text, "en")) == 1
