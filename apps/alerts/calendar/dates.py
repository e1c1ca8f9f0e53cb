"""The calendar of a workspace: what all sources of dates give, in one order."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final

from apps.accounts.models import Workspace
from apps.alerts.calendar.reviews import review_dates
from apps.alerts.calendar.texts import text_dates
from apps.alerts.calendar.types import CalendarDate, DateKind, Span

Source = Callable[[Workspace, Span], Iterator[CalendarDate]]
SOURCES: Final[tuple[Source, ...]] = (text_dates, review_dates)
_RANK: Final = {kind: rank for rank, kind in enumerate(DateKind)}


def calendar_of(workspace: Workspace, span: Span) -> list[CalendarDate]:
    """Return the dates of these days, withdrawn ones included, in their order. Inside `in_workspace`."""
    found = [one for source in SOURCES for one in source(workspace, span)]
    return sorted(found, key=lambda one: (one.on, _RANK[one.kind], one.key))


def coming_dates(workspace: Workspace, *, today: date, days: int) -> list[CalendarDate]:
    """Return what somebody may have to act on from today on, so many days ahead, in its order. Inside `in_workspace`."""
    found = calendar_of(workspace, Span(today, today + timedelta(days=days)))
    return [one for one in found if one.kind.is_to_act_on and not one.is_withdrawn]
