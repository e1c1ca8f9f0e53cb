"""When mail is due: every zone, every year, every change of the clocks."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from apps.accounts.time_zones import zones
from apps.alerts.schedules import (
    Rhythm,
    Timetable,
    Window,
    WorkingHours,
    first_moment,
    has_date,
    last_window,
    next_due,
    next_moment,
    open_window,
)

DAY, WEEK = timedelta(days=1), timedelta(days=7)
TICK = timedelta(microseconds=1)
APIA, LORD_HOWE = ZoneInfo("Pacific/Apia"), ZoneInfo("Australia/Lord_Howe")
SKIPS = datetime(2011, 12, 30, 10, tzinfo=UTC)  # the moment at which Samoa went from the 29th to the 31st

every_zone = st.sampled_from(zones()).map(ZoneInfo)
moments = st.datetimes(datetime(1970, 1, 10), datetime(2100, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone


@st.composite
def timetables(draw: st.DrawFn) -> Timetable:
    rhythm = draw(st.sampled_from([Rhythm.DAILY, Rhythm.WEEKLY]))
    return Timetable(draw(every_zone), rhythm, draw(st.integers(0, 23)), draw(st.integers(0, 6)))


@st.composite
def hours_of_work(draw: st.DrawFn) -> WorkingHours:
    opens = draw(st.integers(0, 1439))
    days = draw(st.frozensets(st.integers(0, 6), min_size=1))
    return WorkingHours(draw(every_zone), opens, draw(st.integers(opens + 1, 1440)), days)


def wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def walked(timetable: Timetable, since: datetime, times: int) -> list[Window]:
    """Return the windows as somebody meets them who looks again whenever one is due."""
    found = [open_window(timetable, since)]
    while len(found) < times:
        found.append(open_window(timetable, found[-1].end))
    return found


@given(timetables(), moments)
@example(Timetable(APIA, Rhythm.DAILY, 8), SKIPS)
@example(Timetable(APIA, Rhythm.WEEKLY, 8, 4), SKIPS)
@settings(max_examples=100)
def test_windows_follow_each_other_and_hold_every_moment_once(timetable: Timetable, now: datetime) -> None:
    windows = walked(timetable, now, 4)

    assert windows[0].start <= now < windows[0].end
    assert [window.start for window in windows[1:]] == [window.end for window in windows[:-1]]
    assert all(window.start < window.end for window in windows)
    for window in windows:
        assert last_window(timetable, window.end) == window
        assert last_window(timetable, window.end - TICK).end == window.start
        assert next_due(timetable, window.end - TICK) == window.end


@given(timetables(), moments)
@example(Timetable(APIA, Rhythm.DAILY, 23), SKIPS)
@example(Timetable(APIA, Rhythm.WEEKLY, 23, 4), SKIPS)
@example(Timetable(ZoneInfo("America/Sao_Paulo"), Rhythm.DAILY, 0), datetime(2018, 11, 3, tzinfo=UTC))
@example(Timetable(ZoneInfo("America/Havana"), Rhythm.DAILY, 0), datetime(2026, 10, 30, tzinfo=UTC))
@settings(max_examples=100)
def test_each_local_date_and_each_week_has_one(timetable: Timetable, now: datetime) -> None:
    zone, times = timetable.zone, 10
    days = [window.day for window in walked(timetable, now, times)]

    if timetable.rhythm == Rhythm.DAILY:
        span = [days[0] + ahead * DAY for ahead in range((days[-1] - days[0]).days + 1)]
        assert days == [day for day in span if has_date(day, zone)]
    else:
        weeks = [day - (day - date(1970, 1, 5) - timetable.weekday * DAY) % WEEK for day in days]
        assert weeks == [weeks[0] + ahead * WEEK for ahead in range(times)]
        assert all(day == week or not has_date(week, zone) for day, week in zip(days, weeks, strict=True))


@given(timetables(), moments)
@settings(max_examples=100)
def test_it_is_due_at_the_local_hour_or_right_after_a_jump_over_it(
    timetable: Timetable, now: datetime
) -> None:
    zone = timetable.zone
    for window in walked(timetable, now, 3):
        wanted = datetime.combine(window.day, datetime.min.time()) + timedelta(hours=timetable.hour)
        read = wall(window.end, zone)
        assert read >= wanted
        assert wall(window.end - timedelta(seconds=1), zone) < wanted
        if read != wanted:
            assert zone_jumps(zone, window.end)


def zone_jumps(zone: ZoneInfo, moment: datetime) -> bool:
    before = moment - timedelta(seconds=1)
    return moment.astimezone(zone).utcoffset() != before.astimezone(zone).utcoffset()


@given(every_zone, moments, st.integers(0, 1440))
@settings(max_examples=100)
def test_a_later_wall_time_is_never_an_earlier_moment(zone: ZoneInfo, now: datetime, minutes: int) -> None:
    day = now.date()
    moments_of_day = [first_moment(day, each, zone) for each in sorted({0, minutes, 1440})]

    assert moments_of_day == sorted(moments_of_day)
    assert first_moment(day, 1440, zone) == first_moment(day + DAY, 0, zone)


@given(hours_of_work(), moments)
@example(WorkingHours(APIA, days=frozenset({4})), SKIPS)
@settings(max_examples=100)
def test_same_day_is_now_within_working_hours_or_their_next_beginning(
    hours: WorkingHours, now: datetime
) -> None:
    found = next_moment(hours, now)

    day = found.astimezone(hours.zone).date()
    assert found >= now
    assert next_moment(hours, found) == found
    assert found == now or next_moment(hours, found - TICK) == found
    assert found < first_moment(day, hours.closes, hours.zone) or hours.closes == 1440
    if found != now:
        opened = first_moment(day, hours.opens, hours.zone)
        assert found == opened or zone_jumps(hours.zone, found)
    assert found - now <= 15 * DAY


@pytest.mark.parametrize(
    ("zone", "minutes", "day", "wanted"),
    [
        # half an hour forward and back: 02:15 never comes, 01:45 comes twice
        (LORD_HOWE, 135, date(2026, 10, 4), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
        (LORD_HOWE, 105, date(2026, 4, 5), datetime(2026, 4, 4, 14, 45, tzinfo=UTC)),
        (ZoneInfo("Europe/Berlin"), 150, date(2026, 3, 29), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (ZoneInfo("Europe/Berlin"), 150, date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        # a midnight that never comes, and one that comes twice
        (ZoneInfo("America/Sao_Paulo"), 0, date(2018, 11, 4), datetime(2018, 11, 4, 3, 0, tzinfo=UTC)),
        (ZoneInfo("America/Havana"), 0, date(2026, 11, 1), datetime(2026, 11, 1, 4, 0, tzinfo=UTC)),
        # a date that is none
        (APIA, 480, date(2011, 12, 30), SKIPS),
    ],
)
def test_moments_at_changes_of_the_clocks(zone: ZoneInfo, minutes: int, day: date, wanted: datetime) -> None:
    assert first_moment(day, minutes, zone) == wanted


def test_a_zone_that_skips_a_day_has_no_digest_for_it_and_its_week_has_one() -> None:
    daily = walked(Timetable(APIA, Rhythm.DAILY, 8), datetime(2011, 12, 28, tzinfo=UTC), 4)
    weekly = walked(Timetable(APIA, Rhythm.WEEKLY, 8, weekday=4), datetime(2011, 12, 26, tzinfo=UTC), 2)

    assert not has_date(date(2011, 12, 30), APIA)
    assert [window.day.day for window in daily] == [28, 29, 31, 1]
    assert [window.day for window in weekly] == [date(2011, 12, 31), date(2012, 1, 6)]
    assert wall(weekly[0].end, APIA) == datetime(2011, 12, 31, 8)  # noqa: DTZ001 - a wall clock


@pytest.mark.parametrize(
    "name", ["Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "Asia/Kathmandu"]
)
def test_a_year_has_a_digest_for_each_of_its_days(name: str) -> None:
    timetable = Timetable(ZoneInfo(name), Rhythm.DAILY, 2)
    windows = walked(timetable, datetime(2026, 1, 5, tzinfo=UTC), 300)

    assert set(Counter(window.day for window in windows).values()) == {1}
    assert (windows[-1].day - windows[0].day).days == 299


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Timetable(APIA, Rhythm.OFF),
        lambda: Timetable(APIA, Rhythm.DAILY, 24),
        lambda: Timetable(APIA, Rhythm.WEEKLY, 8, 7),
        lambda: WorkingHours(APIA, 600, 600),
        lambda: WorkingHours(APIA, 600, 1441),
        lambda: WorkingHours(APIA, days=frozenset()),
        lambda: WorkingHours(APIA, days=frozenset({7})),
    ],
)
def test_what_is_no_time_is_refused(wrong: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"Only|A "):
        wrong()
