"""The timeline strip."""

from datetime import UTC, datetime, timedelta

from apps.web.presentation.timelines import Event, MarkKind, Timeline, draw_timeline

FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def event(days: int, kind: MarkKind = MarkKind.CHANGE) -> Event:
    return Event(kind, FIRST + timedelta(days=days), f"day {days}", f"/{days}/")


def draw(events: list[Event], days: int) -> Timeline | None:
    return draw_timeline(title="t", source="s.", events=events, until=FIRST + timedelta(days=days))


def test_marks_stand_in_proportion_to_time() -> None:
    timeline = draw([event(0), event(50), event(100)], days=100)

    assert timeline is not None
    assert [mark.x for mark in timeline.marks] == ["1.50%", "50.00%", "98.50%"]


def test_axis_names_both_ends_and_the_quarters_between() -> None:
    timeline = draw([event(0)], days=300)

    assert timeline is not None
    assert [tick.label for tick in timeline.ticks] == ["1 Jan 2026", "Apr 2026", "Jul 2026", "28 Oct 2026"]


def test_axis_of_many_years_names_years_that_leave_room() -> None:
    timeline = draw([event(0)], days=365 * 8)

    assert timeline is not None
    assert [tick.label for tick in timeline.ticks] == [
        "1 Jan 2026",
        "2028",
        "2029",
        "2030",
        "2031",
        "2032",
        "30 Dec 2033",
    ]


def test_one_moment_is_no_timeline() -> None:
    assert draw([event(0)], days=0) is None
    assert draw([], days=10) is None


def test_long_history_shows_the_newest_marks_and_says_so() -> None:
    timeline = draw([event(day) for day in range(100)], days=200)

    assert timeline is not None
    assert len(timeline.marks) == 60
    assert timeline.marks[0].label == "day 40"
    assert timeline.source == "s. The newest 60 of 100 marks."
