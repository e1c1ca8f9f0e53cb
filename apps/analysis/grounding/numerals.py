"""Numbers that are written as words, rewritten in figures: "thirty (30) days" becomes "30 days"."""

import re
from collections.abc import Set as AbstractSet
from typing import Final

from apps.provisions.facts.numerals import BELOW_HUNDRED

_SCALES: Final = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_VALUE: Final = "|".join(sorted(BELOW_HUNDRED, key=len, reverse=True))
_SCALE: Final = "|".join(_SCALES)
_SPELT: Final = re.compile(
    rf"\b(?:(?:{_VALUE})|an?\s(?:{_SCALE}))(?:(?:\s+and\s+|[\s-]+)(?:{_VALUE}|{_SCALE}))*\b"
)
_SCALED: Final = re.compile(r"(\d+(?:\.\d+)?)\s?(hundred|thousand|million|billion|mn|bn|k|m)\b")
_SHORT_SCALES: Final = _SCALES | {"mn": 1_000_000, "bn": 1_000_000_000, "k": 1_000, "m": 1_000_000}
_HALVES: Final = re.compile(r"\b(?:half (?:an? )?(?P<unit>year|hour|day)|an? fortnight)\b")
_HALF_OF: Final = {"year": "6 months", "hour": "30 minutes", "day": "12 hours", None: "2 weeks"}
_TWICE: Final = re.compile(r"(\d+)\s?\(\s?(\d+)\s?\)")
_SEPARATED: Final = re.compile(r"(?<=\d),(?=\d{3}\b)")
_MONEY_BEFORE: Final = re.compile(r"(?:[$€£¥₹]|\b(?:usd|eur|gbp|chf|cad|aud))\s?$")

NUMBER_WORDS: Final = frozenset((*BELOW_HUNDRED, *_SCALES))
COUNTING_WORDS: Final = NUMBER_WORDS | {"half", "fortnight"}


def in_figures(lowered: str, words: AbstractSet[str]) -> str:
    """Return a lowered text, whose words are given, with numbers in figures, without separators, each written once."""
    text = _SEPARATED.sub("", lowered) if "," in lowered else lowered
    if not NUMBER_WORDS.isdisjoint(words):
        text = _SPELT.sub(_figures, text)
    if "half" in words or "fortnight" in words:
        text = _HALVES.sub(_halved, text)
    text = _SCALED.sub(_multiplied, text)
    return _TWICE.sub(_once, text) if "(" in text else text


def _figures(found: re.Match[str]) -> str:
    total = current = 0
    for word in re.findall(r"[a-z]+", found[0]):
        if word in BELOW_HUNDRED:
            current += BELOW_HUNDRED[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in _SCALES:
            total += max(current, 1) * _SCALES[word]
            current = 0
    return str(total + current)


def _halved(found: re.Match[str]) -> str:
    return _HALF_OF[found["unit"]]


def _multiplied(found: re.Match[str]) -> str:
    # A bare m or k is a scale of money alone: 5 m may be metres, and 5 k a distance.
    if found[2] in {"m", "k"} and not _MONEY_BEFORE.search(found.string[: found.start()][-6:]):
        return found[0]
    return f"{float(found[1]) * _SHORT_SCALES[found[2]]:.4f}".rstrip("0").rstrip(".")


def _once(found: re.Match[str]) -> str:
    return found[1] if found[1] == found[2] else found[0]
