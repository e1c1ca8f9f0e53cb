"""How fresh an entry is: laws change, and what nobody has looked at for half a year may be wrong."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

FRESH_FOR: Final = timedelta(days=180)


class Review(StrEnum):
    """Say whether somebody has compared an entry with the law, and whether that was lately."""

    NEVER = "never"
    FRESH = "fresh"
    STALE = "stale"


def review_of(verified_on: date | None, today: date) -> Review:
    """Return how fresh an entry is on a day."""
    if verified_on is None:
        return Review.NEVER
    return Review.FRESH if today - verified_on <= FRESH_FOR else Review.STALE
