"""What a workspace follows, and who follows what a change touches."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Min, Q, QuerySet

from apps.accounts.models import Workspace
from apps.billing.types import MeteredItem
from apps.core.tenancy import in_workspace
from apps.documents.models import Document
from apps.platforms.models import Platform
from apps.provisions.models import Provision
from apps.subscriptions.matching import judge
from apps.subscriptions.models import Watch
from apps.subscriptions.models.watch import SavedSearch, Subject
from apps.subscriptions.searches import found_check, is_touched
from apps.subscriptions.types import ChangeFacts, Verdict, WatchKind

_AT_ONCE = 2_000  # rows held while all workspaces are gone through


@dataclass(frozen=True, slots=True)
class Match:
    """A watch whose subject a change touches, and whether its rules have it told."""

    watch: Watch
    verdict: Verdict


def watches_of(workspace: Workspace) -> QuerySet[Watch]:
    """Return what is followed today, newest first, with all that names it. Inside `in_workspace`."""
    return (
        Watch.objects.for_workspace(workspace)
        .filter(closed_at=None)
        .select_related(
            "platform", "document__platform", "provision__document__platform", "topic", "opened_by"
        )
        .order_by("-opened_at", "-pk")
    )


def open_watch_of(workspace: Workspace, subject: Subject) -> Watch | None:
    """Return the watch that follows exactly this, if there is one."""
    with in_workspace(workspace):
        return watches_of(workspace).filter(subject_filter(subject)).first()


def subject_filter(subject: Subject) -> Q:
    """Return the condition of watches that follow exactly this."""
    if isinstance(subject, Platform):
        return Q(kind=WatchKind.PLATFORM, platform=subject)
    if isinstance(subject, Document):
        return Q(kind=WatchKind.DOCUMENT, document=subject)
    if isinstance(subject, Provision):
        return Q(kind=WatchKind.PROVISION, provision=subject)
    if isinstance(subject, SavedSearch):
        asked = subject.criteria.model_dump(mode="json")
        return Q(kind=WatchKind.SEARCH, platform=subject.platform, criteria=asked)
    return Q(kind=WatchKind.TOPIC, topic=subject)


def platforms_watched(workspace: Workspace) -> int:
    """Count the platforms followed, as the plan counts: whole, by a document or by a clause. Inside `in_workspace`."""
    return _counted(workspace).values("platform").distinct().count()


def platforms_metered(workspace: Workspace) -> list[MeteredItem]:
    """Return them, whoever was followed first first. Inside `in_workspace`."""
    rows = _counted(workspace).values("platform", "platform__name").annotate(since=Min("opened_at"))
    ordered = rows.order_by("since", "platform")
    return [MeteredItem(row["platform"], row["platform__name"], row["since"]) for row in ordered]


def matches_of(facts: ChangeFacts, *, after_workspace: int = 0) -> Iterator[tuple[int, list[Match]]]:
    """Yield each workspace that follows what the change touches, with its watches and what their rules say.

    In the order of workspaces, beginning after one: whoever goes on after a crash begins there. Holds some rows at a time.
    """
    with Watch.objects.across_workspaces(reason="who follows what a change touches") as rows:
        found = (
            rows.filter(_touches(facts), closed_at=None, workspace__gt=after_workspace)
            .select_related("platform", "document__platform", "provision__document__platform", "topic")
            .order_by("workspace", "pk")
        )
        for workspace_id, watches in groupby(
            found.iterator(chunk_size=_AT_ONCE), key=lambda watch: watch.workspace_id
        ):
            matches = [_match(watch, facts) for watch in watches]
            if found_matches := [match for match in matches if match is not None]:
                yield workspace_id, found_matches


def _match(watch: Watch, facts: ChangeFacts) -> Match | None:
    """Put a watch's rules to a change; None for a search that finds none of its clauses, which the query does not know."""
    verdict = judge(watch.rules, facts)
    if watch.kind != WatchKind.SEARCH:
        return Match(watch, verdict)
    criteria = watch.search.criteria
    if not is_touched(criteria, facts):
        return None
    return Match(watch, Verdict((found_check(criteria, facts), *verdict.checks)))


def _touches(facts: ChangeFacts) -> Q:
    of_platform = Q(platform=facts.platform_id) & (
        Q(kind=WatchKind.PLATFORM)
        | Q(kind=WatchKind.DOCUMENT, document=facts.document_id)
        | Q(kind=WatchKind.PROVISION, provision__in=facts.provisions)
    )
    of_search = Q(kind=WatchKind.SEARCH, topic__slug__in=facts.searched_by) & (
        Q(platform=None) | Q(platform=facts.platform_id)
    )
    return of_platform | of_search | Q(kind=WatchKind.TOPIC, topic__slug__in=facts.topics)


def _counted(workspace: Workspace) -> QuerySet[Watch]:
    return Watch.objects.for_workspace(workspace).filter(closed_at=None, platform__isnull=False).order_by()
