"""What was decided comes back: reopened by a person, tainted by another change, or expired. Each is a new event, once."""

from collections.abc import Sequence
from typing import Final

from django.db.models import Q

from apps.accounts.errors import NotAMemberError
from apps.accounts.models import Workspace
from apps.accounts.services.authority import locked
from apps.accounts.types import SYSTEM, Actor
from apps.core import clock
from apps.documents.models import Change
from apps.reviews.actions import Action
from apps.reviews.deadlines import USUAL, DateFound, Spans, due_from
from apps.reviews.models import Acceptance, Review, ReviewEvent
from apps.reviews.services.history import Said, audit, go_on, held_review, note
from apps.reviews.types import CLOSED, Ending, EventKind, State
from apps.subscriptions.selectors import facts_of_changes
from apps.subscriptions.types import ChangeFacts

_ENDINGS: Final = {
    EventKind.REOPENED: Ending.REOPENED,
    EventKind.TAINTED: Ending.TAINTED,
    EventKind.EXPIRED: Ending.EXPIRED,
}
_ACTIONS: Final = {
    EventKind.REOPENED: Action.REOPENED,
    EventKind.TAINTED: Action.TAINTED,
    EventKind.EXPIRED: Action.EXPIRED,
}
_DECIDED: Final = Q(state__in=CLOSED) | ~Q(decision="")


def taint(
    *, workspace: Workspace | int, change: Change, facts: ChangeFacts, dates: Sequence[DateFound]
) -> int:
    """Reopen the workspace's decisions about clauses that this change touches again; return how many.

    A decision that waits for its signature is taken back too. A change of which no clause is known touches all of its document.
    Once for each change, by a constraint. Raises NotAMemberError for a workspace that was erased meanwhile.
    """
    with locked(workspace) as row:
        decided = Review.objects.for_workspace(row).filter(
            _DECIDED,
            change__document=change.document_id,
            change__to_version__number__lt=change.to_version.number,
        )
        tainted = ReviewEvent.objects.for_workspace(row).filter(kind=EventKind.TAINTED, change=change)
        waiting = list(
            decided.exclude(pk__in=tainted.values("review")).select_related("change__document").order_by("pk")
        )
        before = facts_of_changes([review.change for review in waiting]) if waiting else {}
        touched = [review for review in waiting if _is_same(before[review.change_id], facts)]
        for found in touched:
            review = held_review(row, found.pk)
            said = Said(f"{change.public_id} touches it again.", change=change)
            reopen_held(review, EventKind.TAINTED, SYSTEM, said, dates=dates)
        return len(touched)


def workspaces_with_decisions(change: Change, *, after: int, limit: int) -> list[int]:
    """Return the next workspaces that decided about earlier changes of the document. Reads across workspaces."""
    with Review.objects.across_workspaces(reason="whose decisions a change may taint") as rows:
        found = rows.filter(_DECIDED, change__document=change.document_id, workspace__gt=after)
        found = found.filter(change__to_version__number__lt=change.to_version.number)
        return list(found.order_by("workspace").values_list("workspace", flat=True).distinct()[:limit])


def end_acceptances(*, limit: int = 500) -> int:
    """Bring back the reviews whose acceptance has expired, those that expired first first; return how many.

    An acceptance holds through its last day, in UTC. Twice, or at once, each comes back once.
    """
    with Acceptance.objects.across_workspaces(reason="acceptances that expired") as rows:
        due = rows.filter(ended_at=None, until__lt=clock.now().date()).order_by("until", "pk")
        waiting = list(due.values_list("workspace", "review")[:limit])
    ended = 0
    for workspace, review_id in waiting:
        try:
            ended += _expire(workspace, review_id)
        except NotAMemberError:
            continue  # erased since the list was read
    return ended


def _expire(workspace: int, review_id: int) -> int:
    with locked(workspace) as row:
        review = held_review(row, review_id)
        if review.expires_on is None or not review.is_closed or review.expires_on >= clock.now().date():
            return 0  # somebody reopened it meanwhile
        reopen_held(review, EventKind.EXPIRED, SYSTEM, Said(day=review.expires_on))
        return 1


def reopen_held(
    review: Review, kind: EventKind, actor: Actor, said: Said, *, dates: Sequence[DateFound] = ()
) -> None:
    """Reopen a review that the caller holds: its decision goes into the history, and it is due anew."""
    was, now = review.decision, clock.now()
    spans = Spans(review.rule.lead_days, review.rule.default_days) if review.rule else USUAL
    due = due_from(dates, today=now.date(), spans=spans)
    ours = Acceptance.objects.for_workspace(review.workspace_id).filter(review=review, ended_at=None)
    ours.update(ended_at=now, ended_because=_ENDINGS[kind])
    go_on(
        review,
        state=State.REOPENED,
        decision="",
        reason="",
        expires_on=None,
        decided_by_id=None,
        decided_at=None,
        signed_by_id=None,
        signed_at=None,
        tainted_by=said.change,
        due_on=due.on,
        due=due.model_dump(mode="json"),
    )
    note(review, kind, actor, said)
    audit(review, _ACTIONS[kind], actor, {"decision": (was, ""), "due_on": (None, due.on)})


def _is_same(before: ChangeFacts, after: ChangeFacts) -> bool:
    if not before.provisions or not after.provisions:
        return True
    return bool(before.provisions & after.provisions)
