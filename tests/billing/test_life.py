"""A subscription's whole life, through the official library, over HTTP, with events that come back signed."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.accounts.models import AuditEntry
from apps.accounts.plans import GRACE, plan_of
from apps.accounts.types import Plan
from apps.billing.entitlements import grace_ends_at
from apps.billing.errors import AlreadySubscribedError, CardDeclinedError
from apps.billing.models import EventState
from apps.billing.selectors import invoices_of, standing_of
from apps.billing.services.changing import cancel_at_period_end, change_plan, preview_change, resume
from apps.billing.services.checkout import start_checkout
from apps.billing.services.customers import ensure_customer
from apps.billing.types import Interval, PlanChoice, Status, Trouble
from apps.core.tenancy import in_workspace
from tests.billing.conftest import Shop, press
from tests.billing.stripe_double.customers import set_card
from tests.billing.stripe_double.invoices import dispute

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PRO = PlanChoice(Plan.PROFESSIONAL)
WATCHER = PlanChoice(Plan.WATCHER)


def checkout(shop: Shop, choice: PlanChoice) -> str:
    return start_checkout(
        workspace=shop.workspace,
        choice=choice,
        actor=shop.actor,
        success_url="https://site.example/done/",
        cancel_url="https://site.example/",
    )


def begin(shop: Shop, choice: PlanChoice, *, card: str = "") -> str:
    """Begin on a clock of one's own, as a person does on Checkout's page; return the clock."""
    ensure_customer(shop.workspace, shop.actor)
    clock = shop.put_on_clock(START)
    assert press(checkout(shop, choice), card=card) == "https://site.example/done/"
    shop.deliver()
    return clock


def pay_once(shop: Shop, choice: PlanChoice, *, card: str = "4242") -> str:
    """Begin, and go on until the trial is over and was paid for."""
    clock = begin(shop, choice, card=card)
    shop.advance(clock, 15 * DAY)
    shop.deliver()
    assert shop.subscription().status == Status.ACTIVE
    return clock


def actors(shop: Shop, action: str) -> set[str]:
    with in_workspace(shop.workspace):
        entries = AuditEntry.objects.for_workspace(shop.workspace).filter(action=action)
        return set(entries.values_list("actor_name", flat=True))


def test_a_trial_needs_no_card_and_is_given_once(shop: Shop) -> None:
    clock = begin(shop, PRO)
    trial = shop.subscription()
    during = plan_of(shop.workspace)

    shop.advance(clock, 14 * DAY)
    shop.deliver()

    assert (trial.status, trial.trial_ends_at) == (Status.TRIALING, START + 14 * DAY)
    assert during == Plan.PROFESSIONAL
    ended = shop.subscription()
    assert (ended.status, ended.ended_at) == (Status.CANCELED, START + 14 * DAY)
    assert plan_of(shop.workspace) == Plan.FREE
    assert shop.workspace.plan_before == Plan.PROFESSIONAL
    assert not standing_of(shop.workspace).may_have_trial
    checkout(shop, PRO)
    assert "trial_period_days" not in shop.double.world.requests[-1][2]["subscription_data"]


def test_a_trial_with_a_card_becomes_a_paid_plan(shop: Shop) -> None:
    pay_once(shop, PRO)

    (paid, free) = invoices_of(shop.workspace)
    assert (free.total, paid.total, paid.amount_paid, paid.status) == (0, 19900, 19900, "paid")
    assert shop.subscription().period_ends_at == datetime(2026, 4, 16, 9, 0, tzinfo=UTC)
    assert actors(shop, "subscription.started") == actors(shop, "plan.changed") == {"Stripe"}


def test_an_upgrade_with_seats_costs_what_was_previewed(shop: Shop) -> None:
    pay_once(shop, WATCHER)
    wanted = PlanChoice(Plan.PROFESSIONAL, Interval.YEAR, extra_seats=2)

    preview = preview_change(workspace=shop.workspace, choice=wanted, actor=shop.actor)
    changed = change_plan(workspace=shop.workspace, choice=wanted, actor=shop.actor, at=preview.at)

    shop.again()
    assert preview.due_now.amount == invoices_of(shop.workspace)[0].amount_paid > 199000
    assert preview.next_total.amount == 199000 + 2 * 15000
    assert changed.choice == wanted
    assert (plan_of(shop.workspace), shop.workspace.extra_seats) == (Plan.PROFESSIONAL, 2)
    assert actors(shop, "subscription.changed") >= {"alice@acme.example"}


def test_a_downgrade_leaves_what_was_there_in_grace_and_credits_the_rest(shop: Shop) -> None:
    pay_once(shop, PRO)

    preview = preview_change(workspace=shop.workspace, choice=WATCHER, actor=shop.actor)
    change_plan(workspace=shop.workspace, choice=WATCHER, actor=shop.actor, at=preview.at)

    shop.again()
    assert preview.due_now.amount == 0
    assert shop.customer["balance"] < 0
    assert plan_of(shop.workspace) == Plan.WATCHER
    assert shop.workspace.plan_shrunk_at is not None
    assert grace_ends_at(shop.workspace) == shop.workspace.plan_shrunk_at + GRACE


def test_a_failed_payment_keeps_the_plan_until_stripe_gives_up(shop: Shop) -> None:
    clock = pay_once(shop, PRO)
    set_card(shop.double.world, shop.customer, last4="0341", declines=True)

    shop.advance(clock, 31 * DAY)
    shop.deliver()
    overdue, plan = standing_of(shop.workspace), plan_of(shop.workspace)
    shop.advance(clock, 20 * DAY)
    shop.deliver()

    assert (overdue.trouble, plan) == (Trouble.PAST_DUE, Plan.PROFESSIONAL)
    assert overdue.open_invoice is not None
    assert overdue.open_invoice.next_attempt_at == datetime(2026, 4, 19, 9, 0, tzinfo=UTC)
    assert shop.subscription().status == Status.CANCELED
    assert plan_of(shop.workspace) == Plan.FREE


def test_a_new_card_brings_the_plan_back(shop: Shop) -> None:
    shop.double.world.dunning_ends_in = "unpaid"
    clock = pay_once(shop, PRO)
    set_card(shop.double.world, shop.customer, declines=True)
    shop.advance(clock, 50 * DAY)
    shop.deliver()
    unpaid, plan = standing_of(shop.workspace).trouble, plan_of(shop.workspace)

    set_card(shop.double.world, shop.customer, last4="5556")
    for invoice in shop.double.world.all("invoice", status="open"):
        shop.double.client().v1.invoices.pay(invoice["id"])
    shop.deliver()

    assert (unpaid, plan) == (Trouble.UNPAID, Plan.FREE)
    assert standing_of(shop.workspace).trouble is None
    assert plan_of(shop.workspace) == Plan.PROFESSIONAL
    customer = standing_of(shop.workspace).customer
    assert customer is not None
    assert customer.card_last4 == "5556"


def test_a_cancelled_plan_runs_to_its_end_unless_it_is_resumed(shop: Shop) -> None:
    clock = pay_once(shop, PRO)
    cancelled = cancel_at_period_end(workspace=shop.workspace, actor=shop.actor, comment="too dear")
    resumed = resume(workspace=shop.workspace, actor=shop.actor)
    cancel_at_period_end(workspace=shop.workspace, actor=shop.actor)
    before = plan_of(shop.again())

    shop.advance(clock, 31 * DAY)
    shop.deliver()

    assert (cancelled.is_ending, cancelled.ends_at) == (True, datetime(2026, 4, 16, 9, 0, tzinfo=UTC))
    assert (resumed.is_ending, resumed.ends_at) == (False, None)
    assert (before, plan_of(shop.workspace)) == (Plan.PROFESSIONAL, Plan.FREE)
    assert shop.subscription().ended_at == cancelled.ends_at


def test_refunds_and_disputes_are_seen_on_the_invoice(shop: Shop) -> None:
    pay_once(shop, PRO)
    (charge,) = [each for each in shop.double.world.all("charge") if each["paid"]]

    shop.double.client().v1.refunds.create({"charge": charge["id"], "amount": 5000})
    dispute(shop.double.world, charge["id"])
    events = shop.deliver()

    (paid, _) = invoices_of(shop.workspace)
    assert (paid.amount_refunded, paid.dispute, paid.is_disputed) == (5000, "needs_response", True)
    assert standing_of(shop.workspace).trouble == Trouble.DISPUTED
    assert {event.state for event in events} == {EventState.APPLIED}
    assert {event.customer for event in events} == {shop.customer["id"]}


def test_a_declined_change_changes_nothing_and_can_be_tried_again(shop: Shop) -> None:
    pay_once(shop, WATCHER)
    set_card(shop.double.world, shop.customer, declines=True)

    for _ in range(2):
        with pytest.raises(CardDeclinedError):
            change_plan(workspace=shop.workspace, choice=PRO, actor=shop.actor)
    declined = plan_of(shop.again())
    set_card(shop.double.world, shop.customer)
    change_plan(workspace=shop.workspace, choice=PRO, actor=shop.actor)

    assert declined == Plan.WATCHER
    assert plan_of(shop.again()) == Plan.PROFESSIONAL


def test_a_second_subscription_is_refused_and_a_second_press_is_the_same_page(shop: Shop) -> None:
    ensure_customer(shop.workspace, shop.actor)
    first, second = checkout(shop, PRO), checkout(shop, PRO)
    press(first, card="4242")
    shop.deliver()

    assert first == second
    assert len(shop.double.world.all("customer")) == 1
    with pytest.raises(AlreadySubscribedError):
        checkout(shop, WATCHER)
