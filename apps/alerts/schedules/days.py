"""Local dates and hours as moments: where clocks jump, fall back, or a zone skips a day.

A local time that comes twice means its first coming; one that never comes, the first moment after it. So a day's moment is the
first at which its wall clock has reached the time, which is one moment for every time there is, and later for a later time.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_SECOND: Final = timedelta(seconds=1)
_DAY: Final = timedelta(days=1)
DAY_MINUTES: Final = 24 * 60


def first_moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """Return the first moment (UTC) at which the zone's wall clock reads so many minutes after the day's midnight, or more."""
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minutes)
    earlier, later = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if _wall(earlier, zone) == wall:
        return earlier
    # The clock jumps over it. Read with the offset of after the jump it lies before it, and the other way round.
    return _jump(later, earlier, wall, zone)


def has_date(day: date, zone: ZoneInfo) -> bool:
    """Say whether the zone has this date. Samoa had no 30 December 2011."""
    return local_date(first_moment(day, 0, zone), zone) == day


def next_date(day: date, zone: ZoneInfo) -> date:
    """Return the day itself where the zone has it, or the next that it has."""
    while not has_date(day, zone):
        day += _DAY
    return day


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def _jump(before: datetime, after: datetime, wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the second at which the clock jumps over a wall time, between two moments. Offsets are whole seconds."""
    early, late = 0, int((after - before).total_seconds())
    while late - early > 1:
        middle = (early + late) // 2
        if _wall(before + middle * _SECOND, zone) >= wall:
            late = middle
        else:
            early = middle
    return before + late * _SECOND
