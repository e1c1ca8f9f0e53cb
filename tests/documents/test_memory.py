"""The decision in production: what is remembered between rounds, and that it decides as the pure rules do."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from apps.documents.models import Cause, Change, Document, Hold, Kind, VolatilePart
from apps.documents.publishing import Event, Observation, Rules, State, decide, remembered
from apps.documents.selectors import text_of
from apps.documents.services.readings import read_captures
from apps.documents.services.versions import Recorded, RecordedOutcome, record_version
from tests.factories import START, make_capture, make_document

WORDS = "You may cancel within 30 days of the order and ask for your money back. " * 12
A, B, C = "", "An experiment is shown to some of you.", "We sell what you write to anyone."
EVENTS = {
    Event.FIRST: RecordedOutcome.FIRST,
    Event.SAME: RecordedOutcome.UNCHANGED,
    Event.CHANGE: RecordedOutcome.NEW,
    Event.RECORDED: RecordedOutcome.NEW,
    Event.HELD: RecordedOutcome.HELD,
}


def record(document: Document, paragraph: str, *, after: timedelta) -> Recorded:
    """Capture the page and record what it says, so long after the start."""
    at = START + after
    markup = f"<html><body><main><h1>Terms</h1><p>{WORDS}</p><p>{paragraph}</p></main></body></html>"
    capture = make_capture(
        document.sources.get(), body=markup.encode(), started_at=at, finished_at=at, scheduled_for=at
    )
    return record_version(document=document, reading=read_captures([capture]))


def record_days(document: Document, *paragraphs: str) -> list[Recorded]:
    return [record(document, text, after=timedelta(days=day)) for day, text in enumerate(paragraphs)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "paragraphs",
    [
        (A, B, A, A, B, B, A, A, B, B, A, A, A, A, A, B),
        (A, B, C, A, B, A, A, C, B, C, C),
        (A, B, "<a href='/x'>" + B + "</a>", A, "<a href='/y'>" + B + "</a>", A, A, B),
        (A, "Skip to main content", A, "Skip to main content", B, A, "Skip to main content", A),
    ],
)
def test_production_decides_as_the_pure_rules_do(paragraphs: tuple[str, ...]) -> None:
    document = make_document(stable_after=2)
    state, expected, recorded = State(rules=Rules(returns=2)), [], []

    for day, paragraph in enumerate(paragraphs):
        recorded.append(record(document, paragraph, after=timedelta(days=day)))
        text = _text_of_day(document, day)
        at = START + timedelta(days=day)
        seen = Observation(text, round=at, seen_at=at)
        decision = decide(state, seen)
        state = remembered(state, seen, decision)
        expected.append(EVENTS[decision.event])

    assert [one.outcome for one in recorded] == expected
    assert state.latest == text_of(recorded[-1].version)


def _text_of_day(document: Document, day: int) -> str:
    capture = document.sources.get().captures.get(scheduled_for=START + timedelta(days=day))
    return read_captures([capture]).text


@pytest.mark.django_db
def test_text_shown_in_turns_becomes_a_variant() -> None:
    document = make_document()

    record_days(document, A, B, A, A, B, B, A, A, B, B, A, A, A, A)

    kinds = list(Change.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["substantive", "reverted", "reverted", "reverted", "reverted", "variant"]


@pytest.mark.django_db
def test_returning_words_wait_whatever_their_links_do() -> None:
    document = make_document()
    record_days(document, A + "All of it.", B)

    first = record(document, "<a href='/1'>All of it.</a>", after=timedelta(days=2))
    second = record(document, "<a href='/2'>All of it.</a>", after=timedelta(days=3))

    assert (first.outcome, second.outcome) == (RecordedOutcome.HELD, RecordedOutcome.NEW)
    assert second.change is not None
    assert second.change.kind == Kind.REVERTED


@pytest.mark.django_db
def test_a_document_may_ask_that_news_be_seen_more_often() -> None:
    document = make_document(confirm_after=2)

    outcomes = [one.outcome for one in record_days(document, A, B, B)]

    assert outcomes == ["first", "held", "new"]
    assert document.versions.get(number=2).first_seen_at == START + timedelta(days=1)
    assert not Hold.objects.exists()


@pytest.mark.django_db
def test_what_differs_a_minute_after_the_first_capture_is_never_a_change() -> None:
    document = make_document()
    record(document, "Read by 120 people today.", after=timedelta(0))

    learned = record(document, "Read by 121 people today.", after=timedelta(minutes=1))
    later = record(document, "Read by 9 people today.", after=timedelta(days=1))
    changed = record(document, "Read by 7 people today. " + C, after=timedelta(days=2))

    assert [one.outcome for one in (learned, later, changed)] == ["unchanged", "unchanged", "new"]
    assert VolatilePart.objects.get().pattern == "Read by … people today."
    assert Change.objects.get().cause == Cause.PUBLISHER


@pytest.mark.django_db
def test_learning_the_same_round_twice_learns_once() -> None:
    document = make_document()
    record(document, "Read by 120 people today.", after=timedelta(0))
    at = START + timedelta(minutes=1)
    record(document, "Read by 121 people today.", after=timedelta(minutes=1))
    capture = document.sources.get().captures.get(scheduled_for=at)

    again = record_version(document=document, reading=read_captures([capture]))

    assert again.outcome is RecordedOutcome.UNCHANGED
    assert VolatilePart.objects.count() == 1


@pytest.mark.django_db
def test_a_change_minutes_later_that_is_no_noise_is_a_change() -> None:
    document = make_document()
    record(document, A, after=timedelta(0))

    recorded = record(document, f"{C} " * 20, after=timedelta(minutes=1))

    assert recorded.outcome is RecordedOutcome.NEW
    assert not VolatilePart.objects.exists()


@pytest.mark.django_db
def test_the_database_refuses_rules_that_publish_unseen_texts() -> None:
    document = make_document()

    for field in ("stable_after", "confirm_after"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(**{field: 0})


@pytest.mark.django_db
def test_a_version_names_the_text_that_guided_its_extraction() -> None:
    document = make_document()
    first = record(document, A, after=timedelta(0)).version
    at = START + timedelta(days=1)
    markup = f"<html><body><main><h1>Terms</h1><p>{WORDS}</p><p>{B}</p></main></body></html>"
    capture = make_capture(document.sources.get(), body=markup.encode(), started_at=at, scheduled_for=at)

    recorded = record_version(document=document, reading=read_captures([capture], anchor=first))

    assert recorded.version.anchor == first
