"""When a review is due: before the earliest day that counts, or some days from now. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from apps.reviews.types import DueKind, DueRecord

USUAL_LEAD_DAYS: Final = 7
USUAL_DAYS: Final = 14
_LONGEST_QUOTE: Final = 300
_WHAT: Final = {
    DueKind.OBJECTION: "The time to object ends on",
    DueKind.EFFECTIVE: "The change takes effect on",
}


@dataclass(frozen=True, slots=True)
class DateFound:
    """A day that the text names, in its own words; `how` says how it was reckoned where it is not written as a date."""

    kind: DueKind
    day: date
    quote: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class Spans:
    """How long before the day that counts a review is due, and how long after its opening where there is none."""

    lead_days: int = USUAL_LEAD_DAYS
    default_days: int = USUAL_DAYS


USUAL: Final = Spans()


def due_from(found: Iterable[DateFound], *, today: date, spans: Spans) -> DueRecord:
    """Return the due date and why. Of several days the earliest to come counts; a day without room for the lead is due today."""
    dates = sorted(found, key=lambda one: one.day)
    to_come = [one for one in dates if one.day >= today]
    if not to_come:
        return _default(dates, today, spans.default_days)
    first = to_come[0]
    wanted = first.day - timedelta(days=spans.lead_days)
    reckoned = f" ({first.how})" if first.how else ""
    told = f"{_WHAT[first.kind]} {day_of(first.day)}{reckoned}; {_days(spans.lead_days)} before that"
    if wanted < today:
        told += " had passed when the review was opened"
    return DueRecord(
        kind=first.kind,
        on=max(wanted, today),
        day=first.day,
        quote=first.quote[:_LONGEST_QUOTE],
        lead_days=spans.lead_days,
        told=f"{told}.",
    )


def day_of(on: date) -> str:
    return f"{on.day} {on:%b %Y}"


def _default(dates: list[DateFound], today: date, days: int) -> DueRecord:
    told = "The text states no day of effect or objection"
    if dates:
        told = f"{_WHAT[dates[-1].kind].replace(' ends', ' ended').replace(' takes', ' took')} {day_of(dates[-1].day)}, which had passed"
    return DueRecord(
        kind=DueKind.DEFAULT,
        on=today + timedelta(days=days),
        told=f"{told}; {_days(days)} from {day_of(today)}.",
    )


def _days(number: int) -> str:
    return f"{number} day" if number == 1 else f"{number} days"
