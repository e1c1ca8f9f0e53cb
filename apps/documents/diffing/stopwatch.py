"""The time a comparison may still take, and the one call that may take most of it."""

from time import thread_time

import fast_diff_match_patch

from apps.documents.diffing.landmarks import Span, Spans, common_ends, landmarks

LEAST_LIMIT = 0.001  # seconds; to the differ zero means no limit
SHARE = 0.5  # of the time left for one call, since it looks at its watch only now and then
LONG = 20_000  # code points in both strings: beyond it the differ is helped by landmarks
MONOTONOUS = (
    1_000  # times each code point stands in a long string, on average: the differ loses its way in it
)


class Stopwatch:
    """Count down from a limit in seconds of computing; remember in `ran_out` that an answer had to be coarser.

    The time of this thread, not of the clock: what else the machine does must not change an answer that is kept.
    """

    __slots__ = ("_deadline", "ran_out")

    def __init__(self, limit: float) -> None:
        self._deadline = thread_time() + limit
        self.ran_out = False

    def left(self) -> float:
        """Give the seconds left; note that the answer is coarse once there are none."""
        left = self._deadline - thread_time()
        if left <= 0:
            self.ran_out = True
        return max(left, 0.0)

    def spans(self, old: str, new: str) -> list[Span]:
        """Give the minimal difference of two strings as signed lengths, or one less than minimal when time is short."""
        if len(old) + len(new) <= LONG:
            return self._minimal(old, new)
        head, tail = common_ends(old, new)
        inner_old, inner_new = old[head : len(old) - tail], new[head : len(new) - tail]
        found = Spans()
        found.add("=", head)
        i = j = 0
        for at_old, at_new in [*landmarks(inner_old, inner_new), (len(inner_old), len(inner_new))]:
            found.extend(self._minimal(inner_old[i:at_old], inner_new[j:at_new]))
            found.add("=", int(at_old < len(inner_old)))
            i, j = at_old + 1, at_new + 1
        found.add("=", tail)
        return found.signed

    def _minimal(self, old: str, new: str) -> list[Span]:
        shortest = min(len(old), len(new))
        if not shortest or _is_monotonous(old, new) or (old != new and not self.left()):
            self.ran_out = self.ran_out or bool(shortest)
            return [span for span in (("-", len(old)), ("+", len(new))) if span[1]]
        limit = max(self.left() * SHARE, LEAST_LIMIT)
        started = thread_time()
        spans: list[Span] = fast_diff_match_patch.diff(
            old, new, timelimit=limit, checklines=False, cleanup="No"
        )
        if thread_time() - started >= limit:
            self.ran_out = True
        return spans


def _is_monotonous(old: str, new: str) -> bool:
    size = len(old) + len(new)
    return old != new and size > LONG and len(set(old) | set(new)) * MONOTONOUS < size
