"""Prices: rows from the shipped plans, told to Stripe by lookup key, replaced and never edited."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from apps.accounts.types import Plan
from apps.billing.catalogue import PLANS, plans_data, read_plans
from apps.billing.errors import InvalidChoiceError, InvalidPlansError
from apps.billing.models import Price
from apps.billing.selectors import offers
from apps.billing.services.changing import change_plan
from apps.billing.services.pricing import PriceWish, Synced, set_price, sync_plans
from apps.billing.types import Interval, Item, Money, PlanChoice
from tests.billing.conftest import Shop
from tests.billing.test_life import DAY, pay_once

PRO_MONTH = PriceWish(Plan.PROFESSIONAL, Item.PLAN, Interval.MONTH, 24900)


def at_stripe(shop: Shop) -> dict[str | None, int]:
    return {price["lookup_key"]: price["unit_amount"] for price in shop.double.world.all("price")}


def test_plans_are_told_once(shop: Shop) -> None:
    before = len(shop.double.world.requests)

    assert sync_plans() == Synced(made=0, told=0)

    writes = [path for method, path, _ in shop.double.world.requests[before:] if method == "POST"]
    assert {path.partition("/")[0] for path in writes} == {"products"}
    assert Price.objects.current().filter(stripe_id=None).count() == 0
    assert at_stripe(shop) == {
        "conductatlas_watcher_plan_month": 2900,
        "conductatlas_watcher_plan_year": 29000,
        "conductatlas_professional_plan_month": 19900,
        "conductatlas_professional_plan_year": 199000,
        "conductatlas_professional_seat_month": 1500,
        "conductatlas_professional_seat_year": 15000,
    }


def test_a_new_price_is_for_new_subscribers(shop: Shop) -> None:
    clock = pay_once(shop, PlanChoice(Plan.PROFESSIONAL))
    old = Price.objects.current().get(plan="professional", item="plan", interval="month")

    set_price(wish=PRO_MONTH, actor=shop.actor)
    sync_plans()
    shop.advance(clock, 31 * DAY)
    shop.deliver()
    kept = shop.subscription()
    more = change_plan(
        workspace=shop.workspace, choice=PlanChoice(Plan.PROFESSIONAL, extra_seats=1), actor=shop.actor
    )

    new = Price.objects.current().get(plan="professional", item="plan", interval="month")
    old.refresh_from_db()
    assert (old.amount, new.amount, new.set_by) == (19900, 24900, "alice@acme.example")
    assert old.retired_at == new.valid_from
    assert old.stripe_id != new.stripe_id
    assert (kept.plan, kept.amount) == ("professional", 19900)
    assert (more.amount, more.seat_amount, more.extra_seats) == (19900, 1500, 1)
    assert at_stripe(shop)["conductatlas_professional_plan_month"] == 24900
    assert offers()[2].prices[Interval.MONTH] == Money(24900, "usd")


def test_the_same_price_changes_nothing_and_a_senseless_one_is_refused(shop: Shop) -> None:
    before = Price.objects.count()

    set_price(wish=PriceWish(Plan.PROFESSIONAL, Item.PLAN, Interval.MONTH, 19900), actor=shop.actor)
    for plan, item, amount in (
        (Plan.FREE, Item.PLAN, 100),
        (Plan.WATCHER, Item.SEAT, 100),
        (Plan.WATCHER, Item.PLAN, 0),
    ):
        with pytest.raises(InvalidChoiceError):
            set_price(wish=PriceWish(plan, item, Interval.MONTH, amount), actor=shop.actor)

    assert Price.objects.count() == before


def test_a_price_made_by_hand_under_our_key_is_replaced_by_ours(shop: Shop) -> None:
    shop.double.client().v1.prices.create(
        {
            "product": "conductatlas_watcher",
            "currency": "usd",
            "unit_amount": 1,
            "recurring": {"interval": "month"},
            "lookup_key": "conductatlas_watcher_plan_month",
            "transfer_lookup_key": True,
        }
    )

    assert sync_plans().told == 1

    assert at_stripe(shop)["conductatlas_watcher_plan_month"] == 2900
    current = Price.objects.current().get(plan="watcher", item="plan", interval="month")
    assert current.stripe_id == shop.double.world.all("price")[0]["id"]
    assert Price.objects.filter(plan="watcher", item="plan", interval="month").count() == 2


@pytest.mark.django_db
def test_where_nothing_is_sold_the_command_makes_rows_and_says_so(settings: Settings) -> None:
    said = StringIO()
    call_command("sync_plans", stdout=said)

    assert said.getvalue() == "6 prices made; nothing is sold here, so Stripe was told of none.\n"
    assert [str(offer.prices.get(Interval.MONTH)) for offer in offers()] == [
        "None",
        "29.00 USD",
        "199.00 USD",
    ]


def test_the_command_says_when_stripe_does_not_answer(shop: Shop) -> None:
    shop.double.world.failing = lambda _method, _path: 500

    with pytest.raises(CommandError, match="Stripe does not answer"):
        call_command("sync_plans")


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("currency: usd", "currency: dollars"),
        ("features: [weekly_digest]", "features: []"),
        ("prices: {month: 2900, year: 29000}", "prices: {month: 2900}"),
        ("month: 2900", "month: -1"),
        ("limits: {platforms: 10, seats: 3}", "limits: {platforms: 10}"),
    ],
)
def test_plans_that_make_no_sense_are_refused(was: str, becomes: str) -> None:
    text = PLANS.read_text(encoding="utf-8")
    assert was in text

    assert read_plans(text) == plans_data()
    with pytest.raises(InvalidPlansError):
        read_plans(text.replace(was, becomes))
