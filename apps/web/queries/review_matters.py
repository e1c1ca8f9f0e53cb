"""What of reviews wants doing by a member, as the home of their workspace shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Q
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.types import Permission
from apps.core import clock
from apps.reviews.models import Review
from apps.reviews.selectors.reviews import due_reviews, unseen_mentions
from apps.web.places import Place

_SOON: Final = timedelta(days=7)
_MOST: Final = 5


@dataclass(frozen=True, slots=True)
class ReviewMatter:
    """Something of a review that wants doing, by its day; in the words of a Matter."""

    title: str
    body: str
    url: str
    action: str
    tone: str
    on: date


def review_matters(place: Place, person: User) -> Iterator[ReviewMatter]:
    """Yield where one is named, then what one owns or may sign and is due within a week, by deadline. Inside `in_workspace`."""
    today = clock.now().date()
    named = {mention.event.review_id: mention for mention in unseen_mentions(place.workspace, person)[:20]}
    for mention in list(named.values())[:_MOST]:
        yield ReviewMatter(
            title=f"{mention.event.actor_name} named you",
            body=mention.event.review.title,
            url=_review(place, mention.event.review),
            action="Read the comment",
            tone="low",
            on=today,
        )
    if not (place.may(Permission.REVIEW) or place.may(Permission.SIGN_OFF)):
        return
    waits = Q(owner=person, decision="")
    if place.may(Permission.SIGN_OFF):
        waits |= ~Q(decision="") & ~Q(decided_by=person)
    for review in due_reviews(place.workspace, until=today + _SOON).filter(waits)[:_MOST]:
        yield _due(place, review, today)


def _due(place: Place, review: Review, today: date) -> ReviewMatter:
    days = (review.due_on - today).days
    is_near = days <= 0
    when = (
        "is overdue" if days < 0 else "is due today" if days == 0 else f"is due on {review.due_on:%-d %b %Y}"
    )
    deed = "Sign or decline" if review.is_proposed else "Decide"
    return ReviewMatter(
        title=f"{'A decision waits for your signature' if review.is_proposed else 'A review of yours'} {'and ' if review.is_proposed else ''}{when}",
        body=review.title,
        url=_review(place, review),
        action=deed,
        tone="high" if is_near else "medium",
        on=review.due_on,
    )


def _review(place: Place, review: Review) -> str:
    return reverse("workspace_review", args=[place.workspace.slug, review.pk])
