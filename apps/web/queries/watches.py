"""What the pages of watches read: who can be followed, and how well what is followed is observed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from apps.accounts.models import Workspace
from apps.analysis.selectors.shown import publications_of
from apps.core.tenancy import in_workspace
from apps.documents.models import Document, Health, HealthState
from apps.platforms.models import Platform
from apps.subscriptions.models import Watch
from apps.subscriptions.models.watch import Subject
from apps.subscriptions.selectors import open_watch_of, watches_of
from apps.subscriptions.types import WatchKind
from apps.subscriptions.vendor_list import Known

BLIND = (HealthState.QUARANTINED, HealthState.UNREACHABLE, HealthState.GONE)
_BLIND_NAMED = 3  # of one platform


@dataclass(frozen=True, slots=True)
class Observed:
    """How many documents a watch depends on, and those that cannot be read at present; `blind` names the first few.

    `health` is of the one document, where it is one that is followed.
    """

    documents: int = 0
    blind: tuple[Health, ...] = ()
    blind_more: int = 0
    health: Health | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the rows of a page show beside the watches: health by watch, titles of clauses by provision."""

    observed: dict[int, Observed]
    titles: dict[int, str]


def seen_of(watches: Sequence[Watch]) -> Seen:
    """Return what is to be shown of these watches. Four queries, however many there are."""
    of_document = {watch.pk: document for watch in watches if (document := _document_id(watch))}
    of_platform = {
        watch.pk: watch.platform.pk
        for watch in watches
        if watch.kind == WatchKind.PLATFORM and watch.platform is not None
    }
    by_document = {
        row.document_id: row
        for row in Health.objects.filter(document__in=of_document.values()).select_related(
            "document__platform"
        )
    }
    by_platform = _of_platforms(list(of_platform.values()))
    observed = {number: _of_document(by_document[document]) for number, document in of_document.items()}
    observed |= {number: by_platform[platform] for number, platform in of_platform.items()}
    titles = publications_of([watch.provision_id for watch in watches if watch.provision_id])
    return Seen(observed, {number: row.title for number, row in titles.items()})


def _document_id(watch: Watch) -> int | None:
    return watch.provision.document_id if watch.provision is not None else watch.document_id


def _of_document(health: Health) -> Observed:
    return Observed(1, (health,) if health.is_blind else (), health=health)


def _of_platforms(platforms: Sequence[int]) -> dict[int, Observed]:
    documents = Document.objects.filter(platform__in=platforms).values_list("platform")
    counts = dict(documents.annotate(Count("pk")).order_by("platform"))
    rows = Health.objects.filter(document__platform__in=platforms, state__in=BLIND)
    blind: dict[int, list[Health]] = defaultdict(list)
    for row in rows.select_related("document__platform").order_by("since", "pk"):
        blind[row.document.platform_id].append(row)
    return {
        platform: Observed(
            counts.get(platform, 0),
            tuple(blind[platform][:_BLIND_NAMED]),
            max(0, len(blind[platform]) - _BLIND_NAMED),
        )
        for platform in platforms
    }


def followed_platforms(workspace: Workspace) -> frozenset[int]:
    """Return the numbers of the platforms that are followed whole."""
    with in_workspace(workspace):
        rows = Watch.objects.for_workspace(workspace).filter(kind=WatchKind.PLATFORM, closed_at=None)
        return frozenset(rows.values_list("platform_id", flat=True))


def counts_already(workspace: Workspace, platform_id: int | None) -> bool:
    """Say whether one more watch would use no more of the plan: a topic, or of a platform that is counted."""
    if platform_id is None:
        return True
    with in_workspace(workspace):
        rows = Watch.objects.for_workspace(workspace)
        return rows.filter(platform=platform_id, closed_at=None).exists()


def followed_anywhere(workspaces: Iterable[Workspace], subject: Subject) -> tuple[Workspace, Watch] | None:
    """Return the first of these workspaces that follows exactly this."""
    for workspace in workspaces:
        watch = open_watch_of(workspace, subject)
        if watch is not None:
            return workspace, watch
    return None


def watch_in(workspace: Workspace, watch_id: int) -> Watch | None:
    """Return an open watch of this workspace, and of no other."""
    with in_workspace(workspace):
        return watches_of(workspace).filter(pk=watch_id).first()


def platforms_to_match() -> list[Known]:
    """Return the catalogue as lists of vendors are matched to it. Two queries."""
    rows: QuerySet[Platform] = Platform.objects.select_related("operator").prefetch_related("aliases")
    return [
        Known(
            row.pk,
            row.name,
            (
                row.slug,
                *(name for alias in row.aliases.all() for name in (alias.slug, alias.name)),
                *([row.operator.name] if row.operator else []),
            ),
            row.website,
        )
        for row in rows.order_by("pk")
    ]
