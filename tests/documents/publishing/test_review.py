from datetime import UTC, datetime, timedelta

import pytest

from apps.documents.publishing import Sighting, is_persistent

START = datetime(2026, 3, 1, tzinfo=UTC)


def seen(*sightings: tuple[float, str]) -> list[Sighting]:
    return [Sighting(START + timedelta(days=day), route) for day, route in sightings]


@pytest.mark.parametrize(
    ("sightings", "expected"),
    [
        ((), False),
        (((0, "plain"), (1, "browser"), (2, "plain")), True),
        (((0, "plain"), (3, "browser")), False),
        (((0, "plain"), (1, "plain"), (2, "plain")), False),
        (((0, "plain"), (0.5, "browser"), (1.9, "plain")), False),
    ],
)
def test_page_is_persistent_when_seen_often_long_and_by_two_routes(
    sightings: tuple[tuple[float, str], ...], expected: bool
) -> None:
    assert is_persistent(seen(*sightings)) is expected
