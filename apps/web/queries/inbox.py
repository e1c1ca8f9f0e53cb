"""What the inbox of a workspace reads: what was told, as its plan has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from apps.accounts.models import Workspace
from apps.alerts.models import Alert
from apps.alerts.selectors import alerts_of
from apps.billing.entitlements import allows
from apps.billing.types import Feature
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.subscriptions.selectors import watches_of


@dataclass(frozen=True, slots=True)
class Inbox:
    """The alerts that a member may see, and how many the plan holds back until `opens_at`; None where it holds back none."""

    alerts: QuerySet[Alert]
    held_back: int = 0
    opens_at: datetime | None = None


def inbox_of(workspace: Workspace, *, only_unread: bool = False, dismissed: bool = False) -> Inbox:
    """Return the inbox. A plan without same-day alerts shows a week's alerts when the week is over. Inside `in_workspace`."""
    every = alerts_of(workspace, only_unread=only_unread, dismissed=dismissed)
    if allows(workspace, Feature.SAME_DAY_ALERTS):
        return Inbox(every)
    began = week_began(clock.now())
    held_back = every.filter(raised_at__gte=began).order_by().count()
    return Inbox(every.filter(raised_at__lt=began), held_back, began + timedelta(days=7))


def is_shown(workspace: Workspace, alert: Alert) -> bool:
    """Say whether the plan shows this alert already. Costs no query."""
    return bool(allows(workspace, Feature.SAME_DAY_ALERTS)) or alert.raised_at < week_began(clock.now())


def shown_until(workspace: Workspace) -> datetime | None:
    """Return the moment from which on alerts are held back by the plan; None where none are. Costs no query."""
    return None if allows(workspace, Feature.SAME_DAY_ALERTS) else week_began(clock.now())


def unread_shown(workspace: Workspace) -> int:
    """Return how many alerts wait to be read, of those that the plan shows. Enters the workspace itself."""
    with in_workspace(workspace):
        return inbox_of(workspace, only_unread=True).alerts.order_by().count()


def week_began(now: datetime) -> datetime:
    """Return the Monday, midnight UTC, with which the week of a moment began."""
    return (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)


def still_open(workspace: Workspace, watch_ids: Sequence[int]) -> frozenset[int]:
    """Return which of these watches can still be changed. Inside `in_workspace`."""
    return frozenset(watches_of(workspace).filter(pk__in=watch_ids).values_list("pk", flat=True))
