"""What a workspace's own contracts override."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q

from apps.accounts.models import Workspace
from apps.core import clock
from apps.core.scoped import ScopedQuerySet
from apps.provisions.models import Descent, DescentKind, ProvisionTopic, Standing
from apps.provisions.prevalence import COUNTED
from apps.reviews.models import Overlay


def overlays_of(workspace: Workspace) -> ScopedQuerySet[Overlay]:
    """Return all that was noted, newest first, ended and expired ones included. Inside `in_workspace`."""
    named = ("provision__document__platform", "platform", "topic", "added_by")
    return Overlay.objects.for_workspace(workspace).select_related(*named)


def overlays_in_force(workspace: Workspace) -> ScopedQuerySet[Overlay]:
    """Return what holds today. Inside `in_workspace`."""
    return overlays_of(workspace).filter(Q(until=None) | Q(until__gte=clock.now().date()), ended_at=None)


def overlays_on(workspace: Workspace, provisions: Iterable[int]) -> dict[int, list[Overlay]]:
    """Return what overrides each of these clauses today, by the number of the clause: noted for it, for one that was merged into
    it, or for its platform's topic. Three queries, one where nothing is noted. Inside `in_workspace`.
    """
    noted = list(overlays_in_force(workspace))
    found: dict[int, list[Overlay]] = defaultdict(list)
    wanted = set(provisions) if noted else set()
    merged = _merged(wanted) if any(one.provision_id for one in noted) else {}
    topics = topics_of(wanted) if any(one.topic_id for one in noted) else {}
    for number in wanted:
        here = {number, *merged.get(number, ())}
        found[number] = [
            one
            for one in noted
            if one.provision_id in here or (one.platform_id, one.topic_id) in topics.get(number, ())
        ]
    return {number: ours for number, ours in found.items() if ours}


def topics_of(provisions: Iterable[int]) -> dict[int, set[tuple[int, int]]]:
    """Return (platform, topic) of each clause, as it was classified last."""
    found: dict[int, set[tuple[int, int]]] = defaultdict(set)
    standings = Standing.objects.filter(provision__in=list(provisions), classification__isnull=False)
    rows = standings.values_list("classification", "provision", "provision__document__platform")
    clauses = {classification: (clause, platform) for classification, clause, platform in rows}
    named = ProvisionTopic.objects.filter(COUNTED, classification__in=clauses)
    for classification, topic in named.values_list("classification", "topic"):
        clause, platform = clauses[classification]
        found[clause].add((platform, topic))
    return found


def _merged(provisions: Iterable[int]) -> dict[int, Sequence[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = Descent.objects.filter(heir__in=list(provisions), kind=DescentKind.MERGED)
    for heir, ancestor in rows.values_list("heir", "ancestor"):
        found[heir].append(ancestor)
    return dict(found)
