"""What the calendar's pages and feeds read of a workspace."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from apps.accounts.models import User, Workspace
from apps.accounts.time_zones import zone_named
from apps.alerts.calendar import CalendarDate, Span, UndatedChange, calendar_of, undated_changes
from apps.core import clock
from apps.web.queries.inbox import shown_until

UNDATED_FOR: Final = timedelta(days=90)
_UNDATED: Final = 10
_BEFORE, _AFTER = timedelta(days=90), timedelta(days=400)


@dataclass(frozen=True, slots=True)
class DatesRead:
    """Dates in their order. Alerts raised from `opens_at` on are not shown in this plan: their changes are, as to everybody."""

    dates: tuple[CalendarDate, ...]
    opens_at: datetime | None

    def alert_of(self, one: CalendarDate) -> int | None:
        """Return the number of the alert that tells of it, if there is one that the plan shows."""
        is_held_back = self.opens_at is not None and one.told_at is not None and one.told_at >= self.opens_at
        return None if is_held_back else one.alert_id


def today_of(person: User) -> date:
    """Return the day that it is where the person says they are."""
    return clock.now().astimezone(zone_named(person.time_zone)).date()


def dates_read(workspace: Workspace, span: Span) -> DatesRead:
    """Return the dates of these days, withdrawn ones included. Inside `in_workspace`."""
    return DatesRead(tuple(calendar_of(workspace, span)), shown_until(workspace))


def dates_to_subscribe(workspace: Workspace) -> DatesRead:
    """Return what a calendar that subscribes is given: three months back, so that it can cancel, and all that is known ahead."""
    today = clock.now().date()
    return dates_read(workspace, Span(today - _BEFORE, today + _AFTER))


def undated(workspace: Workspace) -> tuple[UndatedChange, ...]:
    """Return the newest alerts that the plan shows and whose text gives no day to act on. Inside `in_workspace`."""
    since, until = clock.now() - UNDATED_FOR, shown_until(workspace)
    return tuple(undated_changes(workspace, since=since, until=until, most=_UNDATED))
