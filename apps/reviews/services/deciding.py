"""Deciding: who may, who signs, what an acceptance lasts. Of two who decide at once one wins, and the other is told."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from apps.accounts import rules
from apps.accounts.errors import NotPermittedError
from apps.accounts.models import Workspace
from apps.accounts.services.authority import locked, person, require, role_of
from apps.accounts.types import Actor, Permission
from apps.core import clock
from apps.reviews.actions import Action
from apps.reviews.errors import InvalidDecisionError, ReviewClosedError
from apps.reviews.models import Acceptance, Review
from apps.reviews.models.review import LONGEST_REASON
from apps.reviews.services.history import Said, audit, go_on, held_review, note, require_turn
from apps.reviews.services.owners import reviewer
from apps.reviews.services.reopening import reopen_held
from apps.reviews.types import ACCEPTING, CLOSED, EventKind, State

LONGEST_ACCEPTANCE: Final = timedelta(days=5 * 366)
_DECISIONS: Final = (*CLOSED, State.ESCALATED)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided and why; `until` is the last day of an acceptance with expiry, `to` whom an escalation goes to."""

    state: State
    reason: str
    until: date | None = None
    to: int | None = None


def decide(*, workspace: Workspace, review_id: int, turn: int, decision: Decision, actor: Actor) -> Review:
    """Decide as the person who saw this turn, or propose it where a second signature is needed.

    A second signature is needed where the review says so, and where somebody who may not accept a risk accepts one or closes
    what was escalated. Raises NotPermittedError, NotAMemberError, NoSuchReviewError, ReviewClosedError, ReviewMovedOnError,
    InvalidDecisionError or NotAReviewerError.
    """
    with locked(workspace) as row:
        role = role_of(row, actor)
        review = held_review(row, review_id)
        _require_may_decide(role, review, decision.state)
        require_turn(review, turn)
        _require_undecided(review)
        reason = _sensible(decision)
        if decision.state == State.ESCALATED:
            return _escalate(row, review, decision.to, reason, actor)
        values: dict[str, Any] = {
            "decision": decision.state,
            "reason": reason,
            "expires_on": decision.until,
            "decided_by_id": person(actor),
            "decided_at": clock.now(),
        }
        if _wants_signature(role, review, decision.state):
            return _propose(review, values, actor)
        go_on(review, **values, state=decision.state)
        return _closed(review, actor)


def sign(*, workspace: Workspace, review_id: int, turn: int, actor: Actor) -> Review:
    """Sign what another member proposed, which closes the review.

    Raises NotPermittedError, NotAMemberError, NoSuchReviewError, ReviewMovedOnError or InvalidDecisionError.
    """
    with locked(workspace) as row:
        require(row, actor, Permission.SIGN_OFF)
        review = held_review(row, review_id)
        require_turn(review, turn)
        _require_proposed(review)
        if review.decided_by_id == person(actor):
            raise InvalidDecisionError(
                "The second signature is another member's: you proposed this yourself."
            )
        if review.expires_on is not None and review.expires_on < clock.now().date():
            raise InvalidDecisionError(
                "The proposed acceptance has expired already. Decline it, and decide anew."
            )
        go_on(review, state=review.decision, signed_by_id=person(actor), signed_at=clock.now())
        return _closed(review, actor)


def decline(*, workspace: Workspace, review_id: int, turn: int, reason: str, actor: Actor) -> Review:
    """Take a proposed decision back: whoever signs does not agree, or whoever proposed thinks otherwise now.

    Raises NotPermittedError, NotAMemberError, NoSuchReviewError, ReviewMovedOnError or InvalidDecisionError.
    """
    with locked(workspace) as row:
        role = role_of(row, actor)
        review = held_review(row, review_id)
        if not rules.can(role, Permission.SIGN_OFF) and review.decided_by_id != actor.user_id:
            raise NotPermittedError("Who signs reviews, or who proposed this, can decline it.")
        require_turn(review, turn)
        _require_proposed(review)
        reason = _reason(reason)
        note(review, EventKind.DECLINED, actor, Said(reason))
        audit(review, Action.DECLINED, actor, {"decision": (review.decision, ""), "reason": ("", reason)})
        go_on(review, decision="", reason="", expires_on=None, decided_by_id=None, decided_at=None)
        return review


def reopen(*, workspace: Workspace, review_id: int, turn: int, reason: str, actor: Actor) -> Review:
    """Open a closed review again, as a new event; what was decided stays in its history.

    Raises NotPermittedError, NotAMemberError, NoSuchReviewError, ReviewMovedOnError or InvalidDecisionError.
    """
    with locked(workspace) as row:
        require(row, actor, Permission.REVIEW)
        review = held_review(row, review_id)
        require_turn(review, turn)
        if not review.is_closed:
            raise InvalidDecisionError("This review is open already.")
        reopen_held(review, EventKind.REOPENED, actor, Said(_reason(reason)))
        return review


def may_decide(role: str, review: Review, state: State) -> bool:
    """Tell whether a role may make this decision, be it as a proposal: who signs may accept a risk, and close what was escalated."""
    if rules.can(role, Permission.REVIEW):
        return True
    is_theirs = state in ACCEPTING or (review.state == State.ESCALATED and state in CLOSED)
    return is_theirs and rules.can(role, Permission.SIGN_OFF)


def _require_may_decide(role: str, review: Review, state: State) -> None:
    if not may_decide(role, review, state):
        raise NotPermittedError("Your role in this workspace does not allow this decision.")


def _wants_signature(role: str, review: Review, state: State) -> bool:
    is_reserved = state in ACCEPTING or review.state == State.ESCALATED
    return review.needs_signature or (is_reserved and not rules.can(role, Permission.SIGN_OFF))


def _require_undecided(review: Review) -> None:
    if review.is_closed:
        raise ReviewClosedError("This review is closed. Reopen it to decide anew.")
    if review.is_proposed:
        raise InvalidDecisionError("A decision waits for its second signature. Sign it, or decline it first.")


def _require_proposed(review: Review) -> None:
    if not review.is_proposed:
        raise InvalidDecisionError("No decision waits for a signature here.")


def _sensible(decision: Decision) -> str:
    """Return the reason; raises InvalidDecisionError for a decision that makes no sense."""
    if decision.state not in _DECISIONS:
        raise InvalidDecisionError("Choose a decision.")
    today = clock.now().date()
    if (decision.state == State.ACCEPTED_UNTIL) != (decision.until is not None):
        raise InvalidDecisionError(
            "An acceptance with expiry needs the day on which it ends, and no other decision has one."
        )
    if decision.until is not None and not today < decision.until <= today + LONGEST_ACCEPTANCE:
        raise InvalidDecisionError("An acceptance ends after today, and within five years.")
    return _reason(decision.reason)


def _reason(given: str) -> str:
    reason = given.strip()
    if not reason:
        raise InvalidDecisionError("Give the reason: whoever asks in a year reads it.")
    if len(reason) > LONGEST_REASON:
        raise InvalidDecisionError(f"Give the reason in at most {LONGEST_REASON:,} characters.")
    return reason


def _escalate(row: Workspace, review: Review, to: int | None, reason: str, actor: Actor) -> Review:
    before = review.owner
    owner = reviewer(row, to) if to is not None else before
    go_on(review, state=State.ESCALATED, owner=owner)
    note(review, EventKind.ESCALATED, actor, Said(reason, person_name=str(owner or "")))
    audit(review, Action.ESCALATED, actor, {"owner": (before, owner), "reason": ("", reason)})
    return review


def _propose(review: Review, values: dict[str, Any], actor: Actor) -> Review:
    state = State.ESCALATED if review.state == State.ESCALATED else State.IN_REVIEW
    go_on(review, **values, state=state)
    note(review, EventKind.PROPOSED, actor, Said(review.reason, day=review.expires_on))
    changes = {"decision": ("", review.decision), "reason": ("", review.reason)}
    audit(review, Action.PROPOSED, actor, changes)
    return review


def _closed(review: Review, actor: Actor) -> Review:
    """Write down what closing means: the event, the acceptance, the entry of the log."""
    note(review, EventKind.DECIDED, actor, Said(review.reason, day=review.expires_on))
    if review.is_acceptance and review.decided_by_id is not None:
        Acceptance.objects.for_workspace(review.workspace_id).create(
            review=review,
            reason=review.reason,
            accepted_by_id=review.decided_by_id,
            signed_by_id=review.signed_by_id,
            accepted_at=clock.now(),
            until=review.expires_on,
        )
    changes = {
        "decision": ("", review.decision),
        "reason": ("", review.reason),
        "until": (None, review.expires_on),
    }
    audit(review, Action.DECIDED, actor, changes)
    return review
