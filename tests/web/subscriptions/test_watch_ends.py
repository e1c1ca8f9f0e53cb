"""The end of a watch, what a plan pauses, and what the audit log keeps of it."""

import re
from html import unescape

import pytest
from django.test import Client
from pytest_django import Settings

from apps.accounts.plans import GRACE
from apps.accounts.types import SYSTEM, Plan
from apps.billing.services.grants import GrantWish, end_grant, grant_plan
from apps.billing.types import GrantKind
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.subscriptions.models import Watch
from apps.subscriptions.selectors import watches_of
from tests.factories import make_platform
from tests.subscriptions.cast import follow
from tests.web.teams import Team

WISH = {"min_severity": "low", "interests": ["wording", "numbers"], "step": "save"}


def give(team: Team, plan: Plan) -> None:
    grant_plan(workspace=team.workspace, wish=GrantWish(plan, GrantKind.SUPPORT), actor=SYSTEM)


def read(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == status, response.status_code
    return words(response.content)


def words(body: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body.decode())).split()).replace(" .", ".")


def watches(team: Team) -> list[Watch]:
    with in_workspace(team.workspace):
        return list(watches_of(team.workspace))


def test_following_is_stopped_after_a_question(team: Team) -> None:
    watch = follow(team.workspace, team.people["owner"], make_platform(name="Stratus"))
    client, address = team.client("analyst"), team.url(f"watches/{watch.pk}/close/")

    asked = read(client, address)
    still = watches(team)
    stopped = client.post(address, follow=True)
    again = client.post(address)

    assert "Stop following Stratus" in asked
    assert still == [watch]
    assert watches(team) == []
    assert "Stratus is not followed any more." in words(stopped.content)
    assert again.status_code == 404


@pytest.mark.parametrize("step", ["", "rules/", "close/"])
def test_a_watch_of_another_workspace_does_not_exist(team: Team, step: str) -> None:
    watch = follow(team.elsewhere, team.people["stranger"])

    assert team.client("owner").get(team.url(f"watches/{watch.pk}/{step}")).status_code == 404
    assert team.client("stranger").get(team.url(f"watches/{watch.pk}/{step}")).status_code == 404


@pytest.mark.parametrize("step", ["new/", "list/", "{pk}/rules/", "{pk}/close/"])
@pytest.mark.parametrize("who", ["viewer", "procurement"])
def test_who_only_reads_changes_nothing(team: Team, who: str, step: str) -> None:
    watch = follow(team.workspace, team.people["owner"])
    address = team.url(f"watches/{step.format(pk=watch.pk)}")

    assert team.client(who).get(address).status_code == 403
    assert team.client(who).post(address, WISH).status_code == 403
    assert watches(team) == [watch]
    page = read(team.client(who), team.url(f"watches/{watch.pk}/"))
    assert "What it would have told" in page
    assert "Stop following" not in page


def test_what_the_plan_pauses_is_said_and_can_be_chosen(team: Team, settings: Settings) -> None:
    settings.WORKSPACE_PLAN = "free"
    give(team, Plan.PROFESSIONAL)
    first, second = (
        follow(team.workspace, team.people["owner"], make_platform(name=name))
        for name in ("Stratus", "Cirrus")
    )
    end_grant(workspace=team.workspace, actor=SYSTEM)
    owner = team.client("owner")
    with clock.fixed(clock.now() + GRACE):
        before = read(owner, team.url("watches/"))
        question = read(owner, team.url("plan/keep/platforms/"))
        too_many = owner.post(
            team.url("plan/keep/platforms/"), {"kept": [first.platform_id, second.platform_id]}
        )
        chosen = owner.post(team.url("plan/keep/platforms/"), {"kept": [second.platform_id]})
        paused = [
            "Paused by the plan" in read(owner, team.url(f"watches/{watch.pk}/")) for watch in (first, second)
        ]

    assert "The plan pauses some of this" in before
    assert before.count("Paused by the plan") == 1
    assert "Paused now Cirrus" in question
    assert too_many.status_code == 422
    assert chosen.status_code == 302
    assert paused == [True, False]
    assert len(watches(team)) == 2


def test_the_log_names_what_was_done_and_filters_by_it(team: Team) -> None:
    follow(team.workspace, team.people["owner"], make_platform(name="Stratus"))

    page = read(team.client("owner"), team.url("audit/?action=watch.opened"))

    assert "Watch opened" in page
    assert "Stratus" in page
