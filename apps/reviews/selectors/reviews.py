"""Reading reviews: the list by deadline, one with its history, what is due, who is named."""

from datetime import date

from django.db.models import QuerySet

from apps.accounts import rules
from apps.accounts.models import Membership, User, Workspace
from apps.accounts.selectors import members_of
from apps.accounts.types import Permission, Role
from apps.core.scoped import ScopedQuerySet
from apps.documents.models import Change
from apps.reviews.models import Acceptance, Attachment, Mention, Review, ReviewEvent
from apps.reviews.types import UNDECIDED

_SHOWN = ("change__document__platform", "owner", "rule", "decided_by", "signed_by", "tainted_by")
_REVIEWERS = (Permission.REVIEW, Permission.SIGN_OFF)


def reviews_of(workspace: Workspace) -> ScopedQuerySet[Review]:
    """Return all reviews by deadline, with all that lists show. Inside `in_workspace`."""
    return Review.objects.for_workspace(workspace).select_related(*_SHOWN).order_by("due_on", "pk")


def due_reviews(workspace: Workspace, *, until: date | None = None) -> QuerySet[Review]:
    """Return what waits for a decision, what is due first first; until a day, if one is given. Inside `in_workspace`."""
    waiting = reviews_of(workspace).filter(state__in=UNDECIDED)
    return waiting.filter(due_on__lte=until) if until else waiting


def review_in(workspace: Workspace, review_id: int) -> Review | None:
    """Return one review of the workspace with all that its page shows. Inside `in_workspace`."""
    return (
        reviews_of(workspace)
        .select_related(
            *_SHOWN,
            "change__from_version",
            "change__to_version",
            "tainted_by__document",
        )
        .filter(pk=review_id)
        .first()
    )


def review_about(workspace: Workspace, change: Change) -> Review | None:
    """Return the workspace's review of a change, if there is one. Inside `in_workspace`."""
    return Review.objects.for_workspace(workspace).filter(change=change).first()


def history_of(workspace: Workspace, review: Review) -> QuerySet[ReviewEvent]:
    """Return all that happened, oldest first, with its files. Inside `in_workspace`."""
    events = ReviewEvent.objects.for_workspace(workspace).filter(review=review)
    return events.select_related("change").order_by("number")


def attachments_of(workspace: Workspace, review: Review) -> QuerySet[Attachment]:
    """Return the files of a review without their keys, oldest first. Inside `in_workspace`."""
    found = Attachment.objects.for_workspace(workspace).filter(event__review=review)
    return found.defer("secret").order_by("pk")


def unseen_mentions(workspace: Workspace, person: User) -> QuerySet[Mention]:
    """Return where a person was named and has not looked, newest first. Inside `in_workspace`."""
    found = Mention.objects.for_workspace(workspace).filter(person=person, seen_at=None)
    return found.select_related("event__review").order_by("-pk")


def acceptances_in_force(workspace: Workspace) -> QuerySet[Acceptance]:
    """Return what is accepted today, what expires first first. Inside `in_workspace`."""
    found = Acceptance.objects.for_workspace(workspace).filter(ended_at=None)
    return found.select_related("review__change__document__platform").order_by("until", "pk")


def reviewers_of(workspace: Workspace) -> list[Membership]:
    """Return the members who can be given a review: those who decide and those who sign. Inside `in_workspace`."""
    return [row for row in members_of(workspace) if can_review(row.role)]


def can_review(role: str) -> bool:
    return any(rules.can(role, permission) for permission in _REVIEWERS)


def reviewing_roles() -> list[Role]:
    return [role for role in Role if can_review(role)]
