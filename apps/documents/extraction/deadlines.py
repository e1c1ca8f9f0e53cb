"""The days until which people can act, and the days on which something renews, where a text gives them as dates.

A period ("within 30 days") is no date: when it begins depends on the reader, and the text does not say it.
"""

import re
from collections.abc import Iterator
from typing import Final

from .types import Deadline, DeadlineKind, StatedDate
from .written_dates import Found, every_date

MOST: Final = 20  # of one text
_BEFORE = 320  # characters of a sentence in front of its date
_AFTER = 160  # and behind it
_NEAR = 60  # characters between a renewal and its date
_SENTENCE_END = re.compile(r"[.!?](?=\s+[^\sa-z])|[;\n\u3002\uff01\uff1f]")
_LAST_DAY = re.compile(
    r"(?:\bby|\bbefore|\buntil|\btill|\bprior to|\b(?:no|not) later than|\bup to|\bthrough|"
    r"\bbis(?: zum)?|\bvor dem|\bspätestens(?: am| bis)?|\bavant le|\bjusqu['\u2019]au|\bau plus tard le|"
    r"\bantes del?|\bhasta el|\ba más tardar el|\bentro il|\bfino al|\bvóór|\buiterlijk(?: op)?)"
    r"\s*(?:(?:and including|the|end of day|midnight|close of business|\d{1,2}(?::\d{2})?\s*[ap]\.?m\.?)\s+)*"
    r"(?:on\s+|of\s+)?(?:\w+day,?\s+)?[*_]*$"
)
_OBJECTS = re.compile(
    r"\bobject(?:s|ing|ions?)?\b|\bopt(?:s|ing|ed)?[\s-]+out\b|\breject(?:s|ing)?\b|\bdeclin(?:e|es|ing)\b|"
    r"\bwithdraw(?:s|ing)? (?:your |their |its )?consent\b|\bwidersprech|\bwiderspruch|\bablehnen\b|"
    r"\bopposer\b|\brefuser\b|\bopposition\b|\boponer|\brechazar\b|\bopporsi\b|\brifiutare\b|\bbezwaar\b"
)
_ENDS_IT = re.compile(
    r"\bcancel\b|\bterminate\b|\bclos(?:e|ing) (?:your|the|their) account|\bstop using\b|\bdelete (?:your|the) account|"
    r"\bkündigen\b|\bgekündigt\b|\brésilier\b|\bcancelar\b|\brescindir\b|\bdisdire\b|\bopzeggen\b"
)
_UNWILLING = re.compile(
    r"\b(?:do|does|did) not (?:agree|accept|want|wish|consent)\b|\bdon['\u2019]t (?:agree|accept|want|wish)\b|\bdisagree|\bnot wish\b|"
    r"\bto (?:avoid|prevent|stop)\b|\bnicht (?:einverstanden|zustimmen|möchten)\b|\bn['\u2019]acceptez pas\b|"
    r"\bno (?:acepta|está de acuerdo)|\bnon accett|\bniet akkoord\b"
)
_RENEWS = re.compile(
    r"\brenew(?:s|al|als|ing)?\b|\bauto-?renew|\bverlänger|\brenouvel|\breconduct|\brenueva|\brenovaci|\brinnov|\bverleng"
)


def deadlines_of(text: str, language: str | None) -> tuple[Deadline, ...]:
    """Find them, in the order of the text; the same day of one kind once, as it was first said."""
    found: dict[tuple[DeadlineKind, tuple[object, ...]], Deadline] = {}
    for one in _deadlines(text, language):
        found.setdefault((one.kind, one.stated.readings), one)
        if len(found) == MOST:
            break
    return tuple(found.values())


def _deadlines(text: str, language: str | None) -> Iterator[Deadline]:
    for date in every_date(text, language):
        begin, end = _sentence(text, date)
        kind = _kind(text[begin : date.begin].lower(), text[date.end : end].lower())
        if kind is not None:
            on = date.readings[0] if len(date.readings) == 1 else None
            yield Deadline(kind, StatedDate(on, text[begin:end], begin, date.readings))


def _kind(before: str, after: str) -> DeadlineKind | None:
    """Say what a sentence gives its date for; most give it for something else."""
    sentence = f"{before} … {after}"
    if _LAST_DAY.search(before):
        ends_it = _ENDS_IT.search(sentence) and (_UNWILLING.search(sentence) or _RENEWS.search(sentence))
        if _OBJECTS.search(sentence) or ends_it:
            return "objection"
    return "renewal" if _RENEWS.search(before[-_NEAR:]) else None


def _sentence(text: str, date: Found) -> tuple[int, int]:
    """Return where the sentence around a date begins and ends, without blanks and marks of a list around it."""
    begin = max(0, date.begin - _BEFORE)
    if begin:
        begin = text.find(" ", begin, date.begin) + 1 or date.begin  # a cut is between words
    for mark in _SENTENCE_END.finditer(text, begin, date.begin):
        begin = mark.end()
    stop = _SENTENCE_END.search(text, date.end, min(len(text), date.end + _AFTER))
    end = stop.end() if stop else _between_words(text, date.end + _AFTER, date.end)
    inner = text[begin:end]
    return begin + len(inner) - len(inner.lstrip(" \n\t#>-*|")), begin + len(inner.rstrip())


def _between_words(text: str, limit: int, least: int) -> int:
    if limit >= len(text):
        return len(text)
    blank = text.rfind(" ", least, limit)
    return blank if blank > least else limit
