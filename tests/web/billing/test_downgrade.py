"""A workspace of nine whose plan becomes Free: it loses nothing, and sees exactly what is paused."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import Membership
from apps.accounts.plans import GRACE
from apps.accounts.types import SYSTEM, Plan, Role
from apps.billing.services.grants import GrantWish, end_grant, grant_plan
from apps.billing.types import GrantKind
from apps.core import clock
from apps.core.tenancy import in_workspace
from tests.accounts.cast import make_member, make_user
from tests.web.teams import Team

MORE = ("fay", "gus", "hana", "ines")
ALL = 9


@pytest.fixture
def nine(team: Team, settings: Settings) -> Team:
    """Fill up the team to nine, in a workspace that had Professional until a moment ago."""
    settings.WORKSPACE_PLAN = "free"
    grant_plan(workspace=team.workspace, wish=GrantWish(Plan.PROFESSIONAL, GrantKind.SUPPORT), actor=SYSTEM)
    for name in MORE:
        team.people[name] = make_user(name)
        make_member(team.workspace, team.people[name], Role.ANALYST)
    end_grant(workspace=team.workspace, actor=SYSTEM)
    return team


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return " ".join(unescape(response.content.decode()).split())


def paused_on(page: str) -> set[str]:
    part = page.partition('id="paused"')[2].partition("</ul>")[0]
    return {item.partition("</li>")[0] for item in part.split('<li class="address">')[1:]}


def members(team: Team) -> int:
    with in_workspace(team.workspace):
        return Membership.objects.for_workspace(team.workspace).count()


def test_during_the_grace_everybody_goes_on(nine: Team) -> None:
    page = read(nine.client("owner"), nine.url("plan/"))

    assert "9 of 1" in page
    assert "8 more than the Free plan gives: all go on until" in page
    assert paused_on(read(nine.client("owner"), nine.url("plan/keep/seats/"))) == set()
    assert read(nine.client("admin"), nine.url("settings/"))


def test_afterwards_those_without_a_seat_read_and_lose_nothing(nine: Team) -> None:
    others = {
        person.email for name, person in nine.people.items() if name not in {"owner", "stranger", "staff"}
    }
    with clock.fixed(clock.now() + GRACE + timedelta(seconds=1)):
        paused = paused_on(read(nine.client("owner"), nine.url("plan/keep/seats/")))
        refused = nine.client("admin").post(nine.url("settings/"), {"name": "Ours"})
        home = read(nine.client("admin"), nine.url())

    assert paused == others
    assert refused.status_code == 403
    assert "Your seat is paused" in unescape(refused.content.decode())
    assert "Your seat is paused" in home
    assert members(nine) == ALL
    assert nine.workspace.name == "Acme"


def test_another_is_chosen_and_a_larger_plan_brings_all_back(nine: Team) -> None:
    owner, admin = nine.client("owner"), nine.client("admin")
    both = [nine.membership("owner").pk, nine.membership("admin").pk]
    with clock.fixed(clock.now() + GRACE + timedelta(seconds=1)):
        too_many = owner.post(nine.url("plan/keep/seats/"), {"kept": both})
        nobody = owner.post(nine.url("plan/keep/seats/"), {"kept": [both[1]]})
        grant_plan(workspace=nine.workspace, wish=GrantWish(Plan.WATCHER, GrantKind.SUPPORT), actor=SYSTEM)
        chosen = owner.post(nine.url("plan/keep/seats/"), {"kept": both})
        one_in = admin.get(nine.url("settings/")).status_code
        one_out = nine.client("analyst").get(nine.url("plan/")).status_code
        paused = paused_on(read(owner, nine.url("plan/keep/seats/")))
        grant_plan(
            workspace=nine.workspace, wish=GrantWish(Plan.PROFESSIONAL, GrantKind.SUPPORT), actor=SYSTEM
        )
        after = paused_on(read(owner, nine.url("plan/keep/seats/")))

    assert "Your plan gives 1: choose no more than that." in unescape(too_many.content.decode())
    assert "Keep an owner active" in unescape(nobody.content.decode())
    assert chosen.status_code == 302
    assert (one_in, one_out) == (200, 403)
    assert len(paused) == ALL - 3
    assert nine.people["admin"].email not in paused
    assert after == set()
    assert members(nine) == ALL
