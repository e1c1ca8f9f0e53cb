"""A workspace's working hours: whether somebody reads now, and if not, when again."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from apps.alerts.schedules.days import DAY_MINUTES, first_moment, has_date, local_date

WEEK: Final = tuple(range(7))  # Monday is 0, as Python counts
_LOOKED_AHEAD: Final = 9  # days: a week, and a skipped one
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The hours of a working day in minutes after midnight, the last not among them, and which days work. Monday is 0."""

    zone: ZoneInfo
    opens: int = 8 * 60
    closes: int = 18 * 60
    days: frozenset[int] = field(default=frozenset({0, 1, 2, 3, 4}))

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= DAY_MINUTES:
            raise ValueError("A working day opens before it closes.")
        if not self.days or not self.days <= set(WEEK):
            raise ValueError("A week has a working day, of seven.")


def next_moment(hours: WorkingHours, moment: datetime) -> datetime:
    """Return the moment itself within working hours, else the next opening: what is raised at night waits for the morning."""
    zone = hours.zone
    today = local_date(moment, zone) - _DAY  # a day's hours may end after a midnight that came twice
    for ahead in range(_LOOKED_AHEAD + 1):
        day = today + ahead * _DAY
        if day.weekday() not in hours.days or not has_date(day, zone):
            continue
        if moment < first_moment(day, hours.closes, zone):
            return max(moment, first_moment(day, hours.opens, zone))
    # The only working day of the week is one that the zone skips: the week after has it.
    return next_moment(hours, moment + _LOOKED_AHEAD * _DAY)
