"""The switch with which plans are tried out in the demo, and nowhere else."""

from pytest_django import Settings

from apps.accounts.models import Workspace
from apps.accounts.plans import plan_of
from apps.accounts.types import Plan
from apps.core.tenancy import in_workspace
from tests.web.teams import Team


def plan_now(team: Team) -> Plan:
    with in_workspace(team.workspace):
        return plan_of(Workspace.objects.for_workspace(team.workspace).get())


def test_each_plan_is_tried_with_one_button(team: Team, settings: Settings) -> None:
    settings.PLAN_SWITCH = True
    owner = team.client("owner")

    seen = []
    for plan in Plan:
        owner.post(team.url("plan/try/"), {"plan": plan.value})
        seen.append(plan_now(team))
    page = owner.get(team.url("plan/")).content.decode()

    assert seen == list(Plan)
    assert "Try another plan" in page


def test_elsewhere_there_is_no_switch(team: Team, settings: Settings) -> None:
    settings.WORKSPACE_PLAN = "free"
    owner = team.client("owner")

    told = owner.post(team.url("plan/try/"), {"plan": "professional"}, follow=True).content.decode()

    assert "Plans are tried out in the demo only." in told
    assert "Try another plan" not in told
    assert plan_now(team) == Plan.FREE
