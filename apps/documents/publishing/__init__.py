"""What comes of a capture: nothing, a version, a published change, or a wait. Pure: no network, clock or database."""

from .decide import decide, is_published, remembered
from .types import Decision, Event, Observation, Pending, Rules, State
from .wording import wording

__all__ = [
    "Decision",
    "Event",
    "Observation",
    "Pending",
    "Rules",
    "State",
    "decide",
    "is_published",
    "remembered",
    "wording",
]
