"""When a page that the gate shuts out should be shown to a person: it stays, whichever way we look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LEAST_SIGHTINGS = 3
LEAST_SPAN = timedelta(days=2)
LEAST_ROUTES = 2


@dataclass(frozen=True, slots=True)
class Sighting:
    """One suspect capture since the document was last seen: when, and by which fetcher."""

    at: datetime
    route: str


def is_persistent(sightings: Sequence[Sighting]) -> bool:
    """Say whether what was seen is no passing trouble of theirs or of one of our routes."""
    times = [sighting.at for sighting in sightings]
    return (
        len(sightings) >= LEAST_SIGHTINGS
        and max(times) - min(times) >= LEAST_SPAN
        and len({sighting.route for sighting in sightings}) >= LEAST_ROUTES
    )
