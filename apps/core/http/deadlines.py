"""One end for everything: a time limit per read does not stop a peer that sends a byte every nine seconds."""

from dataclasses import dataclass
from time import monotonic

from apps.core.http.errors import DeadlineExceeded


@dataclass(frozen=True, slots=True)
class Deadline:
    """Hold the moment, on the monotonic clock, at which patience ends."""

    seconds: float
    ends_at: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """Return the deadline that many seconds from now."""
        return cls(seconds=seconds, ends_at=monotonic() + seconds)

    @property
    def has_passed(self) -> bool:
        """Say whether the time is over."""
        return monotonic() >= self.ends_at

    def remaining(self, at_most: float) -> float:
        """Return the seconds the next blocking call may take; raises `DeadlineExceeded` if there are none."""
        left = self.ends_at - monotonic()
        if left <= 0:
            raise DeadlineExceeded(f"Not done within {self.seconds:g} s")
        return min(left, at_most)
