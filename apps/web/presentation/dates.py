"""What a text says of its own dates, as facts with their quote."""

from dataclasses import dataclass
from datetime import date

from apps.documents.models import DateReading
from apps.documents.types import StatedDateRecord

_TERMS = {"notice": "Announced", "effective": "Effective", "last_updated": "Last updated"}
_UNREAD = "not read yet"
_UNSTATED = "not stated"
_LONGEST_QUOTE = 200


@dataclass(frozen=True, slots=True)
class DateFact:
    """One kind of date: the day, or the days that it can mean, and the text's own words for it."""

    term: str
    value: str
    hint: str = ""


def date_facts(reading: DateReading | None, before: DateReading | None = None) -> tuple[DateFact, ...]:
    """Return a fact for every kind of date, stated or not; a date that the text before stated already says so."""
    if reading is None:
        return tuple(DateFact(term, _UNREAD) for term in _TERMS.values())
    stated, known = reading.stated(), before.stated() if before else {}
    return tuple(_fact(term, stated.get(kind), known.get(kind)) for kind, term in _TERMS.items())


def _fact(term: str, stated: StatedDateRecord | None, known: StatedDateRecord | None) -> DateFact:
    if stated is None:
        return DateFact(term, _UNSTATED)
    notes = [f"“{plain_quote(stated.quote)}”"]
    if stated.on is None:
        notes.append("which can mean either")
    if known is not None and known.readings == stated.readings:
        notes.append("as in the version before")
    return DateFact(term, " or ".join(map(_day, sorted(stated.readings))), ", ".join(notes))


def _day(on: date) -> str:
    return f"{on.day} {on:%b} {on.year}"


def plain_quote(quote: str) -> str:
    """Return the words of a quote without Markdown's emphasis and line ends; the stored quote has them."""
    plain = " ".join(quote.replace("*", "").replace("_", " ").split())
    return plain if len(plain) <= _LONGEST_QUOTE else f"{plain[:_LONGEST_QUOTE]}…"
