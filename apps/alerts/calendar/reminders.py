"""Whom a date is reminded of, and when: 30, 14, 7 days and 1 before it, each once. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from apps.alerts.calendar.ical import REMINDERS
from apps.alerts.calendar.types import CalendarDate

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """The local days that a mail covers: those after `after`, up to `last`. `today` is when it is sent, `last` or later."""

    after: date
    last: date
    today: date


@dataclass(frozen=True, slots=True)
class DateReminder:
    """A date, for how many days before it the reminder is, and how far off it is today: more days may have gone since."""

    date: CalendarDate
    days: int
    left: int

    @property
    def away(self) -> str:
        return {0: "today", 1: "tomorrow"}.get(self.left, f"in {self.left} days")


def reminders_of(
    dates: Iterable[CalendarDate], days: Days, *, reader_id: int, zone: ZoneInfo
) -> tuple[DateReminder, ...]:
    """Return what a reader is to be reminded of, in the order of the dates: each once, at the latest distance of these days.

    A distance at which the date was not known is left out; so is a date that has passed, and somebody else's review.
    """
    found = []
    for one in dates:
        if one.on < days.today or one.owner_id not in {None, reader_id}:
            continue
        known_on = one.known_at.astimezone(zone).date()
        since = max(days.after, known_on - _DAY)
        due = [ahead for ahead in REMINDERS if since < one.on - ahead * _DAY <= days.last]
        if due:
            found.append(DateReminder(one, min(due), (one.on - days.today).days))
    return tuple(found)
