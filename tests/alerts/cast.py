"""Changes that are news, and whoever follows them."""

from collections.abc import Collection
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import psycopg

from apps.accounts.models import User, Workspace
from apps.alerts.models import Alert, FanOut
from apps.alerts.services.opening import open_fan_out
from apps.alerts.services.raising import raise_alerts
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.documents.models import Change
from apps.platforms.models import Platform
from apps.subscriptions.models import Watch
from apps.subscriptions.models.watch import Subject
from apps.subscriptions.services.watching import open_watch
from apps.subscriptions.types import Rules
from benchmarks.crowds import repeat_follower
from tests import factories
from tests.accounts.cast import acting, make_user, make_workspace
from tests.reliability.processes import owner_url

DAY = timedelta(days=1)
FOUND_AT = factories.START + DAY  # when the newer of two versions was captured
NOW = FOUND_AT + timedelta(minutes=10)


def make_news(platform: Platform | None = None, *, found_at: datetime = FOUND_AT, **fields: Any) -> Change:
    """Make a change of a document's wording that was found at this moment and that nobody has read."""
    document = factories.make_document(platform=platform or factories.make_platform())
    old = factories.make_version(document, at=found_at - DAY)
    new = factories.make_version(document, f"{factories.TEXT}\nNo refunds.\n", at=found_at)
    return factories.make_change(old, new, **fields)


def follow(
    workspace: Workspace,
    by: User,
    subject: Subject,
    rules: Rules | None = None,
    *,
    at: datetime | None = None,
) -> Watch:
    """Follow something, since before any of the changes unless told when."""
    with clock.fixed(at or factories.START):
        opened = open_watch(workspace=workspace, subject=subject, rules=rules or Rules(), actor=acting(by))
    return opened.watch


def tell(change: Change, *, at: datetime = NOW) -> FanOut:
    """Tell a change to everybody, at this moment, in one turn however slow the machine is."""
    with clock.fixed(at):
        open_fan_out(change=change)
        return raise_alerts(change_id=change.pk, turn=timedelta(minutes=5))


def alerts_in(workspace: Workspace | int) -> list[Alert]:
    with in_workspace(workspace):
        return list(Alert.objects.for_workspace(workspace).order_by("pk"))


def told_of(change: Change) -> list[int]:
    """Return the numbers of the workspaces that have an alert of the change, each as often as it has one."""
    with Alert.objects.across_workspaces(reason="a test") as rows:
        found = rows.filter(change=change).order_by("workspace", "pk")
        return list(found.values_list("workspace_id", flat=True))


def make_crowd(platform: Platform, size: int, *, opened_at: datetime | None = None) -> list[int]:
    """Make so many workspaces that follow the platform; return their numbers in order. Needs committed rows."""
    owner = make_user()
    workspace = make_workspace(owner, "Crowd")
    watch = follow(workspace, owner, platform, at=opened_at)
    if size > 1:
        with closing(psycopg.connect(owner_url())) as connection, connection:
            repeat_follower(
                lambda statement, values: connection.execute(statement.encode(), values),
                workspace,
                watch,
                times=size - 1,
            )
    return followers_of(platform)


def followers_of(platform: Platform) -> list[int]:
    with Watch.objects.across_workspaces(reason="a test") as rows:
        found = rows.filter(platform=platform, closed_at=None).order_by("workspace")
        return list(found.values_list("workspace_id", flat=True))


def make_alert(workspace: Workspace, change: Change | None = None, **fields: Any) -> Alert:
    """Make an alert as it is after raising, without watches behind it."""
    values = {
        "change": change or make_news(),
        "title": "A vendor changed its Terms of Service",
        "because": {
            "version": 1,
            "told_by": [{"watch": 1, "kind": "platform", "name": "A vendor", "checks": []}],
            "left_out": [],
        },
        "raised_at": NOW,
        "latency_seconds": 600,
    }
    with in_workspace(workspace):
        rows: Any = Alert.objects.for_workspace(workspace)
        made: Alert = rows.create(**values | fields)
        return made


def each_once(found: Collection[int], wanted: Collection[int]) -> bool:
    return sorted(found) == sorted(wanted)
