"""Following: opening, changing and closing watches."""

from dataclasses import dataclass
from typing import Any

from apps.accounts.models import Workspace
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked, require
from apps.accounts.types import Actor, Permission
from apps.analysis.types import Direction, Level
from apps.billing.entitlements import require as require_feature
from apps.billing.entitlements import require_room
from apps.billing.types import Feature, Meter
from apps.core import clock
from apps.documents.models import Document
from apps.platforms.models import Platform
from apps.provisions.models import Provision, Topic
from apps.subscriptions.actions import Action
from apps.subscriptions.errors import InvalidRulesError, WatchOverError
from apps.subscriptions.models import Watch
from apps.subscriptions.models.watch import SavedSearch, Subject
from apps.subscriptions.searches import require_known
from apps.subscriptions.selectors.watches import subject_filter, watches_of
from apps.subscriptions.types import Interest, Rules, WatchKind

_KINDS: dict[type[Subject], WatchKind] = {
    Platform: WatchKind.PLATFORM,
    Document: WatchKind.DOCUMENT,
    Provision: WatchKind.PROVISION,
    Topic: WatchKind.TOPIC,
    SavedSearch: WatchKind.SEARCH,
}


@dataclass(frozen=True, slots=True)
class Opened:
    """The watch that follows the subject now, and whether it was opened by this call."""

    watch: Watch
    is_new: bool


def open_watch(*, workspace: Workspace, subject: Subject, rules: Rules, actor: Actor) -> Opened:
    """Follow a platform, document, clause, topic or search. Where it is followed already, that watch stays as it is.

    Raises NotPermittedError, InvalidRulesError, NotInPlanError for a clause, a topic, a search or rules by topic outside the plan
    that has them, or LimitReachedError where the plan has no room for one more platform.
    """
    with locked(workspace) as row:
        require(row, actor, Permission.WATCH)
        watches = watches_of(row)
        present = watches.filter(subject_filter(subject)).first()
        if present is not None:
            return Opened(present, is_new=False)
        _require_sensible(rules)
        if isinstance(subject, SavedSearch):
            require_known(subject.criteria)
        _require_in_plan(row, subject, rules)
        columns = _columns(rules)
        watch = _opened(row, subject, columns, actor)
        record_audit(
            workspace_id=row.pk,
            actor=actor,
            action=Action.OPENED,
            subject=watch,
            changes={name: (None, value) for name, value in columns.items()},
        )
        return Opened(watch, is_new=True)


def change_watch(*, workspace: Workspace, watch_id: int, rules: Rules, actor: Actor) -> Watch:
    """Give an open watch other rules, and record what differs; records nothing if all is as wanted.

    Topics that it has already stay in a plan that would not give them. Raises NotPermittedError, WatchOverError, InvalidRulesError or NotInPlanError.
    """
    with locked(workspace) as row:
        require(row, actor, Permission.WATCH)
        watch = _open(row, watch_id)
        _require_sensible(rules)
        if set(rules.topics) - set(watch.topics):
            require_feature(row, Feature.PROVISION_MONITORING)
        before, wanted = _columns(watch.rules), _columns(rules)
        changes = {name: (before[name], wanted[name]) for name in wanted if before[name] != wanted[name]}
        if changes:
            for name in changes:
                setattr(watch, name, wanted[name])
            watch.save(update_fields=list(changes))
            record_audit(
                workspace_id=row.pk, actor=actor, action=Action.CHANGED, subject=watch, changes=changes
            )
        return watch


def close_watch(*, workspace: Workspace, watch_id: int, actor: Actor) -> Watch:
    """Follow it no more. What was told stays. Raises NotPermittedError, or WatchOverError where it is closed already."""
    with locked(workspace) as row:
        require(row, actor, Permission.WATCH)
        watch = _open(row, watch_id)
        watch.closed_at = clock.now()
        watch.save(update_fields=["closed_at"])
        record_audit(workspace_id=row.pk, actor=actor, action=Action.CLOSED, subject=watch)
        return watch


def _opened(row: Workspace, subject: Subject, columns: dict[str, Any], actor: Actor) -> Watch:
    return Watch.objects.for_workspace(row).create(
        kind=_KINDS[type(subject)],
        platform_id=_platform_id(subject),
        document=subject if isinstance(subject, Document) else None,
        provision=subject if isinstance(subject, Provision) else None,
        topic=_topic(subject),
        criteria=subject.criteria.model_dump(mode="json") if isinstance(subject, SavedSearch) else None,
        min_severity=columns["min_severity"],
        interests=columns["interests"],
        topics=columns["topics"],
        directions=columns["directions"],
        locale=columns["locale"],
        opened_by_id=actor.user_id,
        opened_at=clock.now(),
    )


def _open(row: Workspace, watch_id: int) -> Watch:
    watch = watches_of(row).filter(pk=watch_id).first()
    if watch is None:
        raise WatchOverError("This is not followed any more.")
    return watch


def _require_sensible(rules: Rules) -> None:
    if not rules.interests:
        raise InvalidRulesError("Choose at least one kind of change, or stop following it.")
    known = set(Topic.objects.filter(slug__in=rules.topics, is_retired=False).values_list("slug", flat=True))
    unknown = sorted(set(rules.topics) - known)
    if unknown:
        raise InvalidRulesError(f"There is no topic {', '.join(unknown)}. Choose from the list.")


def _require_in_plan(row: Workspace, subject: Subject, rules: Rules) -> None:
    """The caller holds the workspace, so that of two who ask at once the second counts the first."""
    if isinstance(subject, Provision | Topic | SavedSearch) or rules.topics:
        require_feature(row, Feature.PROVISION_MONITORING)
    platform_id = _platform_id(subject)
    if platform_id is None:
        return
    if not Watch.objects.for_workspace(row).filter(platform=platform_id, closed_at=None).exists():
        require_room(row, Meter.PLATFORMS)


def _platform_id(subject: Subject) -> int | None:
    """Return the platform by which the plan counts; a topic is of none, and a search of none unless it names one."""
    if isinstance(subject, Platform):
        return subject.pk
    if isinstance(subject, Document):
        return subject.platform_id
    if isinstance(subject, SavedSearch):
        return subject.platform.pk if subject.platform else None
    return subject.document.platform_id if isinstance(subject, Provision) else None


def _topic(subject: Subject) -> Topic | None:
    """Return the topic by which followers are found."""
    return (
        subject.topic if isinstance(subject, SavedSearch) else subject if isinstance(subject, Topic) else None
    )


def _columns(rules: Rules) -> dict[str, Any]:
    """Return the rules as the row holds them, each list in one order, so that equal rules are equal rows."""
    return {
        "min_severity": Level(rules.min_severity).value,
        "interests": [interest.value for interest in Interest if interest in rules.interests],
        "topics": sorted(set(rules.topics)),
        "directions": [direction.value for direction in Direction if direction in rules.directions],
        "locale": rules.locale,
    }
