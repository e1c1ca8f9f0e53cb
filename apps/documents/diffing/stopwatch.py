"""The time a comparison may still take."""

from time import monotonic


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
