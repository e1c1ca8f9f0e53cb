"""The rules by which a workspace opens reviews."""

from django.db.models import QuerySet

from apps.accounts.models import Workspace
from apps.analysis.types import Level
from apps.reviews.matching import Terms
from apps.reviews.models import ReviewRule, RulePerson, RulePlatform


def rules_of(workspace: Workspace) -> QuerySet[ReviewRule]:
    """Return the rules in force, oldest first: the first that fits opens the review. Inside `in_workspace`."""
    return ReviewRule.objects.for_workspace(workspace).filter(closed_at=None).select_related("watch")


def platforms_of(workspace: Workspace, rule: ReviewRule) -> list[RulePlatform]:
    """Return the platforms of a rule with whose their reviews are. Inside `in_workspace`."""
    rows = RulePlatform.objects.for_workspace(workspace).filter(rule=rule)
    return list(rows.select_related("platform", "owner").order_by("platform__name"))


def people_of(workspace: Workspace, rule: ReviewRule) -> list[RulePerson]:
    """Return those who get a rule's reviews in turns. Inside `in_workspace`."""
    rows = RulePerson.objects.for_workspace(workspace).filter(rule=rule)
    return list(rows.select_related("person").order_by("pk"))


def terms_of(rule: ReviewRule, platforms: list[RulePlatform]) -> Terms:
    """Return what a rule asks of a change."""
    return Terms(
        min_severity=Level(rule.min_severity),
        topics=frozenset(rule.topics),
        platforms=frozenset(row.platform_id for row in platforms),
        watch=rule.watch_id,
        ignores_overlaid=rule.ignores_overlaid,
    )
