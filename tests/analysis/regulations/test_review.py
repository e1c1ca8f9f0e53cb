"""An entry that nobody has looked at for half a year says so."""

from datetime import date

import pytest

from apps.analysis.regulations import Review, review_of

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("verified_on", "review"),
    [
        (None, Review.NEVER),
        (date(2026, 11, 27), Review.FRESH),
        (date(2026, 5, 31), Review.FRESH),
        (date(2026, 5, 30), Review.STALE),
    ],
)
def test_review_goes_stale_after_180_days(verified_on: date | None, review: Review) -> None:
    assert review_of(verified_on, TODAY) is review
