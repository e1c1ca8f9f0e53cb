"""Staff ask another price on a page: of new subscribers, in the currency's own digits, known at Stripe at once."""

from dataclasses import replace
from html import unescape

from django.test import Client
from pytest_django import Settings

from apps.accounts.services.people import appoint_editor
from apps.accounts.types import Plan
from apps.billing.models import Price
from tests.billing.conftest import Shop
from tests.web.teams import Team

ASKED = {"plan": "watcher", "item": "plan", "interval": "month", "amount": "31.50"}


def seller(team: Team) -> Client:
    """Return the client of staff who may ask prices."""
    appoint_editor(user=team.people["staff"], permissions=["billing.add_price"])
    return team.client("staff")


def test_another_price_is_asked_and_the_old_one_stays_on_the_page(team: Team, shop: Shop) -> None:
    page = unescape(seller(team).post("/billing/prices/", ASKED, follow=True).content.decode())

    current = Price.objects.current().get(plan=Plan.WATCHER, item="plan", interval="month")
    assert current.amount == 3150
    assert current.stripe_id is not None
    assert current.set_by == team.people["staff"].email
    assert "31.50 USD" in page
    assert "29.00 USD" in page
    assert "31.50 USD a month" in team.client("anonymous").get("/pricing/").content.decode()


def test_what_cannot_be_asked_is_said_and_nothing_is_made(team: Team, shop: Shop) -> None:
    before = Price.objects.count()
    wrong = {
        "At most 2 digits after the point.": {"amount": "31.505"},
        "One more seat is not sold in the Watcher plan.": {"item": "seat"},
        "A price is more than nothing": {"amount": "0"},
    }

    for told, change in wrong.items():
        response = seller(team).post("/billing/prices/", ASKED | change)
        assert response.status_code == 422
        assert told in unescape(response.content.decode())

    assert Price.objects.count() == before


def test_a_price_that_stripe_could_not_be_told_is_kept(team: Team, shop: Shop, settings: Settings) -> None:
    settings.STRIPE = replace(
        settings.STRIPE, base_url="http://127.0.0.1:9", allow=frozenset({("127.0.0.1", 9)})
    )

    page = unescape(seller(team).post("/billing/prices/", ASKED, follow=True).content.decode())

    assert "Stripe does not know it yet" in page
    assert "not known at Stripe yet" in page
