"""Clean-up: from a minimal difference to one that reads.

What agrees by coincidence is given up, what one edit ends with and the next begins with is kept, and a lone edit slides to
where a reader would cut. The first two count words, the last one tokens.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from apps.documents.diffing.alignment import Side
from apps.documents.diffing.landmarks import Span
from apps.documents.diffing.scripts import IS_UNSPACED

FIRM_WORDS = 5  # as many words in a row do not agree by chance
LEAST_SHARE = 0.05  # of the letters of the edits around it: what stayed and has less is no help to the reader
LEAST_SHARE_UNSPACED = 0.34  # of characters that are words: single ones agree everywhere
FURTHEST_SLIDE = 400  # tokens
LEAST_OVERLAP = 2  # words
LONGEST_OVERLAP = 400  # words
SENTENCE_ENDS = frozenset(".!?;:\u3002\uff01\uff1f")


@dataclass(frozen=True, slots=True)
class Hunk:
    """Count the words that stayed, then those gone, then those come."""

    kept: int
    gone: int
    come: int

    def absorb(self, after: "Hunk") -> "Hunk":
        """Give up what stayed between two edits."""
        return Hunk(self.kept, self.gone + after.kept + after.gone, self.come + after.kept + after.come)


def legible(spans: Sequence[Span], old: Side, new: Side) -> list[Span]:
    """Make the spans of a minimal difference readable; they still give both texts."""
    hunks = _with_overlaps(_Chance(old, new).without(spans), old.codes, new.codes)
    return [
        span for hunk in hunks for span in (("=", hunk.kept), ("-", hunk.gone), ("+", hunk.come)) if span[1]
    ]


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


@dataclass(frozen=True, slots=True)
class _Placed:
    """Hold a hunk with the index, in either text, of the first word it kept."""

    hunk: Hunk
    old: int
    new: int

    @property
    def gone(self) -> slice:
        return slice(self.old + self.hunk.kept, self.old + self.hunk.kept + self.hunk.gone)

    @property
    def come(self) -> slice:
        return slice(self.new + self.hunk.kept, self.new + self.hunk.kept + self.hunk.come)


class _Chance:
    """Weigh by their letters the few words that stayed between two edits against the larger half of either."""

    def __init__(self, old: Side, new: Side) -> None:
        self._old = [old.tokens[place] for place in old.places]
        self._new = [new.tokens[place] for place in new.places]
        self._old_letters: list[int] = [0, *accumulate(map(len, self._old))]
        self._new_letters: list[int] = [0, *accumulate(map(len, self._new))]

    def without(self, spans: Sequence[Span]) -> list[Hunk]:
        firm: list[_Placed] = []
        i = j = 0
        for found in _hunks(spans):
            last = _Placed(found, i, j)
            i, j = i + found.kept + found.gone, j + found.kept + found.come
            while firm and self._is_chance(firm[-1], last):
                before = firm.pop()
                last = _Placed(before.hunk.absorb(last.hunk), before.old, before.new)
            firm.append(last)
        return [placed.hunk for placed in firm]

    def _is_chance(self, before: _Placed, after: _Placed) -> bool:
        kept = after.hunk.kept
        if kept >= FIRM_WORDS:
            return False
        if kept == 1 and self._is_turned(before, self._old[after.old], after):
            return True
        letters = self._old_letters[after.old + kept] - self._old_letters[after.old]
        is_unspaced = all(IS_UNSPACED.match(word) for word in self._old[after.old : after.old + kept])
        share = LEAST_SHARE_UNSPACED if is_unspaced else LEAST_SHARE
        return letters <= share * min(self._edited(before), self._edited(after))

    def _is_turned(self, before: _Placed, kept: str, after: _Placed) -> bool:
        """Say whether a number and a word changed places: 5 May, May 5."""
        gone = self._old[before.gone] + self._old[after.gone]
        come = self._new[before.come] + self._new[after.come]
        is_at_both_ends = all(edit.gone + edit.come for edit in (before.hunk, after.hunk))
        return is_at_both_ends and gone == come and len(gone) == 1 and (gone[0].isdigit() or kept.isdigit())

    def _edited(self, placed: _Placed) -> int:
        gone, come = placed.gone, placed.come
        letters_gone: int = self._old_letters[gone.stop] - self._old_letters[gone.start]
        letters_come: int = self._new_letters[come.stop] - self._new_letters[come.start]
        return max(letters_gone, letters_come)


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
    """Give how many words end the first and begin the second, zero if it is less than half of both."""
    most = min(len(first), len(second), LONGEST_OVERLAP)
    least = (min(len(first), len(second)) + 1) // 2
    sizes = range(most, max(least, LEAST_OVERLAP) - 1, -1)
    return next((size for size in sizes if first.endswith(second[:size])), 0)


def settle(spans: Sequence[Span], old: Sequence[str], new: Sequence[str]) -> list[Span]:
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
