"""The rules by which reviews are opened: added, changed and ended by those who set the workspace up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from apps.accounts.models import Workspace
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked, require
from apps.accounts.types import Actor, Permission
from apps.accounts.types import Change as Difference
from apps.analysis.types import Level
from apps.billing.entitlements import require as require_feature
from apps.billing.types import Feature
from apps.core import clock
from apps.platforms.models import Platform
from apps.provisions.models import Topic
from apps.reviews.actions import Action
from apps.reviews.deadlines import USUAL_DAYS, USUAL_LEAD_DAYS
from apps.reviews.errors import InvalidRuleError, NoSuchReviewError
from apps.reviews.models import ReviewRule, RulePerson, RulePlatform
from apps.reviews.models.rule import MOST_DEFAULT_DAYS, MOST_LEAD_DAYS
from apps.reviews.selectors.rules import people_of, platforms_of, rules_of
from apps.reviews.services.owners import reviewer
from apps.reviews.types import Assignment
from apps.subscriptions.selectors import watches_of

MOST_RULES: Final = 50
_LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class RuleWish:
    """What a rule is to say. `platforms` are numbers with whose their reviews are; `people` get reviews in turns."""

    name: str
    min_severity: Level = Level.MEDIUM
    topics: tuple[str, ...] = ()
    watch_id: int | None = None
    ignores_overlaid: bool = True
    assignment: Assignment = Assignment.NOBODY
    lead_days: int = USUAL_LEAD_DAYS
    default_days: int = USUAL_DAYS
    needs_signature: bool = False
    platforms: Mapping[int, int | None] = field(default_factory=dict)
    people: Sequence[int] = ()


def open_rule(*, workspace: Workspace, wish: RuleWish, actor: Actor) -> ReviewRule:
    """Add a rule; it holds for changes that are told from now on.

    Raises NotPermittedError, NotAMemberError, NotInPlanError, InvalidRuleError or NotAReviewerError.
    """
    with locked(workspace) as row:
        require(row, actor, Permission.SETTINGS)
        require_feature(row, Feature.SAME_DAY_ALERTS)
        _require_sensible(row, wish)
        if rules_of(row).count() >= MOST_RULES:
            raise InvalidRuleError(f"A workspace has at most {MOST_RULES} rules. End one first.")
        wanted = ReviewRule(opened_at=clock.now(), **_columns(wish))
        (rule,) = ReviewRule.objects.for_workspace(row).bulk_create([wanted])
        _write_people(row, rule, wish)
        record_audit(
            workspace_id=row.pk,
            actor=actor,
            action=Action.RULE_OPENED,
            subject=rule,
            changes=_differences({}, _told(wish)),
        )
        return rule


def change_rule(*, workspace: Workspace, rule_id: int, wish: RuleWish, actor: Actor) -> ReviewRule:
    """Have a rule say something else; reviews that it opened stay as they are. Records nothing if all is as wanted.

    Raises as `open_rule` does, and NoSuchReviewError where it was ended.
    """
    with locked(workspace) as row:
        require(row, actor, Permission.SETTINGS)
        rule = _rule(row, rule_id)
        _require_sensible(row, wish)
        before, after = _told(wish_of(row, rule)), _told(wish)
        if before == after:
            return rule
        columns = _columns(wish)
        for name, value in columns.items():
            setattr(rule, name, value)
        rule.save(update_fields=list(columns))
        _write_people(row, rule, wish)
        record_audit(
            workspace_id=row.pk,
            actor=actor,
            action=Action.RULE_CHANGED,
            subject=rule,
            changes=_differences(before, after),
        )
        return rule


def close_rule(*, workspace: Workspace, rule_id: int, actor: Actor) -> ReviewRule:
    """Open no more reviews by it. Raises NotPermittedError, NotAMemberError or NoSuchReviewError."""
    with locked(workspace) as row:
        require(row, actor, Permission.SETTINGS)
        rule = _rule(row, rule_id)
        rule.closed_at = clock.now()
        rule.save(update_fields=["closed_at"])
        record_audit(workspace_id=row.pk, actor=actor, action=Action.RULE_CLOSED, subject=rule)
        return rule


def wish_of(row: Workspace, rule: ReviewRule) -> RuleWish:
    """Return what a rule says. Inside `in_workspace`."""
    return RuleWish(
        name=rule.name,
        min_severity=Level(rule.min_severity),
        topics=tuple(rule.topics),
        watch_id=rule.watch_id,
        ignores_overlaid=rule.ignores_overlaid,
        assignment=Assignment(rule.assignment),
        lead_days=rule.lead_days,
        default_days=rule.default_days,
        needs_signature=rule.needs_signature,
        platforms={one.platform_id: one.owner_id for one in platforms_of(row, rule)},
        people=[one.person_id for one in people_of(row, rule)],
    )


def _rule(row: Workspace, rule_id: int) -> ReviewRule:
    rule = rules_of(row).filter(pk=rule_id).first()
    if rule is None:
        raise NoSuchReviewError("This rule has ended.")
    return rule


def _require_sensible(row: Workspace, wish: RuleWish) -> None:
    if not wish.name.strip() or len(wish.name) > _LONGEST_NAME:
        raise InvalidRuleError(f"Give the rule a name, in at most {_LONGEST_NAME} characters.")
    if not (0 <= wish.lead_days <= MOST_LEAD_DAYS and 1 <= wish.default_days <= MOST_DEFAULT_DAYS):
        raise InvalidRuleError(
            f"A review is due at most {MOST_LEAD_DAYS} days before the day that counts, or within {MOST_DEFAULT_DAYS} days."
        )
    known = Topic.objects.filter(slug__in=wish.topics, is_retired=False).count()
    if known < len(set(wish.topics)):
        raise InvalidRuleError("There is no such topic. Choose from the list.")
    if Platform.objects.filter(pk__in=wish.platforms).count() < len(wish.platforms):
        raise InvalidRuleError("There is no such platform. Choose from the list.")
    if wish.watch_id is not None and not watches_of(row).filter(pk=wish.watch_id).exists():
        raise InvalidRuleError("This watch was closed. Choose another, or none.")
    if wish.assignment == Assignment.ROUND_ROBIN and not wish.people:
        raise InvalidRuleError("Choose at least one person for reviews in turns.")
    if wish.assignment == Assignment.BY_PLATFORM and not any(wish.platforms.values()) and not wish.people:
        raise InvalidRuleError("Say whose the reviews of at least one platform are.")
    for number in {*wish.people, *(owner for owner in wish.platforms.values() if owner is not None)}:
        reviewer(row, number)


def _columns(wish: RuleWish) -> dict[str, Any]:
    return {
        "name": wish.name.strip(),
        "min_severity": wish.min_severity.value,
        "topics": sorted(set(wish.topics)),
        "watch_id": wish.watch_id,
        "ignores_overlaid": wish.ignores_overlaid,
        "assignment": wish.assignment.value,
        "lead_days": wish.lead_days,
        "default_days": wish.default_days,
        "needs_signature": wish.needs_signature,
    }


def _told(wish: RuleWish) -> dict[str, object]:
    """Return what the audit log compares, in one order."""
    platforms = [f"{platform}:{owner or '-'}" for platform, owner in sorted(wish.platforms.items())]
    return _columns(wish) | {"platforms": platforms, "people": sorted(wish.people)}


def _write_people(row: Workspace, rule: ReviewRule, wish: RuleWish) -> None:
    """Write whose reviews are whose; those who stay keep their turn."""
    RulePlatform.objects.for_workspace(row).filter(rule=rule).delete()
    RulePlatform.objects.for_workspace(row).bulk_create(
        RulePlatform(rule=rule, platform_id=platform, owner_id=owner)
        for platform, owner in wish.platforms.items()
    )
    people = RulePerson.objects.for_workspace(row).filter(rule=rule)
    people.exclude(person__in=wish.people).delete()
    there = set(people.values_list("person", flat=True))
    RulePerson.objects.for_workspace(row).bulk_create(
        RulePerson(rule=rule, person_id=number)
        for number in dict.fromkeys(wish.people)
        if number not in there
    )


def _differences(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, Difference]:
    return {name: (before.get(name), value) for name, value in after.items() if before.get(name) != value}
