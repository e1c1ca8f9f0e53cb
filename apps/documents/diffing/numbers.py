"""Numbers: what a changed number counts, as far as the words around it say so."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Counted(StrEnum):
    """What a number counts."""

    FEE = "fee"
    AMOUNT = "amount"
    PERCENTAGE = "percentage"
    NOTICE_PERIOD = "notice period"
    AGE = "age"
    PERIOD = "period"
    DATE = "date"
    NUMBER = "number"


MATERIALITY = {
    Counted.FEE: 60,
    Counted.AMOUNT: 55,
    Counted.PERCENTAGE: 50,
    Counted.NOTICE_PERIOD: 55,
    Counted.AGE: 50,
    Counted.PERIOD: 50,
    Counted.DATE: 40,
    Counted.NUMBER: 40,
}

_UNIT = r"(?:calendar |business |working )?(?:second|minute|hour|day|week|month|year)s?"
_AGE = re.compile(
    r"\byears? (?:old|of age)\b|\b(?:age|aged|ages)\b|\bminimum age\b|\bunder (?:the age of )?\d",
    re.IGNORECASE,
)
_FEE = re.compile(
    r"\b(?:fees?|pric(?:e|es|ing)|charges?|costs?|subscriptions?|rates?|payable|per month|/month)\b",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"\b(?:notice|notify|notif(?:y|ies|ication)|prior to|in advance|advance)\b", re.IGNORECASE
)
_PERCENT = re.compile(r"%|\bper ?cent\b|\bpercent(?:age)?\b", re.IGNORECASE)
_MONEY = re.compile(
    r"[$€£¥₹₩]|\b(?:USD|EUR|GBP|JPY|CHF|AUD|CAD|dollars?|euros?|pounds?|cents?)\b",
    re.IGNORECASE,
)
_MONTH = (
    r"jan(?:uary|vier|uar)?|feb(?:ruary|ruar)?|février|mar(?:ch|s)?|märz|apr(?:il)?|avril|may|mai|june?|juin|juni|july?|"
    r"juillet|juli|aug(?:ust)?|août|sept?(?:ember|embre)?|oct(?:ober|obre)?|oktober|nov(?:ember|embre)?|"
    r"dec(?:ember)?|décembre|dezember"
)
_DATE = re.compile(rf"\b(?:{_MONTH})\b\.?,? *\d|\d(?:st|nd|rd|th)? *(?:of )?(?:{_MONTH})\b|年|\b\d{{4}}-\d\d-\d\d\b|\b\d\d?[/.]\d\d?[/.]\d{{2,4}}\b", re.IGNORECASE)  # fmt: skip
_PERIOD = re.compile(
    rf"^[\s)\]-]*{_UNIT}\b|^[\s)\]-]*(?:jours?|mois|ans|tage?n?|monate?n?|jahre?n?)\b", re.IGNORECASE
)

NEAR = 24  # characters


@dataclass(frozen=True, slots=True)
class Place:
    """A number as it is printed, the text just around it, and the line it stands on."""

    shown: str
    before: str
    after: str
    line: str


def counted(place: Place) -> Counted:
    """Say what a number counts."""
    near = f"{place.before[-NEAR:]}{place.shown}{place.after[:NEAR]}"
    tight = f"{place.before[-4:]}{place.shown}{place.after[:10]}"
    if _PERCENT.search(tight):
        return Counted.PERCENTAGE
    if _MONEY.search(tight):
        return Counted.FEE if _FEE.search(place.line) else Counted.AMOUNT
    if _DATE.search(near):
        return Counted.DATE
    is_period = _PERIOD.search(place.after) or re.search(rf"\d.*?\b{_UNIT}\b", place.shown, re.IGNORECASE)
    if _AGE.search(near) and not (is_period and _NOTICE.search(near)):
        return Counted.AGE
    if is_period:
        return Counted.NOTICE_PERIOD if _NOTICE.search(place.line) else Counted.PERIOD
    return Counted.NUMBER


def with_unit(place: Place) -> str:
    """Return the number with the unit printed after it."""
    unit = re.match(rf"\)?\s?(?:%|{_UNIT}\b)", place.after, re.IGNORECASE)
    shown = " ".join(place.shown.split())
    return f"{shown}{unit[0] if unit else ''}" if shown else ""
