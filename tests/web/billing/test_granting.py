"""Staff give workspaces their plans on a page, where nothing is sold and for support."""

from html import unescape

import pytest
from pytest_django import Settings

from apps.accounts.models import AuditEntry, Workspace
from apps.accounts.plans import plan_of
from apps.accounts.services.people import appoint_editor, dismiss_editor
from apps.accounts.types import Plan
from apps.core.tenancy import in_workspace
from tests.billing.stripe_double import StripeDouble
from tests.web.teams import Team

GIVEN = {
    "workspace": "acme",
    "plan": "watcher",
    "extra_seats": "",
    "until": "2099-01-31",
    "reason": "A school",
}


def plan_now(team: Team) -> Plan:
    with in_workspace(team.workspace):
        return plan_of(Workspace.objects.for_workspace(team.workspace).get())


def actors(team: Team) -> list[str]:
    with in_workspace(team.workspace):
        entries = AuditEntry.objects.for_workspace(team.workspace).filter(action__startswith="grant.")
        return list(entries.order_by("pk").values_list("actor_name", flat=True))


def test_a_plan_is_given_and_taken_back_in_the_givers_name(team: Team, settings: Settings) -> None:
    settings.WORKSPACE_PLAN = "free"
    appoint_editor(user=team.people["staff"], permissions=["billing.add_grant"])
    staff = team.client("staff")

    page = unescape(staff.post("/billing/plans/grant/", GIVEN, follow=True).content.decode())
    given = plan_now(team)
    seen = team.client("owner").get(team.url("plan/")).content.decode()
    staff.post("/billing/plans/end/", {"workspace": "acme"})

    assert given == Plan.WATCHER
    assert "/w/acme/" in page
    assert "A school" in page
    assert "By whoever runs the installation" in seen
    assert "31 Jan 2099" in seen
    assert plan_now(team) == Plan.FREE
    assert actors(team) == [team.people["staff"].email] * 2


def test_what_makes_no_sense_is_said_beside_the_field(team: Team, sold: StripeDouble) -> None:
    appoint_editor(user=team.people["staff"], permissions=["billing.add_grant"])
    staff = team.client("staff")
    wrong = {
        "There is no workspace at /w/nobody/.": {"workspace": "nobody"},
        "The Watcher plan has no further seats.": {"extra_seats": "3"},
        "The grant would be over already.": {"until": "2020-01-01"},
    }

    for told, change in wrong.items():
        response = staff.post("/billing/plans/grant/", GIVEN | change)
        assert response.status_code == 422
        assert told in unescape(response.content.decode())

    assert plan_now(team) == Plan.FREE
    assert "Nothing was granted there." in unescape(
        staff.post("/billing/plans/end/", {"workspace": "acme"}, follow=True).content.decode()
    )


@pytest.mark.parametrize(
    ("given", "granting", "prices"),
    [([], 404, 404), (["billing.add_grant"], 200, 404), (["billing.add_price"], 404, 200)],
)
def test_each_page_is_for_staff_with_its_own_permission(
    team: Team, given: list[str], granting: int, prices: int
) -> None:
    person, staff = team.people["staff"], team.client("staff")
    appoint_editor(user=person, permissions=given)

    answers = [staff.get(address).status_code for address in ("/billing/plans/", "/billing/prices/")]
    menu = staff.get("/editing/").content.decode()
    dismiss_editor(user=person)
    appoint_editor(user=person)

    assert answers == [granting, prices]
    assert ["/billing/plans/" in menu, "/billing/prices/" in menu] == [granting == 200, prices == 200]
    assert staff.get("/billing/plans/").status_code == staff.get("/billing/prices/").status_code == 404


def test_a_permission_alone_opens_nothing_and_a_superuser_needs_none(team: Team) -> None:
    owner, staff = team.people["owner"], team.people["staff"]
    appoint_editor(user=owner, permissions=["billing.add_grant"])
    owner.is_staff, staff.is_superuser = False, True
    owner.save(update_fields=["is_staff"])
    staff.save(update_fields=["is_superuser"])

    assert team.client("owner").post("/billing/plans/grant/", GIVEN).status_code == 404
    assert team.client("staff").get("/billing/plans/").status_code == 200
