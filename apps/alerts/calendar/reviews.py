"""Dates of the workspace's own: until when its reviews are to be decided, and how long what it accepted is accepted."""

from collections.abc import Iterator

from apps.accounts.models import Workspace
from apps.alerts.calendar.types import CalendarDate, DateKind, Span
from apps.reviews.models import Acceptance, Review
from apps.reviews.types import CLOSED, State


def review_dates(workspace: Workspace, span: Span) -> Iterator[CalendarDate]:
    """Yield them for these days; of what is decided, or holds no longer, as withdrawn. Inside `in_workspace`."""
    yield from _due(workspace, span)
    yield from _expiring(workspace, span)


def _due(workspace: Workspace, span: Span) -> Iterator[CalendarDate]:
    rows = Review.objects.for_workspace(workspace).filter(due_on__gte=span.first, due_on__lte=span.last)
    for review in rows.select_related("change__document__platform", "change__to_version"):
        is_closed = review.state in CLOSED
        lead = "Decide again" if review.state == State.REOPENED else "Decide"
        yield CalendarDate(
            key=f"review/{review.pk}/due",
            kind=DateKind.REVIEW,
            on=review.due_on,
            title=f"{lead}: {review.title}",
            change=review.change,
            known_at=review.opened_at,
            review_id=review.pk,
            owner_id=review.owner_id,
            turn=review.turn,
            withdrawn_at=review.decided_at if is_closed else None,
            withdrawn_because=f"Decided: {review.get_state_display().lower()}." if is_closed else "",
        )


def _expiring(workspace: Workspace, span: Span) -> Iterator[CalendarDate]:
    rows = Acceptance.objects.for_workspace(workspace).filter(until__gte=span.first, until__lte=span.last)
    for acceptance in rows.select_related("review__change__document__platform", "review__change__to_version"):
        review = acceptance.review
        assert acceptance.until is not None  # noqa: S101 - those without an end are not asked for
        yield CalendarDate(
            key=f"acceptance/{acceptance.pk}/expiry",
            kind=DateKind.EXPIRY,
            on=acceptance.until,
            title=f"Acceptance expires: {review.title}",
            change=review.change,
            known_at=acceptance.accepted_at,
            review_id=review.pk,
            withdrawn_at=acceptance.ended_at,
            withdrawn_because=acceptance.get_ended_because_display() if acceptance.ended_at else "",
        )
