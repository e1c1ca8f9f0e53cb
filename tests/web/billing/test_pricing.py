"""What each plan gives and costs, to everybody."""

from html import unescape

import pytest
from django.test import Client
from pytest_django import Settings

from apps.accounts.types import SYSTEM, Plan
from apps.billing.catalogue import features_of
from apps.billing.services.pricing import PriceWish, set_price
from apps.billing.types import Feature, Interval, Item
from apps.web.presentation.plans import FEATURE_WORDS
from tests.billing.stripe_double import StripeDouble
from tests.web.teams import Team


def read(client: Client) -> str:
    response = client.get("/pricing/")
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def row_of(page: str, feature: str) -> list[str]:
    """Return what the table says of a feature for each plan."""
    row = page.partition(f'<tr id="{feature}">')[2].partition("</tr>")[0]
    return ["yes" if ">yes<" in cell else "no" if ">no<" in cell else cell for cell in row.split("<td>")[1:]]


@pytest.mark.django_db
def test_the_table_is_what_plans_hold(client: Client) -> None:
    page = read(client)

    said = {feature: row_of(page, feature.value) for feature in Feature}
    held = {
        feature: ["yes" if feature in features_of(plan) else "no" for plan in Plan] for feature in Feature
    }
    assert said == held
    assert set(FEATURE_WORDS) == set(Feature)


@pytest.mark.django_db
def test_prices_are_those_asked_now(client: Client, sold: StripeDouble) -> None:
    set_price(wish=PriceWish(Plan.WATCHER, Item.PLAN, Interval.MONTH, 3300), actor=SYSTEM)

    page = read(client)

    assert "33.00 USD a month" in page
    assert "290.00 USD a year" in page
    assert "each further seat 15.00 USD a month" in page
    assert "14 days of trial, without a card" in page
    assert 'href="/account/signup/"' in page


def test_whoever_pays_is_led_to_their_plan(team: Team, sold: StripeDouble) -> None:
    assert team.url("plan/") in read(team.client("owner"))
    assert team.url("plan/") not in read(team.client("viewer"))


@pytest.mark.django_db
def test_nothing_is_sold_without_keys(client: Client, settings: Settings) -> None:
    settings.WORKSPACE_PLAN = "watcher"

    page = read(client)

    assert "This installation grants plans" in page
    assert "A workspace that was granted none has the Watcher plan." in page
    assert "USD" not in page
    assert "trial" not in page.partition("<main")[2].partition("</main>")[0]
