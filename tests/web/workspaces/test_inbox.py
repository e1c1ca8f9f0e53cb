"""The inbox: what was told, why, and what the team makes of it."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import AuditEntry
from apps.accounts.types import Plan
from apps.alerts.models import Alert
from apps.alerts.models.alert import LONGEST_REASON
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.subscriptions.types import Interest, Rules
from tests import factories
from tests.alerts.cast import alerts_in, follow, make_alert, make_news, tell
from tests.web.teams import Team

pytestmark = pytest.mark.django_db


def told(team: Team, **fields: Any) -> Alert:
    return make_alert(team.workspace, **fields)


def only_alert(team: Team) -> Alert:
    (alert,) = alerts_in(team.workspace)
    return alert


def on_free_plan(team: Team) -> None:
    with in_workspace(team.workspace):
        rows = type(team.workspace).objects.for_workspace(team.workspace)
        rows.update(plan=Plan.FREE)


def test_an_empty_inbox_says_what_will_stand_there(team: Team) -> None:
    page = team.client("viewer").get(team.url("inbox/")).content.decode()

    assert "Nothing was told yet" in page


def test_the_page_of_an_alert_says_why_it_came_and_which_watch_left_it_out(team: Team) -> None:
    platform = factories.make_platform(name="Harbour")
    change = make_news(platform)
    owner = team.people["owner"]
    follow(team.workspace, owner, platform)
    follow(team.workspace, owner, change.document, Rules(interests=(Interest.LINKS,)))
    tell(change)

    page = team.client("viewer").get(team.url(f"inbox/{only_alert(team).pk}/")).content.decode()

    told_by, _, left_out = page.partition("Watches that left it out")
    assert "It changes wording, which the watch asks for." in told_by
    assert "It changes wording, which the watch leaves out." in left_out
    assert change.get_absolute_url() in page
    assert "Change this watch" not in page
    assert "Dismiss for everybody" not in page


def test_an_analyst_is_led_to_the_watch_that_told(team: Team) -> None:
    platform = factories.make_platform()
    watch = follow(team.workspace, team.people["owner"], platform)
    tell(make_news(platform))

    page = team.client("analyst").get(team.url(f"inbox/{only_alert(team).pk}/")).content.decode()

    assert f'href="{team.url(f"watches/{watch.pk}/")}"' in page
    assert "Dismiss for everybody" in page


def test_another_workspaces_alert_is_not_there(team: Team) -> None:
    alert = make_alert(team.elsewhere)

    for rest in ("", "read/", "dismiss/", "restore/"):
        method = team.client("owner").get if not rest else team.client("owner").post
        assert method(team.url(f"inbox/{alert.pk}/{rest}")).status_code == 404


def test_what_one_reads_is_read_for_all(team: Team) -> None:
    first, second = told(team, title="Harbour changed its Terms"), told(team, title="Quay changed its Terms")

    team.client("viewer").post(team.url(f"inbox/{first.pk}/read/"))

    page = team.client("owner").get(team.url("inbox/?show=unread")).content.decode()
    assert first.title not in page
    assert second.title in page


def test_all_that_stood_on_the_page_are_read_and_none_that_came_since(team: Team) -> None:
    seen = told(team, raised_at=clock.now() - timedelta(hours=2))
    later = told(team, raised_at=clock.now())
    until = (clock.now() - timedelta(hours=1)).isoformat()

    response = team.client("viewer").post(team.url("inbox/read/"), {"until": until})

    unread = {alert.pk for alert in alerts_in(team.workspace) if alert.read_at is None}
    assert (response.status_code, unread) == (302, {later.pk})
    assert seen.pk not in unread


@pytest.mark.parametrize("until", ["", "yesterday", "2026-11-28", "2026-11-28T07:00:00"])
def test_reading_all_needs_the_moment_of_a_page(team: Team, until: str) -> None:
    told(team)

    response = team.client("viewer").post(team.url("inbox/read/"), {"until": until})

    assert response.status_code == 400
    assert only_alert(team).read_at is None


def test_dismissing_says_why_and_can_be_taken_back(team: Team) -> None:
    alert = told(team)
    client = team.client("analyst")

    client.post(team.url(f"inbox/{alert.pk}/dismiss/"), {"reason": "We do not use it"})
    dismissed = client.get(team.url("inbox/?show=dismissed")).content.decode()
    gone = client.get(team.url("inbox/")).content.decode()
    client.post(team.url(f"inbox/{alert.pk}/restore/"))

    assert "We do not use it" in dismissed
    assert alert.title not in gone
    assert alert.title in client.get(team.url("inbox/")).content.decode()
    with in_workspace(team.workspace):
        entries = AuditEntry.objects.for_workspace(team.workspace).filter(subject_type="alert")
        assert [entry.action for entry in entries.order_by("pk")] == ["alert.dismissed", "alert.restored"]


def test_a_reason_that_is_too_long_loses_nothing(team: Team) -> None:
    alert, reason = told(team), "x" * (LONGEST_REASON + 1)

    response = team.client("analyst").post(team.url(f"inbox/{alert.pk}/dismiss/"), {"reason": reason})

    assert response.status_code == 422
    assert reason in response.content.decode()
    assert only_alert(team).dismissed_at is None


def test_a_viewer_dismisses_nothing(team: Team) -> None:
    alert = told(team)

    response = team.client("viewer").post(team.url(f"inbox/{alert.pk}/dismiss/"))

    assert response.status_code == 403
    assert only_alert(team).dismissed_at is None


def test_a_plan_without_same_day_alerts_shows_a_week_when_it_is_over(team: Team) -> None:
    last_week = told(team, title="Harbour changed its Terms", raised_at=clock.now() - timedelta(days=7))
    today = told(team, title="Quay changed its Terms", raised_at=clock.now())
    on_free_plan(team)
    client = team.client("owner")

    page = client.get(team.url("inbox/")).content.decode()

    assert last_week.title in page
    assert today.title not in page
    assert "1 waits until" in " ".join(page.split())
    assert client.get(team.url(f"inbox/{today.pk}/")).status_code == 404
    assert client.get(team.url(f"inbox/{last_week.pk}/")).status_code == 200


def test_more_alerts_cost_no_more_queries(
    team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = team.client("owner")
    told(team)
    client.get(team.url("inbox/"))
    with django_assert_num_queries(COUNT) as one:
        client.get(team.url("inbox/"))
    for _ in range(2):
        told(team)

    with django_assert_num_queries(len(one)):
        client.get(team.url("inbox/"))


COUNT = 18
