"""The offer in place of what a plan does not hold: what one would get, in which plan, and from where."""

from html import unescape

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import RequestContext, Template
from django.test import Client, RequestFactory
from pytest_django import Settings

from apps.accounts.models import User
from tests.billing.stripe_double import StripeDouble
from tests.web.teams import Team

LOCK = Template(
    '{% load plans %}{% offer_for "dossiers" as offer %}{% if offer %}'
    '{% include "components/plan_lock.html" with title="A dossier" offer=offer preview="" only %}{% endif %}'
)


def shown_to(user: User | AnonymousUser) -> str:
    request = RequestFactory().get("/")
    request.user = user
    return " ".join(unescape(LOCK.render(RequestContext(request))).split())


def read(client: Client, address: str) -> str:
    return " ".join(unescape(client.get(address).content.decode()).split())


@pytest.mark.django_db
def test_a_visitor_is_led_to_the_plans() -> None:
    shown = shown_to(AnonymousUser())

    assert "Dossiers as PDF and bundles of evidence, for audits: in the Professional plan." in shown
    assert 'href="/pricing/#dossiers"' in shown


def test_whoever_may_change_the_plan_is_led_to_that(team: Team, sold: StripeDouble) -> None:
    shown = shown_to(team.people["admin"])

    assert "Acme has the Free plan." in shown
    assert f'href="{team.url("plan/change/")}?plan=professional&interval=month"' in shown


def test_a_member_is_told_who_can(team: Team, sold: StripeDouble) -> None:
    shown = shown_to(team.people["analyst"])

    assert "An owner or admin can change it." in shown
    assert 'href="/pricing/#dossiers"' in shown


def test_where_nothing_is_sold_nobody_is_led_to_pay(team: Team, settings: Settings) -> None:
    settings.WORKSPACE_PLAN = "free"

    shown = shown_to(team.people["owner"])

    assert "Whoever runs this installation grants another." in shown
    assert "plan/change" not in shown


def test_whoever_has_the_plan_is_offered_nothing(team: Team) -> None:
    assert shown_to(team.people["viewer"]) == ""


@pytest.mark.parametrize("page", ["audit/", "security/single-sign-on/"])
def test_pages_of_a_workspace_offer_what_its_plan_lacks(
    team: Team, sold: StripeDouble, settings: Settings, page: str
) -> None:
    lacking = read(team.client("owner"), team.url(page))
    settings.WORKSPACE_PLAN = "professional"

    assert "in the Professional plan. Acme has the Free plan." in lacking
    assert "plan-lock" not in read(team.client("owner"), team.url(page))
