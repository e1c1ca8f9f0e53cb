"""What comes of a capture: nothing, a version, a published change, or a wait. Pure: no network, clock or database."""

from .decide import LEARNING, decide, is_published, remembered
from .recognition import is_recognised
from .review import Sighting, is_persistent
from .types import Decision, Event, Observation, Pending, Rules, State
from .volatile import VolatilePart, steady
from .wording import wording

__all__ = [
    "LEARNING",
    "Decision",
    "Event",
    "Observation",
    "Pending",
    "Rules",
    "Sighting",
    "State",
    "VolatilePart",
    "decide",
    "is_persistent",
    "is_published",
    "is_recognised",
    "remembered",
    "steady",
    "wording",
]
