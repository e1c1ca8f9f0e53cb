"""Durations, money, shares, dates and bare numbers of a text, made comparable."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from apps.analysis.grounding.lexicon import table
from apps.analysis.grounding.numerals import COUNTING_WORDS, in_figures
from apps.provisions.facts.numerals import MONTHS

_MONTH_NUMBERS: Final = (
    {name: place for place, name in enumerate(MONTHS, start=1)}
    | {name[:3]: place for place, name in enumerate(MONTHS, start=1)}
    | {"sept": 9}
)
_MONTH: Final = rf"(?:{'|'.join(MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)"
_SHORT_MONTH: Final = r"(?:may|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b"  # the end of many words
_CURRENCIES: Final[dict[str, str]] = table("currencies")
_DOLLARS: Final = frozenset({"USD", "AUD", "CAD", "SGD", "DOLLAR"})
_FIGURE: Final = re.compile(r"\d+(?:\.\d+)?")
# What stands right before a figure, and right after it.
_BEFORE: Final = re.compile(
    rf"(?:(?P<sign>(?:u\.s\.|us|[acs])?\$|[€£¥₹]|\b(?:usd|eur|gbp|aud|cad|sgd|jpy|inr|chf))\s?|(?:\b|(?<=[a-z])(?!{_SHORT_MONTH}))(?P<month>{_MONTH})\.?\s)$"
)
_AFTER: Final = re.compile(
    r"(?P<iso>-(?P<im>\d\d)-(?P<id>\d\d)(?!\d))"
    r"|(?P<slash>[/.](?P<s2>\d{1,2})[/.](?P<sy>(?:19|20)\d\d)(?!\d))"
    r"|(?P<share>\s?(?:%|per\s?cent\b|percentage points?\b))"
    r"|(?P<span>(?:'s)?[\s-]*(?:(?P<sort>business|working|trading)|calendar|full|consecutive|additional|more|further|billing)?[\s-]*"
    r"(?P<unit>minute|hour|day|week|month|quarter|year)s?\b)"
    rf"|(?P<dmy>(?:st|nd|rd|th)?\s(?:day\s)?(?:of\s)?(?P<month>{_MONTH})\b\.?(?:,?\s(?P<y>\d{{4}})(?!\d))?)"
    r"|\s?(?P<name>(?:(?:us|u\.s\.|united states) )?dollars?|euros?|eur|usd|gbp|aud|cad|sgd|chf|jpy|inr|pounds?|yen|rupees|swiss francs|cents?|€|£)(?![a-z])"
)
_YEAR_AFTER: Final = re.compile(r"(?:st|nd|rd|th)?(?:,?\s(?P<y>\d{4})(?!\d))?")
_IN_BASE: Final = {
    "minute": ("minute", 1), "hour": ("minute", 60), "day": ("minute", 1440), "week": ("minute", 10080),
    "month": ("month", 1), "quarter": ("month", 3), "year": ("month", 12),
}  # fmt: skip
# What people write for one of a unit.
_UNITS: Final = {
    "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "annual": "year", "annually": "year",
    "yearly": "year", "hourly": "hour",
} | {form: unit for unit in _IN_BASE for form in (unit, f"{unit}s")}  # fmt: skip
_SMALL: Final = frozenset({"1", "2"})
_FIRST_YEAR: Final = 1900

Key = tuple[str, str, Decimal]


@dataclass(frozen=True, slots=True)
class Amount:
    """Hold one amount as it compares, and where it stands in the text as rewritten in figures."""

    kind: str  # duration, money, share, date, number
    unit: str
    number: Decimal
    start: int
    end: int

    @property
    def key(self) -> Key:
        return self.kind, self.unit, self.number


@dataclass(slots=True)
class Amounts:
    """Hold the amounts of a text, in its order, and what a bare number may rest on."""

    figures: str = ""
    found: list[Amount] = field(default_factory=list)
    keys: set[Key] = field(default_factory=set)
    numbers: set[Decimal] = field(default_factory=set)
    units: set[str] = field(default_factory=set)

    def add(self, other: "Amounts") -> None:
        """Take over what another text offers."""
        self.keys |= other.keys
        self.numbers |= other.numbers
        self.units |= other.units

    def keep(self, amount: Amount) -> None:
        """Take over an amount, and what it bears besides itself."""
        self.found.append(amount)
        self.keys.add(amount.key)
        self.numbers.add(amount.number)
        if amount.unit in _IN_BASE:
            base, times = _IN_BASE[amount.unit]
            self.keys.add(("base", base, amount.number * times))
        if amount.kind == "date":
            self._keep_parts(amount)

    def bears(self, amount: Amount) -> bool:
        """Say whether an amount of some prose occurs here, in this or an equal notation."""
        if amount.key in self.keys:
            return True
        if amount.kind == "number":
            return amount.number in self.numbers
        if amount.kind == "money":
            return self._bears_money(amount)
        return amount.kind == "duration" and self._bears_duration(amount)

    def _bears_money(self, amount: Amount) -> bool:
        # A sign alone says dollars of some country.
        return amount.unit in _DOLLARS and any(
            kind == "money"
            and number == amount.number
            and unit in _DOLLARS
            and "DOLLAR" in {unit, amount.unit}
            for kind, unit, number in self.keys
        )

    def _bears_duration(self, amount: Amount) -> bool:
        unit = amount.unit
        if unit not in _IN_BASE:
            return False
        base, times = _IN_BASE[unit]
        if ("base", base, amount.number * times) in self.keys:
            return True
        # One of a unit is also written as a word, and of "30 or 60 days" the first has no unit of its own.
        return unit in self.units and (amount.number == 1 or ("number", "", amount.number) in self.keys)

    def _keep_parts(self, amount: Amount) -> None:
        # A whole date bears its month with its year, its day with its month, and its year.
        whole = int(amount.number)
        if amount.unit == "day":
            self.keys.add(("date", "month", Decimal(whole // 100)))
            self.keys.add(("date", "yearless", Decimal(whole % 10_000)))
            self.numbers.add(Decimal(whole // 10_000))
        elif amount.unit == "month":
            self.numbers.add(Decimal(whole // 100))


def amounts_of(lowered: str, words: AbstractSet[str]) -> Amounts:
    """Return the amounts of a lowered text, whose words are given."""
    made = Amounts(figures=lowered)
    made.units = {_UNITS[word] for word in words & _UNITS.keys()}
    if COUNTING_WORDS.isdisjoint(words) and not any(map(str.isdigit, lowered)):
        return made
    made.figures = text = in_figures(lowered, words)
    end = 0
    for figure in _FIGURE.finditer(text):
        if figure.start() >= end:
            for amount in _read(text, figure):
                made.keep(amount)
                end = amount.end
    return made


def counted(amounts: Amounts, words: AbstractSet[str]) -> list[Amount]:
    """Return the amounts that prose states; one and two without a unit are words and no counts."""
    return [
        amount
        for amount in amounts.found
        if amount.kind != "number" or str(amount.number) not in _SMALL or str(amount.number) in words
    ]


def _read(text: str, figure: re.Match[str]) -> list[Amount]:
    start, end = figure.span()
    number = Decimal(figure[0])
    before = _BEFORE.search(text[max(0, start - 14) : start])
    if before is not None and before["sign"] is not None:
        return [Amount("money", _CURRENCIES[before["sign"]], number, start, end)]
    after = _AFTER.match(text, end)
    if before is not None and (after is None or after["span"] is None):
        year = _YEAR_AFTER.match(text, end)
        return _month_first(before["month"], figure, year)
    if after is None:
        return [Amount("number", "", number, start, end)]
    return _with_what_follows(figure, number, after)


def _with_what_follows(figure: re.Match[str], number: Decimal, after: re.Match[str]) -> list[Amount]:
    place = (figure.start(), after.end())
    if after["span"] is not None:
        unit = f"business {after['unit']}" if after["sort"] else after["unit"]
        return [Amount("duration", unit, number, *place)]
    if after["share"] is not None:
        return [Amount("share", "%", number, *place)]
    if after["name"] is not None:
        return [_money(_CURRENCIES[after["name"]], number, place)]
    is_modal = after["month"] == "may" and not after["y"]  # nobody under 13 may
    if "." in figure[0] or is_modal:
        return [Amount("number", "", number, *figure.span())]
    return _dated(int(number), after, place)


def _dated(whole: int, after: re.Match[str], place: tuple[int, int]) -> list[Amount]:
    if after["iso"] is not None:
        return _date(whole, int(after["im"]), int(after["id"]), place)
    if after["dmy"] is not None:
        return _date(int(after["y"] or 0), _MONTH_NUMBERS[after["month"]], whole, place)
    # 3/4/2026 is in April here and in March there: both are offered.
    second, year = int(after["s2"]), int(after["sy"])
    return _date(year, whole, second, place) + (_date(year, second, whole, place) if whole != second else [])


def _money(unit: str, number: Decimal, place: tuple[int, int]) -> Amount:
    return (
        Amount("money", "DOLLAR", number / 100, *place)
        if unit == "CENT"
        else Amount("money", unit, number, *place)
    )


def _month_first(month: str, figure: re.Match[str], year: re.Match[str] | None) -> list[Amount]:
    number = _MONTH_NUMBERS[month]
    figures = int(figure[0]) if figure[0].isdecimal() else 0
    if figures > _FIRST_YEAR:
        return [Amount("date", "month", Decimal(figures * 100 + number), *figure.span())]
    follows = year["y"] if year is not None else None
    if month == "may" and not follows:  # you may 5 times
        return [Amount("number", "", Decimal(figure[0]), *figure.span())]
    end = year.end() if year is not None else figure.end()
    return _date(int(follows or 0), number, figures, (figure.start(), end))


def _date(year: int, month: int, day: int, place: tuple[int, int]) -> list[Amount]:
    try:
        date(year or 2000, month, day)
    except ValueError:
        return []
    whole = Decimal(year * 10_000 + month * 100 + day)
    return [Amount("date", "day" if year else "yearless", whole, *place)]
