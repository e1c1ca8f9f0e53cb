"""The inbox of a workspace, and how long it takes to tell."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.alerts.selectors import alert_of, alerts_of, latency_stats, unread_count
from apps.alerts.types import Latency
from apps.core import clock
from apps.core.tenancy import in_workspace
from tests.accounts.conftest import Cast
from tests.alerts.cast import NOW, make_alert

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_the_inbox_is_newest_first_without_what_was_dismissed_or_is_anothers(cast: Cast) -> None:
    old = make_alert(cast.acme)
    read = make_alert(cast.acme, raised_at=NOW + MINUTE, read_at=NOW + 2 * MINUTE)
    new = make_alert(cast.acme, raised_at=NOW + 3 * MINUTE)
    gone = make_alert(cast.acme, dismissed_at=NOW + MINUTE, dismissed_by=cast.bob)
    make_alert(cast.umbra)

    with in_workspace(cast.acme):
        inbox, unread = list(alerts_of(cast.acme)), list(alerts_of(cast.acme, only_unread=True))
        dismissed = list(alerts_of(cast.acme, dismissed=True))

    assert inbox == [new, read, old]
    assert unread == [new, old]
    assert dismissed == [gone]
    assert (unread_count(cast.acme), unread_count(cast.umbra)) == (2, 1)


def test_an_alert_is_found_in_its_own_workspace_only(cast: Cast) -> None:
    alert = make_alert(cast.acme, dismissed_at=NOW)

    with in_workspace(cast.acme):
        found = alert_of(cast.acme, alert.pk)
    with in_workspace(cast.umbra):
        theirs = alert_of(cast.umbra, alert.pk)

    assert (found, theirs) == (alert, None)


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_one_query(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        make_alert(cast.acme, dismissed_at=NOW, dismissed_by=cast.bob)

    with in_workspace(cast.acme), django_assert_num_queries(1):
        told = [
            (alert.change.document.platform.name, alert.change.from_version, alert.change.to_version)
            for alert in alerts_of(cast.acme, dismissed=True)
            if alert.dismissed_by == cast.bob
        ]

    assert len(told) == count


def test_the_time_it_takes_is_over_all_workspaces_and_the_last_days(cast: Cast) -> None:
    for number in range(1, 101):
        workspace = cast.acme if number % 2 else cast.umbra
        make_alert(workspace, latency_seconds=number * 60)
    make_alert(cast.acme, raised_at=NOW - timedelta(days=31), latency_seconds=1_000_000)

    with clock.fixed(NOW + MINUTE):
        found = latency_stats(days=30)

    assert found == Latency(alerts=100, days=30, median=timedelta(seconds=3030), p95=timedelta(seconds=5703))


def test_where_nobody_was_told_no_time_is_said() -> None:
    assert latency_stats(days=7) == Latency(alerts=0, days=7, median=None, p95=None)
