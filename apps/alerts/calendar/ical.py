"""Dates as a file that calendars subscribe to: RFC 5545, with RFC 7986's name and pace. Pure: the same dates, the same bytes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from icalendar import Alarm, Calendar, Event, vText

REMINDERS: Final = (30, 14, 7, 1)  # days before
_REFRESH: Final = timedelta(hours=6)
_AT_NINE: Final = timedelta(hours=9)  # a whole day begins at midnight, and nobody is reminded then
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # no text may hold them (RFC 5545 §3.1)


@dataclass(frozen=True, slots=True)
class IcalEvent:
    """A day: `uid` names it for ever, `stamp` is when it became what it is, `turn` how often it was changed since."""

    uid: str
    on: date
    summary: str
    description: str
    url: str
    category: str
    stamp: datetime
    turn: int = 0
    is_cancelled: bool = False
    has_reminders: bool = True


def as_ical(events: Sequence[IcalEvent], *, name: str, product: str) -> bytes:
    """Return the file. Days are whole days of no time zone, so they are the same everywhere."""
    calendar = Calendar()
    calendar.add("prodid", f"-//ConductAtlas//{product}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    # As texts: the library does not know these two, and would leave commas in them as they are.
    calendar.add("name", vText(_text(name)))
    calendar.add("x-wr-calname", vText(_text(name)))
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for event in events:
        calendar.add_component(_event(event))
    written: bytes = calendar.to_ical()
    return written


def _event(event: IcalEvent) -> Event:
    made = Event()
    made.add("uid", event.uid)
    made.add("dtstamp", event.stamp)
    made.add("last-modified", event.stamp)
    made.add("sequence", event.turn)
    made.add("dtstart", event.on)
    made.add("dtend", event.on + timedelta(days=1))
    made.add("summary", _text(event.summary))
    made.add("description", _text(event.description))
    made.add("url", event.url)
    made.add("categories", [event.category])
    made.add("class", "PRIVATE")
    made.add("transp", "TRANSPARENT")
    made.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    if event.has_reminders and not event.is_cancelled:
        for days in REMINDERS:
            made.add_component(_alarm(event, days))
    return made


def _alarm(event: IcalEvent, days: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"{'Tomorrow' if days == 1 else f'In {days} days'}: {_text(event.summary)}")
    alarm.add("trigger", _AT_NINE - timedelta(days=days))
    return alarm


def _text(said: str) -> str:
    return _CONTROLS.sub(" ", said)
