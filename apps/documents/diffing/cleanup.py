"""Clean-up: from a minimal difference to one that reads, still counted in tokens.

The rules are those of the semantic clean-up of diff-match-patch, applied to words: what agrees by coincidence is given up,
what one edit ends with and the next begins with is kept, and a lone edit slides to where a reader would cut.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from apps.documents.diffing.stopwatch import Span

FIRM_WORDS = 5  # as many words in a row do not agree by chance
FURTHEST_SLIDE = 400  # tokens
LONGEST_OVERLAP = 400  # tokens
SENTENCE_ENDS = frozenset(".!?;:\u3002\uff01\uff1f")


@dataclass(frozen=True, slots=True)
class Side:
    """Hold the tokens of one text and the code points they were compared as."""

    tokens: Sequence[str]
    codes: str


@dataclass(frozen=True, slots=True)
class Hunk:
    """Count the tokens that stayed, then those gone, then those come."""

    kept: int
    gone: int
    come: int


def legible(spans: Sequence[Span], old: Side, new: Side) -> list[Span]:
    """Make the spans of a minimal difference readable; they still give both texts."""
    hunks = _with_overlaps(_without_chance(spans, old.tokens), old.codes, new.codes)
    signed = [
        span for hunk in hunks for span in (("=", hunk.kept), ("-", hunk.gone), ("+", hunk.come)) if span[1]
    ]
    return _settle(signed, old.tokens, new.tokens)


def _hunks(spans: Sequence[Span]) -> Iterator[Hunk]:
    kept = gone = come = 0
    for sign, size in spans:
        if sign == "=":
            yield Hunk(kept, gone, come)
            kept, gone, come = size, 0, 0
        elif sign == "-":
            gone += size
        else:
            come += size
    yield Hunk(kept, gone, come)


def _without_chance(spans: Sequence[Span], old: Sequence[str]) -> list[Hunk]:
    """Give up a few words that stayed between edits at least as long as they are, on both sides."""
    firm: list[Hunk] = []
    starts: list[int] = []  # old index of what each hunk kept
    at = 0
    for found in _hunks(spans):
        hunk, start = found, at
        at += found.kept + found.gone
        while firm and _is_chance(firm[-1], hunk, old[start : start + hunk.kept]):
            before, start = firm.pop(), starts.pop()
            hunk = Hunk(before.kept, before.gone + hunk.kept + hunk.gone, before.come + hunk.kept + hunk.come)
        firm.append(hunk)
        starts.append(start)
    return firm


def _is_chance(before: Hunk, after: Hunk, kept: Sequence[str]) -> bool:
    if after.kept > max(before.gone, before.come) or after.kept > max(after.gone, after.come):
        return False
    return sum(token[0].isalnum() for token in kept) < FIRM_WORDS


def _with_overlaps(hunks: Sequence[Hunk], old: str, new: str) -> Iterator[Hunk]:
    """Keep what a deletion ends with and its insertion begins with, or the other way round, if it is half of either."""
    i = j = 0
    for hunk in hunks:
        i, j = i + hunk.kept, j + hunk.kept
        gone, come = old[i : i + hunk.gone], new[j : j + hunk.come]
        i, j = i + hunk.gone, j + hunk.come
        if late := _overlap(gone, come):
            yield Hunk(hunk.kept, hunk.gone - late, 0)
            yield Hunk(late, 0, hunk.come - late)
        elif early := _overlap(come, gone):
            yield Hunk(hunk.kept, 0, hunk.come - early)
            yield Hunk(early, hunk.gone - early, 0)
        else:
            yield hunk


def _overlap(first: str, second: str) -> int:
    """Give how many tokens end the first and begin the second, zero if it is less than half of both."""
    most = min(len(first), len(second), LONGEST_OVERLAP)
    least = (min(len(first), len(second)) + 1) // 2
    sizes = range(most, max(least, 1) - 1, -1)
    return next((size for size in sizes if first.endswith(second[:size])), 0)


def _settle(spans: Sequence[Span], old: Sequence[str], new: Sequence[str]) -> list[Span]:
    """Slide each lone insertion or deletion to the place where a reader would cut: paragraph, sentence, word."""
    spans = list(spans)
    old_at = [0, *accumulate(size if sign != "+" else 0 for sign, size in spans)]
    new_at = [0, *accumulate(size if sign != "-" else 0 for sign, size in spans)]
    for k in range(1, len(spans) - 1):
        (before, room_left), (sign, size), (after, room_right) = spans[k - 1 : k + 2]
        if sign == "=" or before != "=" or after != "=":
            continue
        tokens, at = (old, old_at[k]) if sign == "-" else (new, new_at[k])
        shift = _best_shift(tokens, at, size, (room_left, room_right))
        spans[k - 1], spans[k + 1] = ("=", room_left + shift), ("=", room_right - shift)
        old_at[k], new_at[k] = old_at[k] + shift, new_at[k] + shift
        old_at[k + 1], new_at[k + 1] = old_at[k + 1] + shift, new_at[k + 1] + shift
    return [span for span in spans if span[1]]


def _best_shift(tokens: Sequence[str], at: int, size: int, room: tuple[int, int]) -> int:
    least = most = 0
    furthest_left, furthest_right = (min(side, FURTHEST_SLIDE) for side in room)
    while -least < furthest_left and tokens[at + least - 1] == tokens[at + least + size - 1]:
        least -= 1
    while most < furthest_right and tokens[at + most] == tokens[at + most + size]:
        most += 1
    if least == most:
        return 0
    return max(
        range(least, most + 1),
        key=lambda shift: (_cut(tokens, at + shift) + _cut(tokens, at + shift + size), -abs(shift)),
    )


def _cut(tokens: Sequence[str], at: int) -> int:
    """Rate a cut before the token at that index: 5 for a text's edge or a new line down to 0."""
    if at == 0 or at == len(tokens) or "\n" in tokens[at - 1]:
        return 5
    if tokens[at - 1].isspace():
        return 4 if at > 1 and tokens[at - 2][-1] in SENTENCE_ENDS else 3
    return int(tokens[at].isspace())
