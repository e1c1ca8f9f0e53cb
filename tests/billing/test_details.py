"""Addresses, tax, codes, Stripe's pages, and what goes over the network to them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from apps.accounts.errors import NotPermittedError
from apps.accounts.models import AuditEntry
from apps.accounts.plans import plan_of
from apps.accounts.services.erasure import erase_due_workspaces
from apps.accounts.services.workspaces import GRACE, schedule_deletion
from apps.accounts.types import Plan, Role
from apps.billing.errors import (
    BillingOffError,
    GatewayError,
    GatewayUnavailableError,
    InvalidChoiceError,
    InvalidDetailsError,
    NoSubscriptionError,
    NothingToChangeError,
)
from apps.billing.gateway import reading
from apps.billing.selectors import invoices_of, offers, standing_of
from apps.billing.services.changing import (
    billing_details,
    change_plan,
    preview_change,
    redeem_code,
    update_billing_details,
)
from apps.billing.services.checkout import open_portal, refresh, start_checkout
from apps.billing.services.closing import end_closing_subscriptions, still_paying
from apps.billing.services.customers import ensure_customer
from apps.billing.services.reconciling import end_test_mode
from apps.billing.types import BillingDetails, Interval, Money, PlanChoice, PortalPage, Status
from apps.core import clock
from apps.core.tenancy import in_workspace
from conductatlas.stripe_account import stripe_account
from tests.accounts.cast import acting, make_member, make_user, make_workspace
from tests.billing.cast import make_customer, make_subscription
from tests.billing.conftest import Shop, account_at, press
from tests.billing.test_life import PRO, WATCHER, begin, checkout, pay_once
from tests.billing.truth import customer_of

ACME = BillingDetails(
    name="Acme GmbH",
    email="billing@acme.example",
    line1="Lange Straße 1",
    postal_code="10115",
    city="Berlin",
    country="DE",
    tax_id_type="eu_vat",
    tax_id="DE123456789",
)


def test_the_address_and_tax_number_on_invoices_are_changed(shop: Shop) -> None:
    ensure_customer(shop.workspace, shop.actor)
    update_billing_details(workspace=shop.workspace, details=ACME, actor=shop.actor)
    other = replace(ACME, tax_id="FR12345678901", country="FR")
    update_billing_details(workspace=shop.workspace, details=other, actor=shop.actor)

    with pytest.raises(InvalidDetailsError):
        update_billing_details(workspace=shop.workspace, details=replace(ACME, tax_id="?"), actor=shop.actor)

    assert billing_details(workspace=shop.workspace, actor=shop.actor) == replace(ACME, tax_id=other.tax_id)
    row = customer_of(shop.workspace)
    assert (row.name, row.tax_ids) == ("Acme GmbH", "FR12345678901")


def test_tax_is_reckoned_where_it_is_switched_on(shop: Shop, settings: Settings) -> None:
    settings.STRIPE = account_at(shop.double, has_tax=True)
    pay_once(shop, WATCHER)

    preview = preview_change(workspace=shop.workspace, choice=PRO, actor=shop.actor)

    paid = invoices_of(shop.workspace)[0]
    assert (paid.total, paid.tax) == (2900 + 580, 580)
    assert preview.tax == Money(round((preview.due_now.amount) / 6), "usd")
    assert preview.next_total == Money(19900 * 12 // 10, "usd")


def test_a_code_takes_its_share_off_what_comes(shop: Shop) -> None:
    clock_at_stripe = pay_once(shop, PRO)
    api = shop.double.client()
    api.v1.coupons.create({"id": "HALF", "duration": "forever", "percent_off": 50})
    api.v1.promotion_codes.create({"code": "HALF", "promotion": {"type": "coupon", "coupon": "HALF"}})

    with pytest.raises(InvalidDetailsError):
        redeem_code(workspace=shop.workspace, code="NONE", actor=shop.actor)
    redeemed = redeem_code(workspace=shop.workspace, code=" half ", actor=shop.actor)
    shop.advance(clock_at_stripe, timedelta(days=31))
    shop.deliver()

    assert redeemed.discount == "HALF"
    assert invoices_of(shop.workspace)[0].total == 9950


def test_the_portal_opens_where_it_is_wanted_and_a_look_back_is_enough(shop: Shop) -> None:
    pay_once(shop, PRO)
    url = open_portal(
        workspace=shop.workspace,
        actor=shop.actor,
        return_url="https://site.example/back/",
        page=PortalPage.PAYMENT_METHOD,
    )

    assert press(url, card="5555555555554444") == "https://site.example/back/"
    assert refresh(workspace=shop.workspace, actor=shop.actor)
    assert not refresh(workspace=shop.workspace, actor=shop.actor)

    customer = standing_of(shop.workspace).customer
    assert customer is not None
    assert (customer.card_last4, customer.card_brand) == ("4444", "visa")
    flows = [given.get("flow_data") for _, path, given in shop.double.world.requests if "portal" in path]
    assert flows == [{"type": "payment_method_update"}]


def test_who_may_not_or_has_nothing_is_told(shop: Shop) -> None:
    viewer = make_user("Vera")
    make_member(shop.workspace, viewer, Role.VIEWER)

    with pytest.raises(NotPermittedError):
        start_checkout(
            workspace=shop.workspace, choice=PRO, actor=acting(viewer), success_url="/", cancel_url="/"
        )
    with pytest.raises(NoSubscriptionError):
        open_portal(workspace=shop.workspace, actor=shop.actor, return_url="/")
    assert not refresh(workspace=shop.workspace, actor=shop.actor)
    for choice in (
        PlanChoice(Plan.FREE),
        PlanChoice(Plan.WATCHER, extra_seats=1),
        PlanChoice(Plan.PROFESSIONAL, extra_seats=-1),
    ):
        with pytest.raises(InvalidChoiceError):
            checkout(shop, choice)
    assert shop.double.world.all("customer") == []


def test_on_trial_nothing_is_owed_for_a_change_and_the_same_is_no_change(shop: Shop) -> None:
    begin(shop, PRO)
    wanted = PlanChoice(Plan.WATCHER, Interval.YEAR)

    preview = preview_change(workspace=shop.workspace, choice=wanted, actor=shop.actor)
    changed = change_plan(workspace=shop.workspace, choice=wanted, actor=shop.actor)

    assert (preview.due_now.amount, preview.next_total.amount) == (0, 29000)
    assert (changed.choice, changed.status) == (wanted, Status.TRIALING)
    with pytest.raises(NothingToChangeError):
        change_plan(workspace=shop.workspace, choice=wanted, actor=shop.actor)


def test_where_nothing_is_sold_all_the_rest_works(shop: Shop, settings: Settings) -> None:
    settings.STRIPE = None
    settings.WORKSPACE_PLAN = "professional"

    with pytest.raises(BillingOffError):
        checkout(shop, PRO)

    standing = standing_of(shop.workspace)
    assert (standing.plan, standing.is_sold_here, standing.may_subscribe) == (Plan.PROFESSIONAL, False, False)
    assert [offer.plan for offer in offers()] == list(Plan)
    assert shop.double.world.all("customer") == []


def test_what_a_closing_workspace_pays_for_is_ended_a_day_before(shop: Shop) -> None:
    pay_once(shop, PRO)
    schedule_deletion(workspace=shop.workspace, actor=shop.actor)

    early = list(end_closing_subscriptions())
    with clock.fixed(clock.now() + GRACE - timedelta(hours=23)):
        shop.double.world.failing = lambda method, _path: 503 if method == "DELETE" else None
        unlucky = list(end_closing_subscriptions())
        paying = still_paying()
        shop.double.world.failing = lambda _method, _path: None
        ended, twice = list(end_closing_subscriptions()), list(end_closing_subscriptions())
    with clock.fixed(clock.now() + GRACE):
        erased = erase_due_workspaces(besides=paying)

    number = shop.workspace.pk
    assert (paying, erased) == (frozenset({number}), [])
    assert not still_paying()
    assert (early, unlucky) == ([], [(number, "stripe_unavailable")])
    assert (ended, twice) == ([(number, "ended")], [])
    assert shop.subscription().status == Status.CANCELED
    assert plan_of(shop.again()) == Plan.FREE


def test_a_closing_workspace_that_stripe_does_not_know_holds_up_no_other(shop: Shop) -> None:
    stranger = make_workspace(shop.owner, "Umbra")
    make_subscription(make_customer(stranger))
    pay_once(shop, PRO)
    for workspace in (stranger, shop.workspace):
        schedule_deletion(workspace=workspace, actor=shop.actor)

    with clock.fixed(clock.now() + GRACE):
        outcomes = dict(end_closing_subscriptions())

    assert outcomes == {stranger.pk: "event_unmatched", shop.workspace.pk: "ended"}
    assert not still_paying()


def test_what_was_bought_in_test_mode_ends_with_the_first_live_key(shop: Shop, settings: Settings) -> None:
    pay_once(shop, PRO)
    account = account_at(shop.double)
    tested = end_test_mode()

    settings.STRIPE = replace(account, is_live=True)
    ended, twice = end_test_mode(), end_test_mode()

    standing = standing_of(shop.again())
    assert (tested, ended, twice) == (0, 1, 0)
    assert (standing.plan, standing.may_subscribe) == (Plan.FREE, True)
    assert shop.subscription().status == Status.CANCELED


def test_a_test_key_takes_no_plan_from_whoever_pays(shop: Shop) -> None:
    make_subscription(make_customer(shop.workspace, is_live=True))

    assert end_test_mode() == 0
    assert shop.subscription().status == Status.ACTIVE


def test_the_library_speaks_to_one_host_and_through_the_guard(shop: Shop, settings: Settings) -> None:
    customer = ensure_customer(shop.workspace, shop.actor)
    account = account_at(shop.double)

    settings.STRIPE = replace(account, allow=frozenset())
    with pytest.raises(GatewayUnavailableError):
        reading.fetch_customer(customer.stripe_id)
    settings.STRIPE = replace(account, secret_key="sk_test_wrong")
    with pytest.raises(GatewayError, match="401") as refused:
        reading.fetch_customer(customer.stripe_id)

    assert "sk_test" not in str(refused.value)


def test_a_slow_stripe_is_given_up_in_time_and_nothing_is_written(shop: Shop, settings: Settings) -> None:
    shop.double.world.failing = lambda _method, _path: 500

    with pytest.raises(GatewayUnavailableError, match="Stripe does not answer"):
        checkout(shop, PRO)

    with in_workspace(shop.workspace):
        actions = AuditEntry.objects.for_workspace(shop.workspace).values_list("action", flat=True)
        assert "billing.customer_made" not in set(actions)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STRIPE_SECRET_KEY", "pk_live_1"),
        ("STRIPE_WEBHOOK_SECRET", "secret"),
        ("STRIPE_WEBHOOK_SECRET", ","),
        ("STRIPE_ACCOUNT", "Acme"),
        ("STRIPE_BASE_URL", "api.stripe.com"),
        ("STRIPE_TIMEOUT_SECONDS", "0"),
    ],
)
def test_settings_that_make_no_sense_stop_the_process(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    good = {"STRIPE_SECRET_KEY": "rk_live_1", "STRIPE_WEBHOOK_SECRET": "whsec_1, whsec_2"}
    for known, given in good.items():
        monkeypatch.setenv(known, given)
    account = stripe_account()
    assert account is not None
    assert (account.is_live, account.webhook_secrets) == (True, ("whsec_1", "whsec_2"))
    assert "rk_live" not in repr(account)

    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=name):
        stripe_account()
