"""The time a comparison may still take, and the one call that may take most of it."""

from time import monotonic, process_time

import fast_diff_match_patch

LEAST_LIMIT = 0.001  # seconds; to the differ zero means no limit
SHARE = 0.5  # of the time left for one call, since it looks at its watch only now and then

Span = tuple[str, int]


class Stopwatch:
    """Count down from a limit in seconds; remember in `ran_out` that an answer had to be coarser."""

    __slots__ = ("_deadline", "ran_out")

    def __init__(self, limit: float) -> None:
        self._deadline = monotonic() + limit
        self.ran_out = False

    def left(self) -> float:
        """Give the seconds left; note that the answer is coarse once there are none."""
        left = self._deadline - monotonic()
        if left <= 0:
            self.ran_out = True
        return max(left, 0.0)

    def spans(self, old: str, new: str) -> list[Span]:
        """Give the minimal difference of two strings as signed lengths, or one less than minimal when time is short."""
        limit = max(self.left() * SHARE, LEAST_LIMIT)
        started = process_time()  # the differ too counts the processor's time
        spans: list[Span] = fast_diff_match_patch.diff(
            old, new, timelimit=limit, checklines=False, cleanup="No"
        )
        if process_time() - started >= limit:
            self.ran_out = True
        return spans
