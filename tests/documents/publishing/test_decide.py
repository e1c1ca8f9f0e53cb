"""What comes of a series of captures, told as a reader would tell it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from apps.documents.diffing import ChangeKind
from apps.documents.publishing import (
    Decision,
    Event,
    Observation,
    Rules,
    State,
    decide,
    remembered,
)

START = datetime(2026, 3, 1, tzinfo=UTC)
A = "# Terms\n\nWe keep your data for thirty days.\n"
B = "# Terms\n\nWe keep your data and share it with partners.\n"
C = "# Terms\n\nWe keep your data for ever and sell it to anyone.\n"


def told(*texts: str | None, rules: Rules | None = None) -> list[Decision]:
    """Give the decisions on captures a day apart; None is a suspect page."""
    state, decisions = State(rules=rules or Rules()), []
    for day, text in enumerate(texts):
        at = START + timedelta(days=day)
        seen = Observation(text or "", round=at, seen_at=at, is_good=text is not None)
        decision = decide(state, seen)
        state = remembered(state, seen, decision)
        decisions.append(decision)
    return decisions


def events(*texts: str | None, rules: Rules | None = None) -> list[str]:
    return [decision.event.value for decision in told(*texts, rules=rules)]


def test_first_text_is_no_change() -> None:
    assert events(A) == ["first"]


def test_suspect_first_page_is_not_the_first_text() -> None:
    assert events(None, A, A) == ["quarantined", "first", "same"]


def test_new_text_is_published_at_once() -> None:
    assert events(A, B, B) == ["first", "change", "same"]


def test_after_a_suspect_page_the_last_good_text_is_compared() -> None:
    assert events(A, None, A, None, B) == [
        "first",
        "quarantined",
        "same",
        "quarantined",
        "change",
    ]


def test_return_is_held_until_it_was_seen_twice_and_then_published_once() -> None:
    decisions = told(A, B, A, A, A)

    assert [decision.event for decision in decisions] == [
        "first",
        "change",
        "held",
        "change",
        "same",
    ]
    assert decisions[3].kind is ChangeKind.REVERTED
    assert decisions[3].first_seen_at == START + timedelta(days=2)


def test_return_that_flaps_is_never_published() -> None:
    assert events(A, B, A, B, A, B) == [
        "first",
        "change",
        "held",
        "same",
        "held",
        "same",
    ]


def test_suspect_page_does_not_end_a_wait() -> None:
    assert events(A, B, A, None, A) == [
        "first",
        "change",
        "held",
        "quarantined",
        "change",
    ]


def test_another_text_in_between_begins_the_wait_anew() -> None:
    assert events(A, B, C, A, B, A, A) == [
        "first",
        "change",
        "change",
        "held",
        "held",
        "held",
        "change",
    ]


def test_texts_shown_in_turns_must_stay_ever_longer_and_become_variants() -> None:
    decisions = told(A, B, A, A, B, B, A, A, B, B, A, A, A, A)

    published = [day for day, decision in enumerate(decisions) if decision.event is Event.CHANGE]
    assert published == [1, 3, 5, 7, 9, 13]
    assert decisions[13].kind is ChangeKind.VARIANT


@pytest.mark.parametrize(
    ("new", "kind"),
    [
        (A.replace("data", "[data](/x)"), ChangeKind.LINKS),
        (A.replace("Terms", "TERMS"), ChangeKind.EDITORIAL),
        ("Skip to main content\n\n" + A, ChangeKind.FURNITURE),
    ],
)
def test_what_a_reader_does_not_read_is_recorded_and_not_published(new: str, kind: ChangeKind) -> None:
    _, decision, after = told(A, new, new)

    assert (decision.event, decision.kind, after.event) == (
        Event.RECORDED,
        kind,
        Event.SAME,
    )
    assert decision.makes_version


def test_corrected_spelling_is_published() -> None:
    assert events(A + "Keep the calender.", A + "Keep the calendar.") == [
        "first",
        "change",
    ]


def test_printed_address_is_published_and_a_link_target_is_not() -> None:
    printed = A + "See https://a.example/terms and [more](/x)."

    assert events(printed, printed.replace("/terms", "/ads")) == ["first", "change"]
    assert events(printed, printed.replace("/x", "/y")) == ["first", "recorded"]


def test_same_words_in_other_form_are_no_return() -> None:
    assert events(A, B, B.replace("Terms", "TERMS"), B) == [
        "first",
        "change",
        "recorded",
        "recorded",
    ]


def test_rules_say_how_often_a_text_is_seen_first() -> None:
    assert events(A, B, B, B, rules=Rules(news=3)) == [
        "first",
        "held",
        "held",
        "change",
    ]
    assert events(A, B, A, A, A, rules=Rules(returns=3)) == [
        "first",
        "change",
        "held",
        "held",
        "change",
    ]


def test_same_round_is_counted_once() -> None:
    state = State(latest=B, earlier={}, rules=Rules(news=2))
    seen = Observation(A, round=START, seen_at=START)
    waiting = decide(state, seen)

    again = decide(replace(state, pending=waiting.pending), seen)

    assert again.pending == waiting.pending
    assert again.event is Event.HELD


def test_what_differs_within_minutes_of_the_first_capture_is_learned() -> None:
    first = A + "\nSeen by 120 readers today\n"
    second = first.replace("120", "121")
    state = State()
    for minutes, text, expected in [
        (0, first, "first"),
        (1, second, "learned"),
        (1440, first.replace("120", "97"), "same"),
        (2880, first.replace("thirty", "ninety").replace("120", "8"), "change"),
    ]:
        at = START + timedelta(minutes=minutes)
        seen = Observation(text, round=at, seen_at=at)
        decision = decide(state, seen)
        state = remembered(state, seen, decision)
        assert decision.event == expected
    assert state.latest is not None
    assert "readers" in state.latest
    assert decision.finding is not None
    assert decision.finding.reasons == ("period: thirty days → ninety days",)


def test_another_document_within_minutes_is_no_volatile_part() -> None:
    other = "# Terms\n\n" + "Something else entirely is written here now. " * 20
    at = START + timedelta(minutes=1)
    seen = Observation(other, round=at, seen_at=at)

    decision = decide(State(latest=A, learns_until=at), seen)

    assert decision.event is Event.CHANGE
