"""Whose a review is: members who decide or sign, chosen by a person or a rule."""

from django.db.models import F

from apps.accounts.models import Membership, User, Workspace
from apps.core import clock
from apps.core.scoped import ScopedQuerySet
from apps.reviews.errors import NotAReviewerError
from apps.reviews.models import ReviewRule, RulePerson, RulePlatform
from apps.reviews.selectors.reviews import reviewing_roles
from apps.reviews.types import Assignment


def reviewer(row: Workspace, person_id: int) -> User:
    """Return the member who can be given a review. Raises NotAReviewerError for anybody else."""
    found = _reviewers(row).filter(user=person_id).select_related("user").first()
    if found is None:
        raise NotAReviewerError("Choose somebody of this workspace whose role reviews changes or signs them.")
    return found.user


def owner_by_rule(
    row: Workspace, rule: ReviewRule, platforms: list[RulePlatform], platform_id: int
) -> int | None:
    """Return whose a rule's next review is. People who have left or changed their role are passed over.

    A platform without anybody goes on in turns. The caller holds the workspace: of two reviews at once each is another's.
    """
    if rule.assignment == Assignment.NOBODY:
        return None
    may = set(_reviewers(row).values_list("user", flat=True))
    if rule.assignment == Assignment.BY_PLATFORM:
        theirs = next((one.owner_id for one in platforms if one.platform_id == platform_id), None)
        if theirs in may:
            return theirs
    return _next_in_turn(row, rule, may)


def _next_in_turn(row: Workspace, rule: ReviewRule, may: set[int]) -> int | None:
    people = RulePerson.objects.for_workspace(row).filter(rule=rule, person__in=may)
    chosen = people.order_by(F("given_at").asc(nulls_first=True), "pk").first()
    if chosen is None:
        return None
    chosen.given_at = clock.now()
    chosen.save(update_fields=["given_at"])
    return chosen.person_id


def _reviewers(row: Workspace) -> ScopedQuerySet[Membership]:
    return Membership.objects.for_workspace(row).filter(role__in=reviewing_roles())
