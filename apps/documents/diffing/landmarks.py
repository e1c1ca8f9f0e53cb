"""Landmarks: what stands once in either of two long strings, and in the same order, parts them into short ones."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable

Span = tuple[str, int]


class Spans:
    """Collect signed lengths, neighbours of one sign joined."""

    __slots__ = ("signed",)

    def __init__(self) -> None:
        self.signed: list[Span] = []

    def add(self, sign: str, size: int) -> None:
        if size and self.signed and self.signed[-1][0] == sign:
            self.signed[-1] = sign, self.signed[-1][1] + size
        elif size:
            self.signed.append((sign, size))

    def extend(self, spans: Iterable[Span]) -> None:
        for sign, size in spans:
            self.add(sign, size)


def common_ends(old: str, new: str) -> tuple[int, int]:
    """Give how much two strings begin and, beyond that, end alike."""
    head = _common_start(old, new)
    return head, _common_start(old[head:][::-1], new[head:][::-1])


def _common_start(old: str, new: str) -> int:
    both = zip(old, new, strict=False)
    return next((at for at, (one, other) in enumerate(both) if one != other), min(len(old), len(new)))


def landmarks(old: str, new: str) -> list[tuple[int, int]]:
    """Give the places, rising in both strings, of as many code points as can be that stand once in each."""
    once_old = {code for code, count in Counter(old).items() if count == 1}
    once = {code for code, count in Counter(new).items() if count == 1} & once_old
    places = {code: at for at, code in enumerate(old) if code in once}
    tails: list[int] = []  # new places that end the best chains, by their length
    ends: list[int] = []  # which match each of these is
    matches: list[tuple[int, int, int]] = []  # old place, new place, match before it
    in_old = sorted((places[code], at) for at, code in enumerate(new) if code in once)
    for i, j in in_old:
        length = bisect_left(tails, j)
        matches.append((i, j, ends[length - 1] if length else -1))
        tails[length : length + 1] = [j]
        ends[length : length + 1] = [len(matches) - 1]
    chain: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        i, j, at = matches[at]
        chain.append((i, j))
    return chain[::-1]
