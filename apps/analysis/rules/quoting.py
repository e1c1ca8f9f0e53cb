"""Short quotes: stretches of a clause that stand in the stored text exactly so, without markup or line breaks inside."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from apps.analysis.types import Citation, Passage
from apps.provisions.facts.plain import Plain, plain
from apps.provisions.segmentation import Span

MOST_WORDS: Final = 26
FEWEST_WORDS: Final = 3
_UNSPACED = re.compile("[\u3041-\u9fff\uac00-\ud7af]{4}")
_MARK = re.compile("[\u3001\u3002\uff0c\uff1b\uff1a]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*", re.IGNORECASE)
_LEAST_SHARE: Final = 0.3  # of the longest quote, that one cut at a mark may keep
_ENDS: Final = frozenset(".;:!?)")
_MOST_LETTERS: Final = 60
_FEWEST_LETTERS: Final = 8
_BREAKING: Final = frozenset('“”"„«»\n\r\t|[]<>*_`\\')
# A bracket that closes the sign of a point, such as "(ii)", is no place to end.
_BORDER = re.compile(
    r"[,;:.!?](?=\s)|(?<!\([a-z0-9])(?<!\([ivx]{2})(?<!\([ivx]{3})\)(?=\s)|\s[-\u2013\u2014]\s"
)
_LOOSE_END = re.compile(
    r"(?:[\s,;:(\u2013\u2014-]+|\b(?:and|or|the|a|an|to|of|in|on|by|for|with|that|which|who|as|at|from|our|your|its|their|any|such|"
    r"this|these|those|including|e\.g|i\.e|if|unless|when|where|than|is|are|be|not|may|will|shall|must|can|we|you|per|under|"
    r"has|have|was|were|been|being|also|only|into|upon|about|without|within|other|all|each|but|because|so)\b[\s,;:]*)+$",
    re.IGNORECASE,
)
_CONJUNCTION = re.compile(r"(?:[\s,;:]+(?:and|or|but|nor|which|that))+$")
_LOOSE_START = re.compile(
    r"^(?:[\s,;:.)\u2013\u2014•·-]+|\((?:[a-z]|[ivx]{1,4}|\d{1,2})\)\s*|(?:and|or)\b\s+|\d{1,2}(?:\.\d{1,2})*[.)]?\s+(?=[A-Z(])|(?:[A-Za-z]|[ivx]{1,4})\.\s+)+"
)
_TELLING = re.compile(
    r"\b(?:not|no|never|neither|nor|may|must|shall|will|can|cannot|agree|agrees|require[sd]?|only|without|notice|discretion|waive|"
    r"right|liable|liability|terminate|suspend|remove|change|modify|train|own|owns|retain|delete|collect|share|sell|disclose|consent|"
    r"opt|object|refund|allowed|permitted|forbidden|means|applies|renew|arbitration|governed|courts?|licen[cs]e|indemnify|responsible|prohibited|days?|months?|years?)\b",
    re.IGNORECASE,
)


def telling(words: str) -> int:
    """Count the different words of a stretch that bind, free, limit or name a value."""
    return len({word.lower() for word in _TELLING.findall(words)})


@dataclass(frozen=True)
class Reader:
    """Read one passage: its plain text, and quotes of it that stand in the stored text exactly so."""

    passage: Passage

    @cached_property
    def plain(self) -> Plain:
        """Return the passage without its markup."""
        return plain(self.passage.quote, Span(0, len(self.passage.quote)))

    @property
    def text(self) -> str:
        """Return the plain words."""
        return self.plain.text

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Give the borders of the sentences in the plain text."""
        at = 0
        while at < len(self.text):
            start, end = self.plain.sentence(at)
            if end > start:
                yield start, end
            at = max(end, at + 1)
            while at < len(self.text) and self.text[at].isspace():
                at += 1

    @cached_property
    def _runs(self) -> tuple[tuple[int, int], ...]:
        """Give the stretches of the plain text that are the stored text itself."""
        stored, places = self.passage.quote, self.plain.places
        runs: list[tuple[int, int]] = []
        addresses = {at for found in _ADDRESS.finditer(self.text) for at in range(*found.span())}
        start = 0
        for at, place in enumerate(places):
            is_broken = stored[place] in _BREAKING or at in addresses
            if is_broken or (at > start and place != places[at - 1] + 1):
                if at > start:
                    runs.append((start, at))
                start = at + 1 if is_broken else at
        if len(places) > start:
            runs.append((start, len(places)))
        return tuple(runs)

    def stored(self, start: int, end: int) -> Passage:
        """Return the words between two places of the plain text as they are stored, with their citation."""
        places = self.plain.places
        first, last = places[start], places[end - 1] + 1
        base = self.passage.citation
        citation = Citation(sha256=base.sha256, start=base.start + first, end=base.start + last)
        return Passage(citation, self.passage.quote[first:last])

    def opening(self, start: int, end: int, most: int = MOST_WORDS) -> Passage | None:
        """Quote from the start of a stretch on, to where it may well end; None where markup leaves too little."""
        run = next(((max(a, start), min(b, end)) for a, b in self._runs if a <= start < b), None)
        return self._cut(*run, most) if run else None

    def closing(self, start: int, end: int, most: int = MOST_WORDS) -> Passage | None:
        """Quote to the end of a stretch, from the first mark after which it is short enough."""
        run = next(
            ((max(a, start), min(b, end)) for a, b in reversed(self._runs) if b > start and a < end), None
        )
        if run is None:
            return None
        low, high = run
        starts = [low, *(low + border.end() for border in _BORDER.finditer(self.text[low:high]))]
        fits = (at for at in starts if FEWEST_WORDS <= len(self.text[at:high].split()) <= most)
        at = next(fits, None)
        return self._cut(at, high, most) if at is not None else None

    def bare(self, start: int, end: int) -> Passage | None:
        """Quote just these words, however few; None where markup is among them."""
        is_clean = any(a <= start and end <= b for a, b in self._runs)
        return self.stored(start, end) if is_clean else None

    def plain_end(self, quote: Passage) -> int:
        """Return the place in the plain text behind a quote of it."""
        return bisect_left(self.plain.places, quote.citation.end - self.passage.citation.start)

    def following(self, start: int, end: int, count: int, most: int = MOST_WORDS) -> list[Passage]:
        """Quote the next stretches that markup or line breaks part from each other."""
        inside = [(max(a, start), min(b, end)) for a, b in self._runs if b > start and a < end]
        quotes = (self._cut(a, b, most) for a, b in inside if a < b)
        return [quote for quote in quotes if quote is not None][:count]

    def best(self, start: int, end: int, most: int = MOST_WORDS) -> Passage | None:
        """Quote the part of a stretch that says most; None where it has no clean words."""
        found: list[tuple[float, int, Passage]] = []
        for a, b in self._runs:
            low, high = max(a, start), min(b, end)
            if low >= high:
                continue
            starts = [low, *(low + border.end() for border in _BORDER.finditer(self.text[low:high]))]
            for at in starts[:24]:
                quote = self._cut(at, high, most)
                if quote is not None:
                    found.append((self._weight(quote.quote, is_first=at == low), -at, quote))
        return max(found, key=lambda one: one[:2])[2] if found else None

    def around(self, start: int, end: int, most: int = MOST_WORDS) -> Passage | None:
        """Quote the stretch with what leads to it, as far as the length allows; None where markup leaves too little."""
        sentence = self.plain.sentence(start)[0]
        limit = max(self.plain.sentence(max(end - 1, start))[1], end)
        run = next(((max(a, sentence), min(b, limit)) for a, b in self._runs if a <= start < b), None)
        if run is None:
            return self.best(start, limit, most)
        low, high = run
        borders = [low, *(low + border.end() for border in _BORDER.finditer(self.text[low:start]))]
        room = most - min(len(self.text[start : min(end, high)].split()), most)
        near = [at for at in borders if len(self.text[at:start].split()) <= max(room, 2)]
        return self._cut(near[0] if near else start, high, most, until=end) or self.best(
            sentence, limit, most
        )

    def _weight(self, quote: str, *, is_first: bool) -> float:
        words = len(quote.split())
        return telling(quote) + 0.06 * words + (0.8 if is_first else 0.0)

    def _cut(self, start: int, end: int, most: int, *, until: int = 0) -> Passage | None:
        """Cut a clean stretch to a length, at the last mark before it, without loose words at its ends.

        `until` is where the quote should not end before.
        """
        whole = self.text[start:end]
        loose = _LOOSE_START.match(whole)
        start += loose.end() if loose else 0
        whole = self.text[start:end]
        if not whole.isascii() and _UNSPACED.search(whole):
            return self._cut_unspaced(start, whole)
        words = list(re.finditer(r"\S+", whole))
        if len(words) > most:
            limit = words[most - 1].end()
            borders = [found.start() for found in _BORDER.finditer(whole[: limit + 1])]
            fit = [
                border
                for border in borders
                if start + border >= until and len(whole[:border].split()) >= most * _LEAST_SHARE
            ]
            whole = whole[: fit[-1] if fit else limit]
            whole = _LOOSE_END.sub("", whole)
        after = self.text[start + len(whole) : start + len(whole) + 1]
        if after and not {after, whole.rstrip()[-1:]} & _ENDS:  # markup ends it, and not the sentence
            whole = _LOOSE_END.sub("", whole)
        whole = _CONJUNCTION.sub("", whole.rstrip(" ,;:.(\u2013\u2014-"))
        if whole.endswith(")") and "(" not in whole:
            whole = whole[:-1]
        if whole.count("(") > whole.count(")"):
            whole = _LOOSE_END.sub("", whole[: whole.rindex("(")].rstrip(" ,;:"))
        if len(whole.split()) < FEWEST_WORDS:
            return None
        return self.stored(start, start + len(whole))

    def _cut_unspaced(self, start: int, whole: str) -> Passage | None:
        """Cut words of a script that does not part them: at a mark, within a number of letters."""
        if len(whole) > _MOST_LETTERS:
            marks = [found.end() for found in _MARK.finditer(whole[:_MOST_LETTERS])]
            whole = whole[: marks[-1] if marks and marks[-1] > _FEWEST_LETTERS else _MOST_LETTERS]
        whole = whole.strip()
        return self.stored(start, start + len(whole)) if len(whole) >= _FEWEST_LETTERS else None
