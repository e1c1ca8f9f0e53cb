"""Dates as documents write them, in the languages of the catalogue, and what they can mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby
from operator import itemgetter

_MONTHS = (
    "january jan januar jänner janvier janv enero ene gennaio gen januari janeiro stycznia januára",
    "february feb februar février févr fevrier febrero febbraio febr februari fevereiro fev lutego",
    "march mar märz mrz mars marzo maart mrt março marco marca marts",
    "april apr avril avr abril abr aprile kwietnia",
    "may mai mayo maggio mag mei maio maja maj",
    "june jun juni juin junio giugno giu junho czerwca",
    "july jul juli juillet juil julio luglio lug julho lipca",
    "august aug août aout agosto ago augustus sierpnia augusti",
    "september sep sept septembre septiembre settembre set setembro września",
    "october oct oktober okt octobre octubre ottobre ott outubro out października",
    "november nov novembre noviembre novembro listopada",
    "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro grudnia",
)
_NUMBER_OF = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_BY_LETTER = [
    (letter, sorted(group, key=len, reverse=True))
    for letter, group in groupby(sorted(_NUMBER_OF), itemgetter(0))
]
# Parted by their first letter: otherwise each character of a text is held against all of them.
_NAMES = "|".join(f"{letter}(?:{'|'.join(name[1:] for name in group)})" for letter, group in _BY_LETTER)
_DAY = r"(?P<{}>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|°|\.)?"
_DATE = re.compile(
    rf"(?<![\w.]){_DAY.format('day')}\s*(?:of\s|de\s|d[\u2019']|-|/)?\s*(?P<month>{_NAMES})\.?,?\s*(?:de\s|del\s|of\s|-|/)?\s*"
    r"(?P<year>(?:19|20)\d\d)(?!\d)"
    rf"|(?:(?<!\w)|(?<=updated)|(?<=effective)|(?<=revised)|(?<=modified))(?P<month_first>{_NAMES})\.?\s+{_DAY.format('day_second')},?\s+(?P<year_third>(?:19|20)\d\d)(?!\d)"
    r"|(?<!\d)(?P<iso_year>(?:19|20)\d\d)\s*[-/.年년]\s*(?P<iso_month>\d{1,2})\s*[-/.月월]\s*(?P<iso_day>\d{1,2})[日일]?(?!\d)"
    r"|(?<![\d.])(?P<first>\d{1,2})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<numeric_year>(?:19|20)?\d\d)(?!\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"[0-9](?:(?<=[12])[09][0-9]{2}(?![0-9])|[0-9]?[./-][0-9]{1,2}[./-][0-9]{2})")
_AROUND = 40  # characters around a year in which its date stands
_MONTH_FIRST = frozenset({"en", ""})  # or not: both orders are written in English
_CENTURY = 2000


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: where it stands, and the days that it can mean; two where the order is anyone's guess."""

    begin: int
    end: int
    readings: tuple[date, ...]


def every_date(text: str, language: str | None) -> Iterator[Found]:
    """Find the dates of a text, looking only around what may be a year."""
    seen = 0  # up to here everything has been looked at
    for year in _YEAR.finditer(text):
        if year.end() <= seen:
            continue
        begin, end = max(year.start() - _AROUND, seen), min(year.end() + _AROUND, len(text))
        for one in dates_in(text, begin, end, language):
            yield one
            seen = one.end


def dates_in(text: str, begin: int, end: int, language: str | None) -> Iterator[Found]:
    """Find the dates in a range of a text; what names no day of the calendar is no date."""
    for match in _DATE.finditer(text, begin, end):
        readings = tuple(dict.fromkeys(_days(match, language or "")))
        if readings:
            yield Found(match.start(), match.end(), readings)


def _days(match: re.Match[str], language: str) -> Iterator[date]:
    named = match.groupdict()
    if named["month"]:
        return _real((named["year"], _NUMBER_OF[named["month"].lower()], named["day"]))
    if named["month_first"]:
        return _real((named["year_third"], _NUMBER_OF[named["month_first"].lower()], named["day_second"]))
    if named["iso_year"]:
        return _real((named["iso_year"], named["iso_month"], named["iso_day"]))
    year = int(named["numeric_year"])
    year = year if year >= _CENTURY - 100 else year + _CENTURY
    day_first = _real((year, named["second"], named["first"]))
    if named["mark"] == "." or language not in _MONTH_FIRST:
        return day_first
    return chain(day_first, _real((year, named["first"], named["second"])))


def _real(parts: tuple[str | int, str | int, str | int]) -> Iterator[date]:
    """Give the day, if there is one of that number in that month."""
    year, month, day = map(int, parts)
    try:
        yield date(year, month, day)
    except ValueError:
        return
