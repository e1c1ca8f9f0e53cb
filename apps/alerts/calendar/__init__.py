"""The dates that concern a workspace, wherever they come from: the texts of changes it follows, and its own reviews."""

from apps.alerts.calendar.dates import calendar_of, coming_dates
from apps.alerts.calendar.texts import undated_changes
from apps.alerts.calendar.types import CalendarDate, DateKind, Span, UndatedChange

__all__ = [
    "CalendarDate",
    "DateKind",
    "Span",
    "UndatedChange",
    "calendar_of",
    "coming_dates",
    "undated_changes",
]
