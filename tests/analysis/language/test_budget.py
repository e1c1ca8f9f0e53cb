"""The arithmetic of a day."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from apps.analysis.language import DayLimits, Spending, until_next_day
from apps.analysis.language.budget import estimated_tokens


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (DayLimits(), True),
        (DayLimits(tokens=60), True),
        (DayLimits(tokens=59), False),
        (DayLimits(microdollars=600), True),
        (DayLimits(microdollars=599), False),
        (DayLimits(tokens=60, microdollars=599), False),
        (DayLimits(tokens=0), False),
    ],
)
def test_what_is_set_aside_counts_as_spent(limits: DayLimits, expected: bool) -> None:
    spent, reserved, estimate = Spending(10, 100), Spending(20, 200), Spending(30, 300)

    assert limits.admits(spent=spent, reserved=reserved, estimate=estimate) is expected


def test_the_next_day_is_one_of_utc() -> None:
    east = timezone(timedelta(hours=9))

    assert until_next_day(datetime(2026, 11, 27, 23, 59, 30, tzinfo=UTC)) == 30.0
    assert until_next_day(datetime(2026, 11, 28, 8, 59, 30, tzinfo=east)) == 30.0


def test_shares_never_come_to_less_than_the_whole() -> None:
    assert Spending(10, 7).share(4) == Spending(3, 2)


def test_an_estimate_is_not_below_what_tokenisers_make_of_prose() -> None:
    assert estimated_tokens("We may end your account with 30 days of notice.") >= 11
    assert estimated_tokens("利用規約") >= 4
