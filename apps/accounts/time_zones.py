"""The time zones that people choose from: the places of the tz database's own table, so that each rule is listed once or twice."""

from functools import lru_cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

UTC_ZONE: Final = "UTC"


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Return the names of the places, in their order, after UTC: `Europe/Berlin`. From the locked package, not the system's."""
    table = files("tzdata.zoneinfo").joinpath("zone1970.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return (UTC_ZONE, *sorted({row[2] for row in rows}))


def grouped_zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return them by continent, as a list of choices wants them."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for zone in zones()[1:]:
        continent, _, place = zone.partition("/")
        groups.setdefault(continent, []).append((zone, place.replace("_", " ").replace("/", ", ")))
    return [("Everywhere", [(UTC_ZONE, "UTC")]), *groups.items()]


def zone_named(name: str) -> ZoneInfo:
    """Return the zone that a row names. One that the tz database no longer lists keeps its rules there, as a link."""
    return ZoneInfo(name)
