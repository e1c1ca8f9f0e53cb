"""Reading alerts: a workspace's inbox, and how long it takes to tell, over all workspaces."""

from datetime import timedelta
from typing import Any

from django.db.models import Aggregate, Count, FloatField, QuerySet

from apps.accounts.models import Workspace
from apps.alerts.models import Alert
from apps.alerts.types import Latency
from apps.core import clock
from apps.core.tenancy import in_workspace


class _Percentile(Aggregate):
    """PostgreSQL's `percentile_cont`."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def alerts_of(workspace: Workspace, *, only_unread: bool = False, dismissed: bool = False) -> QuerySet[Alert]:
    """Return the inbox, newest first, or what was dismissed, with all that lists show. Inside `in_workspace`."""
    found = Alert.objects.for_workspace(workspace).filter(dismissed_at__isnull=not dismissed)
    if only_unread:
        found = found.filter(read_at=None)
    related = ("change__document__platform", "change__from_version", "change__to_version", "dismissed_by")
    return found.select_related(*related).order_by("-raised_at", "-pk")


def alert_of(workspace: Workspace, alert_id: int) -> Alert | None:
    """Return one alert of the workspace, dismissed or not; None for another's. Inside `in_workspace`."""
    found = Alert.objects.for_workspace(workspace).filter(pk=alert_id)
    return found.select_related(
        "change__document__platform", "change__from_version", "change__to_version", "dismissed_by"
    ).first()


def unread_count(workspace: Workspace) -> int:
    """Return how many alerts of the inbox nobody has read. Enters the workspace itself."""
    with in_workspace(workspace):
        return Alert.objects.for_workspace(workspace).filter(read_at=None, dismissed_at=None).count()


def latency_stats(*, days: int = 30) -> Latency:
    """Return median and 95th percentile of the time from capture to alert, over all workspaces and naming none."""
    since = clock.now() - timedelta(days=days)
    with Alert.objects.across_workspaces(reason="how long it takes to tell, for the methodology") as alerts:
        found: dict[str, Any] = alerts.filter(raised_at__gte=since).aggregate(
            alerts=Count("pk"),
            median=_Percentile("latency_seconds", share=0.5),
            p95=_Percentile("latency_seconds", share=0.95),
        )
    return Latency(
        alerts=found["alerts"],
        days=days,
        median=None if found["median"] is None else timedelta(seconds=found["median"]),
        p95=None if found["p95"] is None else timedelta(seconds=found["p95"]),
    )
