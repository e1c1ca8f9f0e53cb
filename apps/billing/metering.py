"""What meters count. The things are counted by the apps that own them, which are above or beside: each registers its meter."""

from collections.abc import Callable
from dataclasses import dataclass

from apps.accounts.models import Membership, Workspace
from apps.accounts.selectors import seats_used
from apps.accounts.types import Role
from apps.billing.types import Meter, MeteredItem
from apps.core.tenancy import in_workspace


@dataclass(frozen=True, slots=True)
class Source:
    """Who counts a meter. Both are called inside the workspace; `items` in the order in which they stay active, if nobody chose."""

    count: Callable[[Workspace], int]
    items: Callable[[Workspace], list[MeteredItem]]


_sources: dict[Meter, Source] = {}


def register_meter(meter: Meter, source: Source) -> None:
    """Say who counts a meter: called once, when the app that owns what it counts is ready."""
    _sources[meter] = source


def used(workspace: Workspace, meter: Meter) -> int:
    """Return how many there are; none where nobody counts."""
    if meter not in _sources:
        return 0
    with in_workspace(workspace):
        return _sources[meter].count(workspace)


def items(workspace: Workspace, meter: Meter) -> list[MeteredItem]:
    """Return what the meter counts, in the order in which it stays active if nobody chose."""
    if meter not in _sources:
        return []
    with in_workspace(workspace):
        return _sources[meter].items(workspace)


def register_seats() -> None:
    register_meter(Meter.SEATS, Source(count=seats_used, items=_members))


def _members(workspace: Workspace) -> list[MeteredItem]:
    """Owners first, so that somebody can always act; then who came first."""
    members = Membership.objects.for_workspace(workspace).select_related("user")
    ordered = sorted(members, key=lambda row: (row.role != Role.OWNER, row.created_at, row.pk))
    return [MeteredItem(row.pk, str(row.user), row.created_at) for row in ordered]
