"""A clause as it is read, each character with its place in the stored text: Markdown, links and line breaks left out."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from apps.provisions.segmentation import Span

# Bounds keep a text of nothing but brackets linear.
_PARTS = re.compile(
    r"!?\[(?P<label>[^\[\]]{0,400})\]\((?P<target>[^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,200}){0,5})(?:\s+\"[^\"\n]{0,200}\")?\)"
    r"|(?P<mark>[*_`~]+|\\(?=[^\w\s])|<[a-zA-Z/][^<>]{0,300}>)"
    r"|(?P<blank>\s+)"
)
_SAME = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014\u2011\u00a0", "''\"\"--- ")
_SENTENCE_END = re.compile(r"(?<=[.!?;])[\"')\]]{0,3}\s(?=[\"'(\[]{0,3}[A-Z0-9(])|[\u3002\uff01\uff1f\uff1b]")
_ABBREVIATIONS = (
    "u.s.",
    "e.g.",
    "i.e.",
    "inc.",
    "ltd.",
    "no.",
    "art.",
    "sec.",
    "etc.",
    "vs.",
    "st.",
    "co.",
    "cal.",
    "civ.",
    "dr.",
    "mr.",
    "ms.",
)
_LOOKED_BACK = 24  # characters in which an abbreviation ends
_INITIALS = re.compile(r"(?:^|[\s(])(?:[A-Z]\.|(?:[A-Za-z]\.){2,})$")  # of a name or a code, such as "C.F.R."


@dataclass(frozen=True, slots=True)
class Link:
    """Hold where a link leads and where its label stands in the plain text."""

    start: int
    end: int
    target: str


@dataclass(frozen=True)
class Plain:
    """Hold the plain text of a clause and, for each of its characters, the place in the stored text."""

    text: str
    places: tuple[int, ...]
    links: tuple[Link, ...]
    end: int

    def quote(self, start: int, end: int) -> Span:
        """Return where a stretch of the plain text stands in the stored text, with the targets of links inside."""
        whole = [link for link in self.links if link.start < end and start < link.end]
        last = max([end, *(link.end for link in whole)])
        stop = self.places[last] if last < len(self.places) else self.end
        return Span(self.places[start], max(self.places[end - 1] + 1, stop if whole and last >= end else 0))

    def whole_words(self, start: int, end: int) -> tuple[int, int]:
        """Return a stretch of the plain text widened to the words that it cuts."""
        while start > 0 and self.text[start - 1].isalnum() and self.text[start].isalnum():
            start -= 1
        while end < len(self.text) and self.text[end - 1].isalnum() and self.text[end].isalnum():
            end += 1
        return start, end

    @cached_property
    def _borders(self) -> list[int]:
        ends = [found.end() for found in _SENTENCE_END.finditer(self.text)]
        return [0, *(end for end in ends if not self._is_abbreviated(end))]

    def _is_abbreviated(self, end: int) -> bool:
        """Say whether the stop before a place is one of an abbreviation."""
        before = self.text[max(end - _LOOKED_BACK, 0) : end].rstrip(" \"')]")
        return before.lower().endswith(_ABBREVIATIONS) or bool(_INITIALS.search(before))

    def sentence(self, at: int) -> tuple[int, int]:
        """Return the borders of the sentence that holds a place of the plain text, its white space left out."""
        index = bisect_right(self._borders, at) - 1
        start = self._borders[index]
        end = self._borders[index + 1] if index + 1 < len(self._borders) else len(self.text)
        return start, start + len(self.text[start:end].rstrip())


def plain(text: str, span: Span) -> Plain:
    """Read a stretch of the stored text."""
    letters: list[str] = []
    places: list[int] = []
    links: list[Link] = []

    def keep(start: int, end: int) -> None:
        letters.append(text[start:end].translate(_SAME))
        places.extend(range(start, end))

    at = span.start
    for found in _PARTS.finditer(text, span.start, span.end):
        keep(at, found.start())
        at = found.end()
        if found["target"] is not None:
            before = len(places)
            keep(*found.span("label"))
            links.append(Link(before, len(places), found["target"]))
        elif found["blank"] and places and not (letters and letters[-1].endswith(" ")):
            letters.append(" ")
            places.append(found.start())
    keep(at, span.end)
    return Plain("".join(letters), tuple(places), tuple(links), span.end)
