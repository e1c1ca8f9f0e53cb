"""Dates as pages show them: a month as weeks, an agenda by day, and in how many days something is."""

import calendar
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.core.exceptions import BadRequest
from django.urls import reverse

from apps.alerts.calendar import CalendarDate, DateKind, Span
from apps.web.presentation.dates import plain_quote
from apps.web.queries.calendar import DatesRead

REMINDERS: Final = (1, 7, 14, 30)  # days before
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_TONES: Final = {
    DateKind.OBJECTION: "high",
    DateKind.REVIEW: "high",
    DateKind.EXPIRY: "medium",
    DateKind.EFFECTIVE: "medium",
    DateKind.RENEWAL: "low",
    DateKind.NOTICE: "plain",
}


@dataclass(frozen=True, slots=True)
class DateView:
    """One date: what it is, where it leads, the text's words for it and the version that has them."""

    on: date
    kind: str
    tone: str
    title: str
    vendor: str
    document: str
    url: str
    quote: str
    version_url: str
    version: int
    unclear: tuple[date, ...]
    withdrawn: str
    away: str
    is_reminded: bool


@dataclass(frozen=True, slots=True)
class DayView:
    on: date
    dates: tuple[DateView, ...]
    is_of_month: bool = True
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month as the page shows it; `previous` and `next` are empty at the ends of time."""

    name: str
    value: str
    previous: str
    next: str
    weeks: tuple[tuple[DayView, ...], ...]
    agenda: tuple[DayView, ...]
    is_present: bool


def month_asked(given: str, today: date) -> date:
    """Return the first day of the month asked for as 2027-01, this month if none is; raises BadRequest for what is no month."""
    if not given:
        return today.replace(day=1)
    try:
        first = date.fromisoformat(f"{given}-01")
    except ValueError as error:
        raise BadRequest(f"There is no month “{given[:20]}”. Months are asked for like 2027-01.") from error
    if len(given) != len("2027-01") or not _FIRST_YEAR <= first.year <= _LAST_YEAR:
        raise BadRequest(f"The calendar has the years {_FIRST_YEAR} to {_LAST_YEAR}.")
    return first


def span_of_month(first: date) -> Span:
    """Return the days of all weeks that the month touches, Monday to Sunday."""
    begin = first - timedelta(days=first.weekday())
    last = _last_of(first)
    return Span(begin, last + timedelta(days=6 - last.weekday()))


def month_view(first: date, read: DatesRead, *, slug: str, today: date) -> MonthView:
    by_day = _by_day(date_views(read.dates, read, slug=slug, today=today))
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return MonthView(
        name=f"{first:%B %Y}",
        value=f"{first:%Y-%m}",
        previous=_neighbour(first - timedelta(days=1)),
        next=_neighbour(_last_of(first) + timedelta(days=1)),
        weeks=tuple(tuple(_day(on, first, by_day, today) for on in week) for week in weeks),
        agenda=tuple(
            DayView(on, tuple(by_day[on]), is_today=on == today)
            for on in sorted(by_day)
            if (on.year, on.month) == (first.year, first.month)
        ),
        is_present=(today.year, today.month) == (first.year, first.month),
    )


def date_views(
    dates: Iterable[CalendarDate], read: DatesRead, *, slug: str, today: date
) -> tuple[DateView, ...]:
    return tuple(_date_view(one, read, slug, today) for one in dates)


def address_of(one: CalendarDate, read: DatesRead, slug: str) -> str:
    """Return where a date leads: to the review whose it is, to the alert that told of it, else to the change itself."""
    if one.review_id is not None:
        return reverse("workspace_review", args=[slug, one.review_id])
    alert = read.alert_of(one)
    return reverse("workspace_alert", args=[slug, alert]) if alert else one.change.get_absolute_url()


def away(on: date, today: date) -> str:
    """Return how far a day is, as people say it."""
    days = (on - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def _date_view(one: CalendarDate, read: DatesRead, slug: str, today: date) -> DateView:
    document, version = one.change.document, one.change.to_version
    version.document = document
    return DateView(
        on=one.on,
        kind=one.kind.label,
        tone="plain" if one.is_withdrawn else _TONES[one.kind],
        title=one.title,
        vendor=document.platform.name,
        document=document.title,
        url=address_of(one, read, slug),
        quote=plain_quote(one.quote),
        version_url=version.get_absolute_url(),
        version=version.number,
        unclear=one.readings if one.is_unclear else (),
        withdrawn=one.withdrawn_because,
        away=away(one.on, today),
        is_reminded=(one.on - today).days in REMINDERS,
    )


def _day(on: date, first: date, by_day: Mapping[date, Sequence[DateView]], today: date) -> DayView:
    is_of_month = on.month == first.month
    return DayView(on, tuple(by_day.get(on, ())), is_of_month=is_of_month, is_today=on == today)


def _by_day(views: Iterable[DateView]) -> dict[date, list[DateView]]:
    found: dict[date, list[DateView]] = defaultdict(list)
    for view in views:
        found[view.on].append(view)
    return dict(found)


def _last_of(first: date) -> date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _neighbour(on: date) -> str:
    return f"{on:%Y-%m}" if _FIRST_YEAR <= on.year <= _LAST_YEAR else ""
