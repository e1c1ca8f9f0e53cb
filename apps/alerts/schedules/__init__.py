"""When mail comes: pure, and right across every change of a zone's clocks."""

from apps.alerts.schedules.days import first_moment, has_date
from apps.alerts.schedules.hours import WorkingHours, next_moment
from apps.alerts.schedules.windows import Rhythm, Timetable, Window, last_window, next_due, open_window

__all__ = [
    "Rhythm",
    "Timetable",
    "Window",
    "WorkingHours",
    "first_moment",
    "has_date",
    "last_window",
    "next_due",
    "next_moment",
    "open_window",
]
