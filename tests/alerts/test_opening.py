"""Which changes are told, when, and that each is found once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from apps.alerts.errors import NobodyToTellError
from apps.alerts.models import FanOut, FanOutState
from apps.alerts.services.opening import NEWS_FOR, note_history, open_fan_out, open_fan_outs
from apps.core import clock
from apps.documents.models.change import Cause, Kind
from tests.alerts.cast import FOUND_AT, NOW, make_news
from tests.analysis.documents import inventing, make_vendor_document, read_all
from tests.racing import at_once

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def states() -> dict[int, str]:
    return dict(FanOut.objects.values_list("change_id", "state"))


def test_a_change_waits_half_an_hour_for_its_reading_and_no_longer() -> None:
    change = make_news()

    with clock.fixed(FOUND_AT + 30 * MINUTE - timedelta(seconds=1)):
        early = open_fan_outs()
    with clock.fixed(FOUND_AT + 30 * MINUTE):
        late, again = open_fan_outs(), open_fan_outs()

    assert (early, late, again) == (0, 1, 0)
    assert states() == {change.pk: FanOutState.WAITING}


@pytest.mark.parametrize("is_shown", [True, False])
def test_one_that_was_looked_at_is_ready_whether_or_not_a_reading_is_shown(*, is_shown: bool) -> None:
    document = make_vendor_document()
    change = document.changes.get()
    with clock.fixed(change.created_at + MINUTE):
        before = open_fan_outs()
        read_all(document) if is_shown else read_all(document, inventing())

        after = open_fan_outs()

    assert (before, after) == (0, 1)
    assert states() == {change.pk: FanOutState.WAITING}


def test_an_imported_history_is_noted_and_never_waits() -> None:
    old = make_news(created_at=FOUND_AT + NEWS_FOR + timedelta(days=300))
    with clock.fixed(FOUND_AT + NEWS_FOR + timedelta(days=300, hours=1)):
        opened, noted, again = open_fan_outs(), note_history(), note_history()

    assert (opened, noted, again) == (0, 1, 0)
    assert states() == {old.pk: FanOutState.HISTORY}


def test_news_lasts_seven_days() -> None:
    change = make_news()

    with clock.fixed(FOUND_AT + NEWS_FOR):
        assert (note_history(), open_fan_outs()) == (0, 1)
    FanOut.objects.all().delete()
    with clock.fixed(FOUND_AT + NEWS_FOR + timedelta(seconds=1)):
        assert (open_fan_outs(), note_history()) == (0, 1)

    assert states() == {change.pk: FanOutState.HISTORY}


@pytest.mark.parametrize("cause", [Cause.EXTRACTOR, Cause.SOURCE])
def test_what_the_publisher_did_not_do_is_never_found(cause: Cause) -> None:
    change = make_news(cause=cause, kind=Kind.BASELINE)

    with clock.fixed(NOW + timedelta(hours=1)):
        found = open_fan_outs()
        with pytest.raises(NobodyToTellError, match="not the publisher's change"):
            open_fan_out(change=change)
    with clock.fixed(NOW + timedelta(days=30)):
        noted = note_history()

    assert (found, noted, states()) == (0, 0, {})


def test_some_are_found_at_a_time_the_oldest_first() -> None:
    changes = [make_news(found_at=FOUND_AT + number * MINUTE) for number in range(5)]

    with clock.fixed(NOW + timedelta(hours=1)):
        first = open_fan_outs(limit=2)
        found = set(states())
        rest = [open_fan_outs(limit=2) for _ in range(3)]

    assert (first, rest) == (2, [2, 1, 0])
    assert found == {change.pk for change in changes[:2]}


@pytest.mark.django_db(transaction=True)
def test_found_by_many_at_once_a_change_waits_once() -> None:
    now = clock.now()
    changes = {
        make_news(found_at=now - timedelta(hours=2), created_at=now - timedelta(hours=1)).pk
        for _ in range(20)
    }

    came_of_it = at_once([open_fan_outs] * 4)

    assert came_of_it == {"done": 4}
    assert states() == dict.fromkeys(changes, FanOutState.WAITING)


def test_by_hand_a_change_waits_at_once_and_stays_what_it_is() -> None:
    change = make_news()

    with clock.fixed(FOUND_AT + MINUTE):
        first, again = open_fan_out(change=change), open_fan_out(change=change)

    assert (first, first.state) == (again, FanOutState.WAITING)
    with clock.fixed(FOUND_AT + timedelta(days=8)):
        assert open_fan_out(change=change).state == FanOutState.WAITING
        assert open_fan_out(change=make_news()).state == FanOutState.HISTORY


@pytest.mark.parametrize(
    "values",
    [
        {"state": "lost"},
        {"state": "claimed"},
        {"state": "waiting", "claimed_at": NOW},
        {"state": "done"},
        {"state": "waiting", "done_at": NOW},
        {"state": "history", "told": 1},
    ],
)
def test_the_database_knows_the_states(values: dict[str, object]) -> None:
    row = FanOut.objects.create(change=make_news(), next_attempt_at=NOW, opened_at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        FanOut.objects.filter(pk=row.pk).update(**values)
