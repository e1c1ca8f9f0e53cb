"""Whatever happens at Stripe, and however it is told here, what is written down is Stripe's; comparing finds nothing twice."""

from dataclasses import replace
from datetime import timedelta
from io import StringIO
from random import Random

import pytest
from django.core.management import call_command
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.billing.models import EventState, PlanSubscription, StripeEvent
from apps.billing.services.customers import ensure_customer
from apps.billing.services.reconciling import Reconciled, reconcile_all, reconcile_due
from apps.billing.types import Status
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.pipeline.stages.billing import run_billing
from apps.pipeline.tasks.billing import reconcile_billing
from tests.accounts.cast import make_user, make_workspace
from tests.billing.chances import KINDS, chance_of, happen
from tests.billing.conftest import Shop, send
from tests.billing.stripe_double.customers import create_clock
from tests.billing.truth import customer_of, our_side, stripes_side

START = 1_772_442_000


def settle_in(shop: Shop) -> None:
    """Make the customer, on a clock of its own."""
    ensure_customer(shop.workspace, shop.actor)
    clock = create_clock(shop.double.world, {"frozen_time": str(START)})
    shop.customer["test_clock"] = clock["id"]


def deliver_some(shop: Shop, chance: Random) -> None:
    """Deliver a part of what has happened, in any order and up to twice each.

    What is left out comes with the last delivery, as Stripe goes on until each event was taken once.
    """
    waiting = shop.double.events(shop.delivered)
    client = Client()
    shuffled = chance.sample(waiting * 2, k=len(waiting) * 2)
    for event in shuffled[: max(1, len(waiting))]:
        kept = send(client, event)
        if kept.state == EventState.WAITING and chance.random() < 0.3:
            run_billing(kept.pk)


def another(shop: Shop) -> Shop:
    """Return a further workspace that buys, and has its customer."""
    owner = make_user()
    further = replace(shop, workspace=make_workspace(owner), owner=owner, delivered=len(shop.double.events()))
    settle_in(further)
    return further


@pytest.fixture
def buyer(shop: Shop) -> Shop:
    settle_in(shop)
    return shop


@given(seed=st.integers(0, 2**32), kinds=st.lists(st.sampled_from(KINDS), min_size=50, max_size=50))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_fifty_events_leave_stripes_state_and_comparing_is_a_fixed_point(
    shop: Shop, seed: int, kinds: list[str]
) -> None:
    buyer = another(shop)
    chance = chance_of(seed)
    for kind in ["good card", "begin", *kinds]:
        happen(buyer.double.world, buyer.customer, kind, chance)
        if chance.random() < 0.06 and buyer.delivered < len(buyer.double.events()):
            deliver_some(buyer, chance)
    buyer.deliver()

    again = our_side(buyer.workspace)
    assert again == stripes_side(buyer.double.world, buyer.customer)
    with in_workspace(buyer.workspace):
        rows = list(PlanSubscription.objects.for_workspace(buyer.workspace))
    assert all(Status(row.status) in Status and (row.ended_at is None) != row.is_over for row in rows)
    turn = customer_of(buyer.workspace).turn
    again_found = reconcile_all()
    assert (again_found.healed, again_found.failed) == (0, 0)
    assert (our_side(buyer.workspace), customer_of(buyer.workspace).turn) == (again, turn)


def test_comparing_heals_what_no_event_told(buyer: Shop) -> None:
    for kind in ("good card", "begin", "month", "refund"):
        assert happen(buyer.double.world, buyer.customer, kind, chance_of(1))
    before = our_side(buyer.workspace)

    found = reconcile_all()

    assert before["subscriptions"] == {}
    assert (found.compared, found.healed) == (1, 1)
    assert our_side(buyer.workspace) == stripes_side(buyer.double.world, buyer.customer)
    assert not StripeEvent.objects.filter(state=EventState.APPLIED).exists()


def test_a_customer_that_was_never_written_down_is_found_by_its_workspace(buyer: Shop) -> None:
    customer_row = customer_of(buyer.workspace)
    with in_workspace(buyer.workspace):
        customer_row.delete()
    happen(buyer.double.world, buyer.customer, "begin", chance_of(1))

    reconcile_all()

    assert customer_of(buyer.workspace).stripe_id == buyer.customer["id"]
    assert our_side(buyer.workspace) == stripes_side(buyer.double.world, buyer.customer)


def test_a_customer_deleted_at_stripe_has_no_plan_and_keeps_its_invoices(buyer: Shop) -> None:
    for kind in ("good card", "begin", "month"):
        happen(buyer.double.world, buyer.customer, kind, chance_of(1))
    reconcile_all()
    bills = our_side(buyer.workspace)["invoices"]

    buyer.double.client().v1.customers.delete(buyer.customer["id"])
    buyer.deliver()

    after = our_side(buyer.workspace)
    assert (after["plan"], after["invoices"]) == ("free", bills)
    assert customer_of(buyer.workspace).is_deleted
    assert len(bills) == 2


def test_the_daily_comparison_asks_of_each_customer_once_and_passes_over_one_that_is_gone(
    buyer: Shop,
) -> None:
    gone = another(buyer)
    del buyer.double.world.objects["customer"][gone.customer["id"]]
    happen(buyer.double.world, buyer.customer, "begin", chance_of(1))

    first, second = reconcile_due(limit=10), reconcile_due(limit=10)
    with clock.fixed(clock.now() + timedelta(days=1)):
        buyer.double.world.failing = lambda _method, _path: 503
        tomorrow = reconcile_due(limit=10)

    assert (first.compared, first.healed, first.failed) == (2, 1, 1)
    assert second == Reconciled()
    assert (tomorrow.compared, tomorrow.failed) == (0, 1)


def test_the_tasks_and_the_command_compare_and_count(buyer: Shop) -> None:
    happen(buyer.double.world, buyer.customer, "begin", chance_of(1))
    send(Client(), buyer.double.events()[0] | {"type": "quantum.entangled"})
    said = StringIO()

    reconcile_billing()
    healed = our_side(buyer.workspace)
    call_command("reconcile_billing", stdout=said)

    assert healed == stripes_side(buyer.double.world, buyer.customer) != {}
    lines = [" ".join(line.split()) for line in said.getvalue().splitlines()]
    assert lines == ["1 customers compared, 0 healed, 0 failed.", "unknown quantum.entangled 1"]
