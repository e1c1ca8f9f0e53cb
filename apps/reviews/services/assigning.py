"""Whose a review is, and when it is due."""

from datetime import date

from apps.accounts.models import User, Workspace
from apps.accounts.services.authority import locked, require
from apps.accounts.types import Actor, Permission
from apps.core import clock
from apps.reviews.actions import Action
from apps.reviews.deadlines import day_of
from apps.reviews.errors import InvalidDecisionError, ReviewClosedError
from apps.reviews.models import Review
from apps.reviews.services.history import Said, audit, go_on, held_review, note, require_turn
from apps.reviews.services.owners import reviewer
from apps.reviews.types import DueKind, DueRecord, EventKind, State


def assign(*, workspace: Workspace, review_id: int, turn: int, owner_id: int | None, actor: Actor) -> Review:
    """Give a review to a member, or to nobody; whoever takes it themself has begun. Records nothing if it is theirs already.

    Raises NotPermittedError, NotAMemberError, NoSuchReviewError, ReviewMovedOnError, ReviewClosedError or NotAReviewerError.
    """
    with locked(workspace) as row:
        require(row, actor, Permission.REVIEW)
        review = _undecided(row, review_id, turn)
        owner = reviewer(row, owner_id) if owner_id is not None else None
        is_begun = owner is not None and owner.pk == actor.user_id and review.state != State.ESCALATED
        state = State.IN_REVIEW if is_begun else State(review.state)
        if (owner, state) == (review.owner, review.state):
            return review
        before: User | None = review.owner
        go_on(review, owner=owner, state=state)
        note(review, EventKind.ASSIGNED, actor, Said(person_name=str(owner or "")))
        audit(review, Action.ASSIGNED, actor, {"owner": (before, owner)})
        return review


def reschedule(*, workspace: Workspace, review_id: int, turn: int, due_on: date, actor: Actor) -> Review:
    """Have a review due on another day. Records nothing if it is due then already.

    Raises NotPermittedError, NotAMemberError, NoSuchReviewError, ReviewMovedOnError, ReviewClosedError, or InvalidDecisionError
    for a day that is over.
    """
    with locked(workspace) as row:
        require(row, actor, Permission.REVIEW)
        review = _undecided(row, review_id, turn)
        if due_on == review.due_on:
            return review
        today = clock.now().date()
        if due_on < today:
            raise InvalidDecisionError("Choose a day that is not over yet.")
        told = f"Set on {day_of(today)} by {actor.name}, in place of {day_of(review.due_on)}."
        due = DueRecord(kind=DueKind.PERSON, on=due_on, told=told)
        before = review.due_on
        go_on(review, due_on=due_on, due=due.model_dump(mode="json"))
        note(review, EventKind.RESCHEDULED, actor, Said(day=due_on))
        audit(review, Action.RESCHEDULED, actor, {"due_on": (before, due_on)})
        return review


def _undecided(row: Workspace, review_id: int, turn: int) -> Review:
    review = held_review(row, review_id)
    require_turn(review, turn)
    if review.is_closed:
        raise ReviewClosedError("This review is closed. Reopen it first.")
    return review
