"""What a digest covers and when it is due: windows that follow each other without a gap, one for each local day or week."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from apps.alerts.schedules.days import first_moment, has_date, local_date, next_date

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
# Periods looked at on either side of the present one: a zone may skip a day, and repeat one.
_BEFORE, _AFTER = 4, 4


class Rhythm(StrEnum):
    """How often somebody wants mail."""

    SAME_DAY = "same_day"
    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Timetable:
    """Daily at an hour, or weekly on a day (Monday is 0) at an hour, of a zone."""

    zone: ZoneInfo
    rhythm: Rhythm
    hour: int = 8
    weekday: int = 0

    def __post_init__(self) -> None:
        if self.rhythm not in {Rhythm.DAILY, Rhythm.WEEKLY}:
            raise ValueError("Only what comes daily or weekly has a timetable.")
        if self.hour not in range(24) or self.weekday not in range(7):
            raise ValueError("A day has 24 hours, a week seven days.")


@dataclass(frozen=True, slots=True)
class Window:
    """What a digest covers: from `start` up to and without `end`, at which it is due. `day` is the local date it is for."""

    start: datetime
    end: datetime
    day: date


def last_window(timetable: Timetable, now: datetime) -> Window:
    """Return the window that was due last: its end is now or before."""
    return next(window for window in reversed(_windows(timetable, now)) if window.end <= now)


def open_window(timetable: Timetable, now: datetime) -> Window:
    """Return the window that is running: it began now or before, and is due after."""
    return next(window for window in _windows(timetable, now) if window.end > now)


def next_due(timetable: Timetable, now: datetime) -> datetime:
    """Return when the next digest is due, after now."""
    return open_window(timetable, now).end


def _windows(timetable: Timetable, now: datetime) -> list[Window]:
    """Return the windows around a moment, in their order."""
    today = local_date(now, timetable.zone)
    days = _daily(timetable.zone, today) if timetable.rhythm == Rhythm.DAILY else _weekly(timetable, today)
    dues = [(first_moment(day, timetable.hour * 60, timetable.zone), day) for day in days]
    return [Window(start, end, day) for (start, _), (end, day) in pairwise(dues)]


def _daily(zone: ZoneInfo, today: date) -> list[date]:
    days = (today + ahead * _DAY for ahead in range(-_BEFORE, _AFTER + 1))
    return [day for day in days if has_date(day, zone)]


def _weekly(timetable: Timetable, today: date) -> list[date]:
    """Return the day of each week; where the zone skips it, the next that it has. One a week all the same."""
    monday = today - today.weekday() * _DAY
    mondays = (monday + ahead * _WEEK for ahead in range(-_BEFORE, _AFTER + 1))
    return [next_date(week + timetable.weekday * _DAY, timetable.zone) for week in mondays]
