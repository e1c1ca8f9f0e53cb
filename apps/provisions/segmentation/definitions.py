"""Definitions: where a text says what a term means, and which clauses use the term."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apps.provisions.segmentation.cutting import sentences
from apps.provisions.segmentation.pieces import Piece
from apps.provisions.segmentation.types import Reference, ReferenceKind, Span

MOST_TERMS = 200  # of a text; a contract defines some thirty
MOST_REFERENCES = 12  # of a clause

_OPEN, _CLOSE = '["“„«「『]', '["”“»」』]'
_QUOTED = re.compile(
    rf"{_OPEN}[*_]{{0,3}}(?P<means>[^\"“”„«»「」『』\n]{{2,60}}?)[*_]{{0,3}}{_CLOSE}[*_]{{0,3}}:?\s*"
    r"(?:shall mean|means?\b|refers? to|has the meaning|是指|系指|指|bezeichnet|désigne|significa)"
    rf"|\([^()\"“”„«»\n]{{0,60}}{_OPEN}[*_]{{0,3}}(?P<named>[^\"“”„«»()\n]{{2,60}}?)[*_]{{0,3}}{_CLOSE}[^()\n]{{0,60}}\)"
    rf"|以下[简簡]?[称稱][“\"「](?P<called>[^”\"」\n]{{1,20}})[”\"」]"
)
_TERM = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Definition:
    """Hold a term, the sentence that says what it means, and the clause in which that sentence stands."""

    term: str
    span: Span
    piece: int


def find_definitions(text: str, pieces: Sequence[Piece]) -> list[Definition]:
    """Give the first definition of each term that is written like a name; "we" and "you" are no such terms."""
    found: dict[str, Definition] = {}
    for number, piece in enumerate(pieces):
        for match in _QUOTED.finditer(text, piece.start, piece.end):
            term = " ".join((match["means"] or match["named"] or match["called"]).strip(" ,.").split())
            if term not in found and _is_name(term) and len(found) < MOST_TERMS:
                found[term] = Definition(term, _sentence_at(text, piece, match.start()), number)
    return list(found.values())


def references_to(
    definitions: Sequence[Definition], text: str, pieces: Sequence[Piece]
) -> Iterator[tuple[Reference, ...]]:
    """Give for each clause the definitions of the terms that it uses, those in the clause itself left out."""
    if not definitions:
        yield from (() for _ in pieces)
        return
    by_term = {definition.term: definition for definition in definitions}
    longest_first = sorted(by_term, key=len, reverse=True)
    used = re.compile(
        "|".join(
            rf"(?<![\w-]){re.escape(term)}(?!\w)" if term.isascii() else re.escape(term)
            for term in longest_first
        )
    )
    for number, piece in enumerate(pieces):
        terms = dict.fromkeys(used.findall(text, piece.start, piece.end))
        outside = [by_term[term] for term in terms if by_term[term].piece != number]
        yield tuple(
            Reference(ReferenceKind.DEFINITION, definition.span, definition.term)
            for definition in outside[:MOST_REFERENCES]
        )


def _is_name(term: str) -> bool:
    first = term[0] if term else ""
    return bool(_TERM.match(first)) and not first.islower()


def _sentence_at(text: str, piece: Piece, at: int) -> Span:
    for start, end in sentences(text, piece.start, piece.end):
        if start <= at < end:
            return Span(start, start + len(text[start:end].rstrip()))
    return Span(piece.start, piece.end)
