"""A workspace's plan, from the trial to the end of it, as its owner goes through the pages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from pytest_django import Settings

from apps.accounts.plans import plan_of
from apps.accounts.types import Plan
from apps.billing.services.customers import ensure_customer
from apps.billing.types import Status
from tests.billing.cast import make_customer, make_invoice, make_subscription
from tests.billing.conftest import Shop, press
from tests.billing.stripe_double import StripeDouble
from tests.billing.stripe_double.customers import set_card
from tests.web.teams import Team

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PRO_MONTHLY = {"plan": "professional", "interval": "month", "extra_seats": "0"}


def words_of(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return words_of(response)


def agreed(client: Client, team: Team, **choice: str) -> str:
    """Return what pressing the button on the page that shows the change agrees to."""
    page = client.get(team.url("plan/change/"), choice).content.decode()
    return page.partition('name="agreed" value="')[2].partition('"')[0]


def begin(team: Team, shop: Shop, **choice: str) -> str:
    """Go through Checkout as the owner does, with a card, on a clock of one's own; return the clock."""
    owner = team.client("owner")
    ensure_customer(shop.workspace, shop.actor)
    clock = shop.put_on_clock(START)
    leaving = owner.post(team.url("plan/begin/"), PRO_MONTHLY | choice)
    where = leaving["Refresh"].partition("url=")[2]
    landed = press(where, card="4242")
    assert owner.get(urlsplit(landed).path, follow=True).status_code == 200
    shop.again()
    return clock


def test_a_trial_is_begun_at_stripe_and_seen_at_once(team: Team, shop: Shop) -> None:
    owner = team.client("owner")
    offered = read(owner, f"{team.url('plan/change/')}?plan=professional&interval=year&extra_seats=2")

    begin(team, shop, interval="year", extra_seats="2")

    assert "2,290.00 USD a year" in offered
    assert "14 days" in offered
    page = read(owner, team.url("plan/"))
    assert plan_of(shop.workspace) == Plan.PROFESSIONAL
    assert "Professional plan" in page
    assert "Trial until" in page
    assert "16 Mar 2026" in page
    assert "5 of 12" in page


def test_what_was_shown_is_what_is_changed(team: Team, shop: Shop) -> None:
    clock = begin(team, shop)
    shop.advance(clock, 20 * DAY)
    owner = team.client("owner")
    shown = read(owner, f"{team.url('plan/change/')}?plan=watcher&interval=month&extra_seats=0")

    told = owner.post(
        team.url("plan/change/"),
        {"agreed": agreed(owner, team, plan="watcher", interval="month")},
        follow=True,
    )

    assert "2 seats more than Watcher gives" in shown
    assert "<td>199.00 USD a month</td> <td> <strong>29.00 USD a month</strong>" in shown
    assert "The full compliance analysis of a clause" in shown.partition("What is not in it any more")[2]
    assert "The workspace has the Watcher plan" in words_of(told)
    assert plan_of(shop.again()) == Plan.WATCHER
    assert "Grace until" in words_of(told)


def test_an_agreement_is_good_for_what_was_shown_there_alone(team: Team, shop: Shop) -> None:
    begin(team, shop)
    owner = team.client("owner")
    theirs = agreed(owner, team, plan="watcher", interval="month")

    for forged in ("", "made-up", theirs[:-1] + ("A" if theirs[-1] != "A" else "B")):
        told = owner.post(team.url("plan/change/"), {"agreed": forged}, follow=True)
        assert "Nothing was changed" in words_of(told)

    assert theirs
    assert shop.subscription().plan == Plan.PROFESSIONAL


def test_cancelling_says_what_happens_when_and_is_called_off(team: Team, shop: Shop) -> None:
    clock = begin(team, shop)
    shop.advance(clock, 20 * DAY)
    owner = team.client("owner")
    owner.get(team.url("plan/back/"))
    says = read(owner, team.url("plan/cancel/"))

    cancelled = owner.post(team.url("plan/cancel/"), {"comment": "Too dear"}, follow=True)
    resumed = owner.post(team.url("plan/resume/"), follow=True)

    # paid from 16 March on; a month, then 31 days, then 14
    for day in ("16 Apr 2026", "17 May 2026", "31 May 2026"):
        assert day in says
    assert "Paused: 4 seats of 5" in says
    assert "Cancelled, runs on" in words_of(cancelled)
    assert "the plan goes on" in words_of(resumed)
    assert not shop.subscription().is_ending


def test_payment_trouble_is_on_every_page_of_whoever_can_put_it_right(team: Team, shop: Shop) -> None:
    clock = begin(team, shop)
    shop.advance(clock, 15 * DAY)
    set_card(shop.double.world, shop.customer, last4="0341", declines=True)
    shop.advance(clock, 31 * DAY)
    shop.deliver()

    assert shop.subscription().status == Status.PAST_DUE
    for page in ("", "members/", "plan/"):
        assert "Payment overdue" in read(team.client("admin"), team.url(page))
    assert "Payment overdue" not in read(team.client("analyst"), team.url())


def test_details_are_written_where_invoices_are_made(team: Team, shop: Shop) -> None:
    begin(team, shop)
    owner = team.client("owner")
    given = {
        "name": "Acme GmbH",
        "email": "invoices@acme.example",
        "line1": "Hauptstraße 1",
        "city": "Berlin",
        "country": "de",
        "tax_id_type": "eu_vat",
        "tax_id": "DE123456789",
    }

    half = owner.post(team.url("plan/details/"), given | {"tax_id_type": ""})
    owner.post(team.url("plan/details/"), given)

    assert half.status_code == 422
    assert "A tax number goes with its kind" in words_of(half)
    page = read(owner, team.url("plan/"))
    assert "invoices@acme.example" in page
    assert "DE123456789" in page
    assert 'value="Hauptstraße 1"' in read(owner, team.url("plan/details/"))


def test_a_card_is_changed_on_stripes_page(team: Team, shop: Shop) -> None:
    begin(team, shop)

    leaving = team.client("admin").post(team.url("plan/payment/"), {"page": "payment_method"})

    assert leaving["Refresh"].startswith(f"0; url={shop.double.url}/")


def test_a_code_that_is_none_is_told(team: Team, shop: Shop) -> None:
    begin(team, shop)

    told = team.client("owner").post(team.url("plan/code/"), {"code": "NOTHING"}, follow=True)

    assert "This code does not exist" in words_of(told)


def test_invoices_say_what_became_of_them(team: Team, sold: StripeDouble) -> None:
    customer = make_customer(team.workspace)
    make_subscription(customer)
    kept: dict[str, dict[str, Any]] = {
        "A-1": {"amount_paid": 19900},
        "A-2": {"amount_paid": 19900, "amount_refunded": 19900},
        "A-3": {"status": "open", "attempts": 2, "page_url": "https://invoice.example/a3"},
        "A-4": {"amount_paid": 19900, "dispute": "needs_response"},
        "A-5": {"status": "draft"},
    }
    for number, fields in kept.items():
        make_invoice(customer, number=number, **fields)

    page = read(team.client("owner"), team.url("plan/invoices/"))

    for number, state in {
        "A-1": "Paid",
        "A-2": "Refunded",
        "A-3": "Payment failed",
        "A-4": "Disputed",
    }.items():
        assert state in page.partition(f">{number}<")[2].partition("</tr>")[0]
    assert "A-5" not in page
    assert "https://invoice.example/a3" in page


def test_nothing_is_sold_without_keys_and_the_pages_say_so(team: Team) -> None:
    owner = team.client("owner")

    for page in ("plan/", "plan/change/", "plan/invoices/"):
        assert "This installation grants plans" in read(owner, team.url(page))
    told = owner.post(team.url("plan/begin/"), PRO_MONTHLY, follow=True)
    assert "Plans are not sold here" in words_of(told)


def test_stripe_that_does_not_answer_is_told_and_nothing_changes(
    team: Team, shop: Shop, settings: Settings
) -> None:
    begin(team, shop)
    silent = ("127.0.0.1", 9)
    settings.STRIPE = replace(
        settings.STRIPE, base_url="http://127.0.0.1:9", allow=frozenset({silent}), retries=0
    )
    owner = team.client("owner")

    for address in ("plan/payment/", "plan/cancel/"):
        assert "Stripe does not answer" in words_of(
            owner.post(team.url(address), {"comment": ""}, follow=True)
        )
    for address in ("plan/change/?plan=watcher&interval=month", "plan/details/", "plan/back/"):
        assert "Stripe does not answer" in words_of(owner.get(team.url(address), follow=True))
    assert not shop.subscription().is_ending
