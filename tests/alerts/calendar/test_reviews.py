"""The calendar's dates of the workspace's own: reviews that are due, acceptances that expire."""

from datetime import date, timedelta

import pytest

from apps.alerts.calendar import CalendarDate, Span, calendar_of
from apps.core.tenancy import in_workspace
from apps.reviews.types import State
from tests.accounts.cast import make_workspace
from tests.alerts.calendar.cast import EVER, plainly
from tests.alerts.cast import NOW
from tests.reviews.cast import Crew, decided, make_crew, make_review, row_of

pytestmark = pytest.mark.django_db
UNTIL = NOW.date() + timedelta(days=90)


def dates(crew: Crew, span: Span = EVER) -> list[CalendarDate]:
    """Return what the workspace's own dates are, without those of texts."""
    with in_workspace(crew.workspace):
        return [one for one in calendar_of(crew.workspace, span) if one.review_id]


@pytest.fixture
def crew(db: None) -> Crew:
    return make_crew()


def test_a_review_is_due_until_it_is_decided(crew: Crew) -> None:
    review = make_review(crew.workspace, crew.owner)

    (found,) = dates(crew)
    assert plainly([found]) == [("review", review.due_on, False)]
    assert (found.key, found.title) == (f"review/{review.pk}/due", "Decide: Acme changed its Terms")
    decided(crew, review)
    (found,) = dates(crew)

    assert found.is_withdrawn
    assert found.withdrawn_because == "Decided: no action."
    assert found.turn == row_of(review).turn > 1


def test_what_was_accepted_for_a_time_expires(crew: Crew) -> None:
    review = make_review(crew.workspace, crew.owner)

    decided(crew, review, State.ACCEPTED_UNTIL, until=UNTIL)

    assert plainly(dates(crew)) == [("review", review.due_on, True), ("expiry", UNTIL, False)]
    assert plainly(dates(crew, Span(UNTIL, UNTIL))) == [("expiry", UNTIL, False)]
    assert dates(crew, Span(date(2000, 1, 1), date(2000, 1, 2))) == []


def test_another_workspaces_reviews_are_not_there(crew: Crew) -> None:
    make_review(crew.workspace, crew.owner)
    umbra = make_workspace(crew.stranger, "Umbra")

    with in_workspace(umbra):
        assert calendar_of(umbra, EVER) == []
