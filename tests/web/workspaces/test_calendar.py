"""The calendar's page: a month at a time, each day with what the text says, where it leads."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.accounts.types import Plan
from apps.alerts.services.marking import dismiss
from apps.core import clock
from apps.core.tenancy import in_workspace
from tests.accounts.cast import acting
from tests.alerts.calendar.cast import make_dated
from tests.alerts.cast import follow, make_alert
from tests.web.teams import Team

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 10, 23, 30, tzinfo=UTC)
FOUND_AT = NOW - timedelta(days=3)
TEXT = (
    "These terms take effect on November 20, 2026. You may object until November 18, 2026, <b>in writing</b>."
)


def page(team: Team, query: str = "", who: str = "viewer", *, at: datetime = NOW) -> str:
    with clock.fixed(at):
        response = team.client(who).get(team.url(f"calendar/{query}"))
    assert response.status_code == 200
    return response.content.decode()


def test_a_month_without_days_says_what_would_stand_there(team: Team) -> None:
    html = page(team)

    assert "<h1>November 2026</h1>" in html
    assert "No day of this month is stated" in html
    assert 'href="?month=2026-10"' in html
    assert 'href="?month=2026-12"' in html
    assert "This month" not in html
    assert "This month" in page(team, "?month=2026-12")


def test_each_day_stands_in_the_grid_and_the_agenda_with_its_words(team: Team) -> None:
    (change,) = make_dated("We may.", TEXT, at=FOUND_AT)
    follow(team.workspace, team.people["owner"], change.document.platform)

    html = page(team)
    grid, _, agenda = html.partition('id="agenda"')

    assert grid.count('scope="col"') == 7
    assert grid.count("Last day to object: ") == grid.count("Takes effect: ") == 1
    assert "You may object until November 18, 2026, &lt;b&gt;in writing&lt;/b&gt;." in agenda
    assert agenda.index('datetime="2026-11-18"') < agenda.index('datetime="2026-11-20"')
    assert "in 8 days" in agenda
    assert change.get_absolute_url() in agenda
    assert change.to_version.get_absolute_url() in agenda


def test_what_was_told_leads_to_its_alert(team: Team) -> None:
    (change,) = make_dated("We may.", TEXT, at=FOUND_AT)
    alert = make_alert(team.workspace, change, raised_at=FOUND_AT)

    assert f'href="{team.url(f"inbox/{alert.pk}/")}"' in page(team)


def test_a_plan_that_holds_an_alert_back_leads_to_the_change(team: Team) -> None:
    (change,) = make_dated("We may.", TEXT, at=FOUND_AT)
    alert = make_alert(team.workspace, change, raised_at=NOW)
    with in_workspace(team.workspace):
        type(team.workspace).objects.for_workspace(team.workspace).update(plan=Plan.FREE)

    html = page(team)

    assert f"inbox/{alert.pk}/" not in html
    assert change.get_absolute_url() in html


def test_what_was_called_not_relevant_holds_no_longer(team: Team) -> None:
    (change,) = make_dated("We may.", TEXT, at=FOUND_AT)
    alert = make_alert(team.workspace, change, raised_at=FOUND_AT)
    dismiss(workspace=team.workspace, alert_id=alert.pk, actor=acting(team.people["owner"]))

    html = page(team)

    assert html.count("Holds no longer") == 2
    assert 'class="withdrawn"' in html


def test_what_states_no_day_says_so(team: Team) -> None:
    (change,) = make_dated("We may.", "We can.", at=FOUND_AT)
    make_alert(team.workspace, change, raised_at=FOUND_AT, title="Harbour changed its Terms")

    _, _, undated = page(team).partition("without a day to act on")

    assert "Harbour changed its Terms" in undated
    assert "not stated" in undated


@pytest.mark.parametrize(
    ("zone", "today"),
    [("UTC", "10"), ("Asia/Tokyo", "11"), ("America/New_York", "10"), ("Pacific/Apia", "11")],
)
def test_today_is_the_readers_and_the_days_are_everybodys(team: Team, zone: str, today: str) -> None:
    (change,) = make_dated("We may.", TEXT, at=FOUND_AT)
    follow(team.workspace, team.people["owner"], change.document.platform)
    viewer = team.people["viewer"]
    viewer.time_zone = zone
    viewer.save(update_fields=["time_zone"])

    grid = page(team).partition('id="agenda"')[0]

    marked = grid.partition('aria-current="date"')[2]
    assert f'datetime="2026-11-{today}"' in marked.partition("</td>")[0]
    assert "Takes effect: " in grid.partition('datetime="2026-11-20"')[2].partition("</td>")[0]


@pytest.mark.parametrize(
    "month", ["2026-13", "november", "2026-1", "1999-12", "2101-01", "2026-11-01", "%00"]
)
def test_what_is_no_month_is_refused(team: Team, month: str) -> None:
    assert team.client("viewer").get(team.url(f"calendar/?month={month}")).status_code == 400


def test_the_calendar_ends_somewhere(team: Team) -> None:
    assert 'rel="prev"' not in page(team, "?month=2000-01")
    assert 'rel="next"' not in page(team, "?month=2100-12")


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_of_days_costs_the_same(
    team: Team, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        (change,) = make_dated("We may.", TEXT, at=FOUND_AT)
        make_alert(team.workspace, change, raised_at=FOUND_AT)
    client = team.client("viewer")

    with clock.fixed(NOW), django_assert_num_queries(QUERIES):
        client.get(team.url("calendar/"))


QUERIES = 32
