"""The home of a workspace: what is due in order, what nobody has read, what nobody can see; and the number beside the inbox."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.accounts.types import Plan
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.documents.models import Health, HealthState
from tests import factories
from tests.alerts.calendar.cast import make_dated
from tests.alerts.cast import follow, make_alert
from tests.web.teams import Team

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)
FOUND_AT = NOW - timedelta(days=3)


def home(team: Team, who: str = "viewer") -> str:
    with clock.fixed(NOW):
        return team.client(who).get(team.url()).content.decode()


def part(html: str, anchor: str) -> str:
    """Return a section of the page."""
    return html.partition(f'id="{anchor}"')[2].partition("</section>")[0]


def test_an_empty_home_says_what_will_stand_there(team: Team) -> None:
    html = home(team)

    assert "Nothing is due within thirty days" in part(html, "due")
    assert "Everything is read" in part(html, "unread")
    assert "Nothing is followed yet" in part(html, "sight")


def test_what_is_due_stands_in_the_order_of_days_and_says_which_are_reminded(team: Team) -> None:
    for day in (24, 17, 9):
        text = f"These terms take effect on November {day}, 2026."
        (change,) = make_dated("We may.", text, at=FOUND_AT)
        follow(team.workspace, team.people["owner"], change.document)

    due = part(home(team), "due")

    assert due.index("in 7 days") < due.index("in 14 days")
    assert due.count("Reminder") == 2
    assert "yesterday" not in due


def test_beyond_eight_the_calendar_has_the_rest(team: Team) -> None:
    for _ in range(9):
        (change,) = make_dated("We may.", "These terms take effect on November 20, 2026.", at=FOUND_AT)
        make_alert(team.workspace, change, raised_at=FOUND_AT)

    due = part(home(team), "due")

    assert due.count("in 10 days") == 8
    assert "1 more in the calendar" in " ".join(due.split())


def test_what_nobody_has_read_stands_by_severity(team: Team) -> None:
    for severity in ("low", "", "high", "medium", "high"):
        make_alert(team.workspace, title=f"Alert of {severity or 'nothing'}", severity=severity)
    make_alert(team.workspace, title="Read before", read_at=NOW)

    unread = part(home(team), "unread")

    places = [unread.index(f">Alert of {name}<") for name in ("high", "medium", "nothing", "low")]
    assert places == sorted(places)
    assert "High: 2" in unread
    assert "Not graded yet: 1" in unread
    assert "Read before" not in unread


def test_what_is_blind_says_since_when_and_only_what_is_followed(team: Team) -> None:
    seen, blind, foreign = (factories.make_document(title=title) for title in ("Seen", "Blind", "Foreign"))
    for document in (seen, blind):
        follow(team.workspace, team.people["owner"], document)
    assert "2 documents followed, and none of them is blind." in part(home(team), "sight")
    for document in (blind, foreign):
        Health.objects.filter(document=document).update(state=HealthState.UNREACHABLE, since=FOUND_AT)

    sight = part(home(team), "sight")

    assert "Blind" in sight
    assert "blind since" in sight
    assert "7 Nov 2026" in sight
    assert "Foreign" not in sight


def test_the_navigation_counts_what_waits_and_says_nothing_of_none(team: Team) -> None:
    assert "badge-accent" not in home(team).partition("</nav>")[0].partition("account-nav")[2]
    for _ in range(3):
        make_alert(team.workspace)

    nav = home(team).partition('aria-label="Workspace"')[2].partition("</nav>")[0]

    assert "3" in nav.partition("badge-accent")[2]


def test_the_number_is_sent_again_only_when_it_is_another(team: Team) -> None:
    client = team.client("viewer")
    address = team.url("inbox/count/")
    make_alert(team.workspace)

    first = client.get(address)
    same = client.get(address, headers={"If-None-Match": first["ETag"]})
    make_alert(team.workspace)
    other = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert ">: </span>1<" in first.content.decode()
    assert (same.status_code, same.content) == (304, b"")
    assert {"private", "no-store"} <= set(same["Cache-Control"].split(", "))
    assert other.status_code == 200
    assert ">: </span>2<" in other.content.decode()


def test_a_plan_that_holds_alerts_back_does_not_count_them(team: Team) -> None:
    make_alert(team.workspace, raised_at=clock.now())
    with in_workspace(team.workspace):
        type(team.workspace).objects.for_workspace(team.workspace).update(plan=Plan.FREE)

    assert team.client("viewer").get(team.url("inbox/count/")).content.strip() == b""


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_of_rows_costs_the_same(
    team: Team, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        (change,) = make_dated("We may.", "These terms take effect on November 20, 2026.", at=FOUND_AT)
        follow(team.workspace, team.people["owner"], change.document)
        make_alert(team.workspace, change, raised_at=FOUND_AT)
        Health.objects.filter(document=change.document).update(state=HealthState.GONE)
    client = team.client("viewer")

    with clock.fixed(NOW), django_assert_num_queries(QUERIES):
        client.get(team.url())


QUERIES = 35
