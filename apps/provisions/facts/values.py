"""Values as clauses write them, made comparable: "thirty (30) days" and "30 days" are one value."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from apps.provisions.facts.numerals import BELOW_HUNDRED, MONTHS
from apps.provisions.facts.types import Value
from apps.provisions.taxonomy import FactType

_WORDS: Final = BELOW_HUNDRED | {"a": 1, "an": 1, "hundred": 100}
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_SPELT = rf"(?:{_WORD})(?:[ -](?:{_WORD})){{0,3}}"
_NUMBER = rf"(?:\d{{1,4}}|{_SPELT})(?: ?\((?:\d{{1,4}}|{_SPELT})\))?"
_DAYS: Final = {
    "hour": Decimal(1) / 24,
    "day": Decimal(1),
    "week": Decimal(7),
    "month": Decimal(30),
    "year": Decimal(365),
}
_SORT = r"(?:calendar |business |working |full |consecutive |consecutively |billing )?"
DURATION: Final = rf"(?<![\w.,])(?P<v>{_NUMBER}[ -]{_SORT}(?:hour|day|week|month|year)s?)\b"
_CURRENCY_OF: Final = {
    "$": "USD",
    "us$": "USD",
    "usd": "USD",
    "dollar": "USD",
    "€": "EUR",
    "eur": "EUR",
    "euro": "EUR",
    "£": "GBP",
    "gbp": "GBP",
    "pound": "GBP",
}
MONEY: Final = (
    r"(?P<v>(?:(?<![\w$])(?:us ?|u\.s\. ?)?[$€£] ?\d{1,3}(?:,\d{3})*(?:\.\d{1,2})?(?![\d,]*\d)"
    r"|\b(?:usd|eur|gbp) ?\d{1,3}(?:,\d{3})*(?:\.\d{1,2})?"
    r"|(?<![\d,.$€£])\d{1,3}(?:,\d{3})*(?:\.\d{1,2})? ?(?:(?:u\.?s\.? )?dollars|usd|eur|euros?|gbp|pounds|€|£)))"
)
PERCENTAGE: Final = r"(?<![\d.,])(?P<v>\d{1,3}(?:\.\d{1,4})? ?(?:%|per ?cent\b))"
AGE: Final = rf"(?P<v>\b(?:1\d|2[01]|{_SPELT})(?: ?\(\d\d\))?)\b"
_MONTH = "|".join(MONTHS)
DATE: Final = rf"(?P<v>\b(?:(?:{_MONTH}) \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTH}),? \d{{4}}|\d{{4}}-\d\d-\d\d)\b)"
_NAME = r"(?-i:(?:St\.|[A-Z]\.(?:[A-Z]\.)*|[A-Z][\w'-]*)(?<!'s))"
PLACE: Final = rf"(?P<v>{_NAME}(?:,? {_NAME}| (?:of|and|the|de|del) (?:the )?{_NAME}){{0,5}})"
EMAIL: Final = r"(?P<v>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4})"
ANY: Final = r"(?P<v>.{1,300})"
PATTERNS: Final = {
    "DURATION": DURATION,
    "MONEY": MONEY,
    "PERCENTAGE": PERCENTAGE,
    "AGE": AGE,
    "DATE": DATE,
    "PLACE": PLACE,
    "EMAIL": EMAIL,
}
_DIGITS = re.compile(r"\d+")
_UNIT = re.compile(r"(hour|day|week|month|year)s?$")
_LARGEST_AGE = 21
_DEMONYMS: Final = {
    "english": "England",
    "french": "France",
    "german": "Germany",
    "irish": "Ireland",
    "dutch": "Netherlands",
    "italian": "Italy",
    "spanish": "Spain",
    "swiss": "Switzerland",
    "swedish": "Sweden",
    "belgian": "Belgium",
    "austrian": "Austria",
    "canadian": "Canada",
    "singapore": "Singapore",
    "california": "California",
    "delaware": "Delaware",
}


def duration(written: str) -> Value | None:
    """Read a time; None where its figures and its words disagree."""
    lowered = written.lower().replace("-", " ")
    unit = _UNIT.search(lowered)
    amount = _number(lowered[: unit.start()]) if unit else None
    if unit is None or amount is None:
        return None
    sort = next((word for word in ("business", "working") if word in lowered), "")
    name = f"{'business ' if sort else ''}{unit[1]}{'' if amount == 1 else 's'}"
    return Value(f"{amount} {name}", _DAYS[unit[1]] * amount, name)


def money(written: str) -> Value | None:
    """Read an amount of money in dollars, euros or pounds."""
    lowered = written.lower().replace(" ", "").replace("u.s.", "us")
    amount = re.sub(r"[^\d.]", "", lowered).strip(".")
    currency = next((code for sign, code in _CURRENCY_OF.items() if sign in lowered), "")
    if not amount or not currency:
        return None
    number = Decimal(amount)
    shown = f"{number:,.2f}".removesuffix(".00")
    return Value(f"{currency} {shown}", number, currency)


def percentage(written: str) -> Value | None:
    """Read a share."""
    found = re.match(r"[\d.]+", written)
    number = Decimal(found[0]) if found else None
    if number is None or number > 100:  # noqa: PLR2004 - the whole
        return None
    return Value(f"{number.normalize():f} %", number, "percent")


def age(written: str) -> Value | None:
    """Read an age at which somebody may do something."""
    number = _number(written.lower().replace("-", " "))
    if number is None or not 10 <= number <= _LARGEST_AGE:  # noqa: PLR2004 - nobody younger contracts
        return None
    return Value(f"{number} years", Decimal(number), "years")


def day(written: str) -> Value | None:
    """Read a date that exists."""
    lowered = written.lower().replace(",", " ")
    numbers = [int(found) for found in _DIGITS.findall(lowered)]
    month = next((place for place, name in enumerate(MONTHS, start=1) if name in lowered), None)
    if month is None:
        year, month, number = numbers
    else:
        number, year = numbers
    try:
        return Value(date(year, month, number).isoformat())
    except ValueError:
        return None


def place(written: str) -> Value:
    """Read the name of a place as it is written, nationalities as their country."""
    name = re.sub(
        r"^(?:the )?(?:state|commonwealth|province|republic|city) of (?:the )?",
        "",
        written,
        flags=re.IGNORECASE,
    )
    name = re.sub(r",? (?:U\.?S\.?A?\.?|United States(?: of America)?)$", "", name).strip(" .,") or name
    return Value(_DEMONYMS.get(name.lower(), name)[:300])


def words(written: str) -> Value:
    """Take a name or an address as it is written."""
    return Value(" ".join(written.split()).rstrip(".,;")[:300])


READERS: Final[dict[FactType, Callable[[str], Value | None]]] = {
    FactType.DURATION: duration,
    FactType.MONEY: money,
    FactType.PERCENTAGE: percentage,
    FactType.AGE: age,
    FactType.DATE: day,
    FactType.PLACE: place,
    FactType.PARTY: words,
    FactType.ADDRESS: words,
    FactType.NUMBER: words,
}


def _number(written: str) -> int | None:
    """Read a number in figures, in words or in both; None where both are there and disagree."""
    figures = {int(found) for found in _DIGITS.findall(written)}
    spelt = [_WORDS[word] for word in re.findall(r"[a-z]+", written) if word in _WORDS]
    if spelt and not (figures and spelt == [1] and "a" in written.split()):
        figures.add(_spelt(spelt))
    return figures.pop() if len(figures) == 1 else None


def _spelt(numbers: list[int]) -> int:
    total = 0
    for number in numbers:
        total = max(total, 1) * number if number == _WORDS["hundred"] else total + number
    return total
