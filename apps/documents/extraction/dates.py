"""The dates that a document gives of itself: in force, last updated, announced."""

import re
from collections.abc import Iterator

from .types import Dates, StatedDate
from .written_dates import Found, every_date

_UPDATED = (
    r"(?:last|most recently|date of last|latest)\s+(?:updated?|revised|revision|modified|changed?|amended|edited)|"
    r"(?:updated|revised|modified|amended)(?:\s+on|\s*:|\s+as of)?|last\s+(?:review(?:ed)?|posted)|"
    r"version\s+(?:date|of|du|vom)|revision\s+date|"
    r"dernière\s+(?:mise\s+à\s+jour|modification|version|révision)|mise?\s+à\s+jour(?:\s+le|\s*:)|"
    r"(?:zuletzt|letzte)\s+(?:aktualisiert|aktualisierung|geändert|änderung|überarbeitet)|stand\s*:|"
    r"última\s+(?:actualización|modificación|revisión|atualização)|atualizad[oa]\s+em|actualizad[oa]\s+(?:el|en)|"
    r"ultimo\s+aggiornamento|aggiornat[oa]\s+(?:il|al)|laatst\s+(?:bijgewerkt|gewijzigd)|ostatnia\s+aktualizacja|"
    r"senast\s+uppdaterad|sidst\s+opdateret|更新日期|最終更新|改定日|最近更新|更新时间|최종\s*수정"
)
_EFFECTIVE = (
    r"effective(?:\s+date|\s+as of|\s*:|\s+from|\s+on|\s+starting|\s+beginning)?|(?:take|come|go)e?s?\s+into\s+(?:effect|force)|"
    r"takes?\s+effect|in\s+(?:effect|force)(?:\s+as of|\s+from|\s+since)?|"
    r"(?:in\s+kraft|gültig|wirksam|gilt)(?:\s+(?:ab|seit|zum))?|inkrafttreten|"
    r"(?:entrée\s+)?en\s+vigueur|applicables?\s+(?:à\s+compter|à\s+partir|depuis)|date\s+d['\u2019]effet|"
    r"(?:entrada\s+)?en\s+vigor|vigente\s+desde|fecha\s+de\s+vigencia|data\s+de\s+vigência|em\s+vigor|vigência|"
    r"(?:entrata\s+)?in\s+vigore|decorrenza|ingangsdatum|van\s+kracht|met\s+ingang\s+van|obowiązuje\s+od|"
    r"gäller\s+från|生效日期|生效|施行日|発効日|시행일"
)
_NOTICE = (
    r"notice\s+(?:date|given|of)|date\s+of\s+notice|(?:posted|published|announced|notified|first\s+published)(?:\s+on|\s*:)?|"
    r"publication\s+date|veröffentlicht(?:\s+am)?|mitgeteilt(?:\s+am)?|publiée?(?:\s+le)?|publicad[oa](?:\s+e[lm])?|"
    r"pubblicat[oa](?:\s+il)?|gepubliceerd(?:\s+op)?|发布日期|公布日|공고일"
)
# Of text in lower case: without a flag for case the search skips what begins no label.
_LABEL = re.compile(rf"(?P<last_updated>{_UPDATED})|(?P<effective>{_EFFECTIVE})|(?P<notice>{_NOTICE})")
_LATIN = re.compile(r"[A-Za-z0-9\u00c0-\u024f]")
_DATED = re.compile(
    r"\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2}|\d+\s*(?:days?|months?|weeks?|years?)\s+ago", re.IGNORECASE
)
_LONGEST = 160  # characters of a line that gives a date
_BEGINNING = 5_000  # characters
_END = 2_500
_BEFORE = 90  # characters from a label to its date
_AFTER = 24
_LONGEST_LABEL_LINE = 60


def last_updated(text: str) -> str | None:
    """Return the page's own line, verbatim, from near the beginning or the end; None where it gives none."""
    head, tail = text[:_BEGINNING], text[_BEGINNING:][-_END:]
    for line in (*head.split("\n"), *tail.split("\n")):
        if is_dated(line):
            return line.lstrip("#>-*| ").strip()
    return None


def is_dated(line: str) -> bool:
    """Say whether a line does little else than give a date and say what it is the date of."""
    if not 0 < len(line) <= _LONGEST or not _DATED.search(line):
        return False
    label = next(_labels(_lowered(line), 0, len(line)), None)
    return label is not None and label.lastgroup != "notice"


def dates_of(text: str, language: str | None) -> Dates:
    """Find the dates that a text gives of itself, near its beginning or its end; the first of each kind counts."""
    stated: dict[str, StatedDate] = {}
    for begin, end in ((0, _BEGINNING), (max(len(text) - _END, _BEGINNING), len(text))):
        part = text[begin:end]
        lowered = _lowered(part)
        for found in every_date(part, language):
            label = _label_of(lowered, found)
            kind = label.lastgroup if label else None
            if label and kind and kind not in stated:
                stated[kind] = _stated(text, begin, label, found)
    return Dates(**stated)


def _label_of(text: str, found: Found) -> re.Match[str] | None:
    """Return a date's label: before it, on the line above it, or close behind."""
    line_begin = text.rfind("\n", 0, found.begin) + 1
    label = _last_label(text, max(line_begin, found.begin - _BEFORE), found.begin)
    if label is None and not text[line_begin : found.begin].strip("#>-*| ("):
        above_end = len(text[:line_begin].rstrip("\n"))
        above = text.rfind("\n", 0, above_end) + 1
        if above_end - above <= _LONGEST_LABEL_LINE:
            label = _last_label(text, above, above_end)
    if label is None:
        line_end = text.find("\n", found.end)
        limit = min(line_end if line_end >= 0 else len(text), found.end + _AFTER)
        label = next(_labels(text, found.end, limit), None)
    return label


def _last_label(text: str, begin: int, end: int) -> re.Match[str] | None:
    return next(iter(reversed(list(_labels(text, begin, end)))), None)


def _labels(text: str, begin: int, end: int) -> Iterator[re.Match[str]]:
    """Give the labels of a lower-case text that begin a word."""
    for label in _LABEL.finditer(text, begin, end):
        if not label.start() or not _LATIN.match(text, label.start() - 1):
            yield label


def _lowered(text: str) -> str:
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text  # some letters grow, and places must stay


def _stated(text: str, offset: int, label: re.Match[str], found: Found) -> StatedDate:
    begin, end = offset + min(label.start(), found.begin), offset + max(label.end(), found.end)
    one = found.readings[0] if len(found.readings) == 1 else None
    return StatedDate(one, text[begin:end], begin, found.readings)
