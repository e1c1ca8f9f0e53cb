"""Cutting: a passage too long for one clause, at its sentences."""

import re
from collections.abc import Iterator

from apps.documents.diffing.sentences import BOUNDARY
from apps.provisions.segmentation.reading import size_of, visible

_PAUSE = re.compile(r"[;\uff1b]\s*+|,\s++|[\uff0c、]|\s++")


def cut(text: str, start: int, end: int, most: int) -> Iterator[tuple[int, int, int]]:
    """Give the parts of a stretch, each with its size, cut at sentences so that no part is much above `most`.

    A stretch is cut into parts about equally long: an edit far from a cut does not shift it.
    """
    size = size_of(visible(text[start:end]))
    if size <= most:
        yield start, end, size
        return
    measured = [
        (first, last, size_of(visible(text[first:last])))
        for first, last in _sentences(text, start, end, most)
    ]
    part = sum(more for *_, more in measured) / -(-size // most)
    begun, before, filled, border = start, 0, 0, part
    for first, _, more in measured:
        if filled > before and filled + more / 2 > border:
            yield from _part(text, begun, first, filled - before)
            begun, before = first, filled
            border += part
        filled += more
    yield from _part(text, begun, end, filled - before)


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the sentences of a stretch with the white space after each; all together they are the stretch."""
    at = start
    for found in BOUNDARY.finditer(text, start, end):
        if at < found.end() < end:
            yield at, found.end()
            at = found.end()
    if at < end:
        yield at, end


def _sentences(text: str, start: int, end: int, most: int) -> Iterator[tuple[int, int]]:
    """Give the sentences, those longer than a clause cut where they pause, or else anywhere."""
    for first, last in sentences(text, start, end):
        at = first
        while last - at > most:
            pauses = [found.end() for found in _PAUSE.finditer(text, at + most // 2, at + most)]
            stop = pauses[-1] if pauses else at + most
            yield at, stop
            at = stop
        if at < last:
            yield at, last


def _part(text: str, start: int, end: int, size: int) -> Iterator[tuple[int, int, int]]:
    end = start + len(text[start:end].rstrip())
    if end > start:
        yield start, end, size
