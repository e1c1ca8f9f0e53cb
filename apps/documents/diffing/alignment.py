"""Alignment by words: which words of two texts stay; punctuation, markup and spacing between them follow.

Spaces and signs are half of all tokens and agree with each other everywhere. A difference that counts them too pairs words badly
where a passage was rewritten.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.documents.diffing.landmarks import Span, Spans


@dataclass(frozen=True, slots=True)
class Side:
    """Hold the tokens of one text and, of those that are words, the indexes and the code points."""

    tokens: Sequence[str]
    places: Sequence[int]
    codes: str


def spread(spans: Sequence[Span], old: Side, new: Side) -> list[Span]:
    """Turn spans counted in words into spans counted in tokens."""
    found = Spans()
    i = j = old_at = new_at = 0
    for sign, size in spans:
        for k in range(size if sign == "=" else 0):
            old_word, new_word = old.places[i + k], new.places[j + k]
            _add_stretch(found, old.tokens[old_at:old_word], new.tokens[new_at:new_word])
            found.add("=", 1)
            old_at, new_at = old_word + 1, new_word + 1
        i += size if sign != "+" else 0
        j += size if sign != "-" else 0
    _add_stretch(found, old.tokens[old_at:], new.tokens[new_at:])
    return found.signed


def _add_stretch(found: Spans, old: Sequence[str], new: Sequence[str]) -> None:
    """Add what stands between two words that stayed; what it begins and ends with alike stays too."""
    if old == new:
        found.add("=", len(old))
        return
    if old and new and old[-1] != new[-1] and old[-1].isspace() and new[-1].isspace():
        _add_stretch(found, old[:-1], new[:-1])
        found.add("-", 1)
        found.add("+", 1)
        return
    most = min(len(old), len(new))
    head = 0
    while head < most and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < most - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    found.add("=", head)
    found.add("-", len(old) - head - tail)
    found.add("+", len(new) - head - tail)
    found.add("=", tail)
