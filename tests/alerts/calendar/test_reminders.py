"""Which dates are reminded of on which day: each distance once, as the reader's calendar has it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.alerts.calendar.ical import REMINDERS
from apps.alerts.calendar.reminders import Days, reminders_of
from apps.alerts.calendar.types import CalendarDate, DateKind
from apps.documents.models import Change

ON = date(2026, 6, 30)
DAY = timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def make_date(known_at: datetime = LONG_AGO, owner_id: int | None = None) -> CalendarDate:
    return CalendarDate(
        "key", DateKind.OBJECTION, ON, "Last day", Change(), known_at, owner_id=owner_id, review_id=owner_id
    )


def told(one: CalendarDate, days: Days, reader_id: int = 1) -> list[tuple[int, int]]:
    """Return for how many days before the reminder is, and how many are left."""
    return [(found.days, found.left) for found in reminders_of([one], days, reader_id=reader_id, zone=BERLIN)]


def day_by_day(one: CalendarDate, reader_id: int = 1) -> list[int]:
    """Return how many days before the date there are reminders, of one who is looked after every day."""
    found = []
    for left in range(60, -5, -1):
        today = ON - left * DAY
        found += [days for days, _ in told(one, Days(today - DAY, today, today), reader_id)]
    return found


def test_it_is_told_of_a_date_30_14_7_days_and_1_before() -> None:
    assert day_by_day(make_date()) == [30, 14, 7, 1]


@pytest.mark.parametrize(
    ("known_at", "days"),
    [
        (datetime(2026, 6, 20, 12, tzinfo=UTC), [7, 1]),  # ten days before
        (datetime(2026, 6, 23, 5, tzinfo=UTC), [7, 1]),  # on the seventh day before, early
        (datetime(2026, 6, 22, 22, 30, tzinfo=UTC), [7, 1]),  # on the same day, in Berlin
        (datetime(2026, 6, 23, 22, 30, tzinfo=UTC), [1]),  # on the day after, in Berlin
        (datetime(2026, 6, 30, 1, tzinfo=UTC), []),
    ],
)
def test_a_date_found_late_is_not_told_at_a_distance_that_has_gone(
    known_at: datetime, days: list[int]
) -> None:
    assert day_by_day(make_date(known_at)) == days


@pytest.mark.parametrize(
    ("after", "today", "reminded"),
    [
        (20, 10, [(14, 10)]),
        (40, 2, [(7, 2)]),  # of three that were missed, the latest
        (14, 8, []),
        (3, 0, [(1, 0)]),  # today
        (3, -1, []),  # gone
    ],
)
def test_days_that_were_missed_are_made_good_by_the_latest_distance(
    after: int, today: int, reminded: list[tuple[int, int]]
) -> None:
    days = Days(ON - after * DAY, ON - today * DAY, ON - today * DAY)

    assert told(make_date(), days) == reminded


def test_a_mail_that_goes_days_later_says_how_many_are_left() -> None:
    assert told(make_date(), Days(ON - 8 * DAY, ON - 7 * DAY, ON - 5 * DAY)) == [(7, 5)]
    assert told(make_date(), Days(ON - 2 * DAY, ON - DAY, ON + DAY)) == []


def test_a_review_is_told_to_its_owner_alone() -> None:
    assert day_by_day(make_date(owner_id=7), reader_id=7) == [30, 14, 7, 1]
    assert day_by_day(make_date(owner_id=7), reader_id=1) == []


@given(st.lists(st.integers(1, 12), min_size=1, max_size=60), st.integers(0, 12))
def test_however_long_outages_are_no_distance_is_told_twice_and_the_last_one_in_time(
    gaps: list[int], start: int
) -> None:
    covered, found = ON - 45 * DAY + start * DAY, []
    for gap in gaps:
        today = covered + gap * DAY
        found += told(make_date(), Days(covered, today, today))
        covered = today

    distances = [days for days, _ in found]
    assert distances == sorted(set(distances), reverse=True)
    assert set(distances) <= set(REMINDERS)
    assert all(0 <= left <= days for days, left in found)
