"""Writing what happens in reviews: each deed goes one turn on, and leaves an event and an entry of the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from apps.accounts.models import Workspace
from apps.accounts.services.audit import record_audit
from apps.accounts.types import Actor
from apps.accounts.types import Change as Difference
from apps.core import clock
from apps.documents.models import Change
from apps.reviews.actions import Action
from apps.reviews.errors import NoSuchReviewError, ReviewMovedOnError
from apps.reviews.models import Review, ReviewEvent
from apps.reviews.types import EventKind, State


def held_review(row: Workspace, review_id: int) -> Review:
    """Return a review and hold it until the transaction ends. Raises NoSuchReviewError for another workspace's."""
    held = Review.objects.for_workspace(row).select_for_update().filter(pk=review_id).first()
    if held is None:
        raise NoSuchReviewError("There is no such review in this workspace.")
    return held


def require_turn(review: Review, turn: int) -> None:
    """Raises ReviewMovedOnError where the review went on since the person saw it, and says how it stands."""
    if review.turn != turn:
        state = State(review.state).label.lower()
        by = f" by {review.signed_by or review.decided_by}" if review.decided_by else ""
        raise ReviewMovedOnError(
            f"“{review.title}” went on while you were looking: it is {state} now{by}. Nothing was changed. Look again."
        )


def go_on(review: Review, **values: Any) -> None:
    """Change the review and go one turn on; of two who do so at once, the second is told.

    Raises ReviewMovedOnError.
    """
    ours = Review.objects.for_workspace(review.workspace_id).filter(pk=review.pk, turn=review.turn)
    values["turn"] = review.turn + 1
    if ours.update(**values) != 1:
        raise ReviewMovedOnError(f"“{review.title}” went on while you were looking. Look again.")
    for name, value in values.items():
        setattr(review, name, value)


@dataclass(frozen=True, slots=True)
class Said:
    """What an event tells beside its kind."""

    text: str = ""
    person_name: str = ""
    day: date | None = None
    change: Change | None = None


def note(review: Review, kind: EventKind, actor: Actor, said: Said = Said()) -> ReviewEvent:
    """Add to the history. The caller holds the review, so numbers have no gap and no double."""
    events = ReviewEvent.objects.for_workspace(review.workspace_id)
    last = events.filter(review=review).order_by("-number").values_list("number", flat=True).first()
    return events.create(
        review=review,
        number=(last or 0) + 1,
        kind=kind,
        at=clock.now(),
        actor_id=actor.user_id,
        actor_name=actor.name[:254],
        state=review.state,
        decision=review.decision,
        text=said.text,
        person_name=said.person_name[:254],
        day=said.day,
        change=said.change,
    )


def audit(
    review: Review, action: Action, actor: Actor, changes: Mapping[str, Difference] | None = None
) -> None:
    record_audit(
        workspace_id=review.workspace_id, actor=actor, action=action, subject=review, changes=changes
    )
