from datetime import UTC, datetime, timedelta, timezone

import pytest

from apps.core import clock


def test_it_tells_the_present_in_utc() -> None:
    before = datetime.now(tz=UTC)

    moment = clock.now()

    assert before <= moment <= before + timedelta(seconds=5)
    assert moment.tzinfo is UTC


def test_it_stands_still_inside_fixed_and_runs_after() -> None:
    noon = datetime(2025, 1, 2, 14, tzinfo=timezone(timedelta(hours=2)))

    with clock.fixed(noon):
        inside = clock.now()

    assert inside == datetime(2025, 1, 2, 12, tzinfo=UTC)
    assert clock.now() > inside


def test_it_refuses_a_moment_without_a_zone() -> None:
    with pytest.raises(ValueError, match="no time zone"), clock.fixed(datetime(2025, 1, 2)):  # noqa: DTZ001 - the point
        pass
