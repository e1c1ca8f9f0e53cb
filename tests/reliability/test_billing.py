"""Two thousand events of two hundred customers, shuffled, repeated, at once, with workers killed: what is written down is Stripe's."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from random import Random

import pytest
from django.db import connection
from django.test import RequestFactory
from pytest_django import Settings

from apps.accounts.models import Workspace
from apps.billing.models import Customer, EventState, StripeEvent
from apps.billing.services.pricing import sync_plans
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.pipeline.tasks import billing as tasks
from apps.web.views.stripe import stripe_webhook
from tests.billing.chances import KINDS, chance_of, happen
from tests.billing.conftest import WEBHOOK, account_at
from tests.billing.stripe_double import StripeDouble, serving
from tests.billing.stripe_double.customers import create_clock, create_customer
from tests.billing.stripe_double.server import SECRET_KEY, WEBHOOK_SECRET, signed
from tests.billing.stripe_double.world import Json
from tests.billing.truth import our_side, stripes_side
from tests.reliability.processes import Worker, Workers, environment, eventually

pytestmark = pytest.mark.reliability

CUSTOMERS, EVENTS, KILLS = 200, 2_000, 5
START = 1_772_442_000


@pytest.fixture
def double(settings: Settings, transactional_db: None) -> Iterator[StripeDouble]:
    with serving() as running:
        settings.STRIPE = account_at(running)
        settings.WORKSPACE_PLAN = "free"
        sync_plans()
        yield running


def make_buyers(double: StripeDouble) -> list[tuple[Workspace, Json]]:
    """Make workspaces with their customers at Stripe, each on a clock of its own."""
    buyers = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('accounts_workspace', 'id')) FROM generate_series(1, %s)",
            [CUSTOMERS],
        )
        numbers = [number for (number,) in cursor.fetchall()]
    for number in numbers:
        world_clock = create_clock(double.world, {"frozen_time": str(START)})
        customer = create_customer(double.world, {"name": f"Team {number}", "test_clock": world_clock["id"]})
        with in_workspace(number):
            workspace = Workspace(
                pk=number, name=f"Team {number}", slug=f"team-{number}", created_at=clock.now()
            )
            workspace.save(force_insert=True)
            Customer.objects.for_workspace(number).create(
                stripe_id=customer["id"], is_live=False, created_at=clock.now()
            )
        buyers.append((workspace, customer))
    return buyers


def live(double: StripeDouble, buyers: list[tuple[Workspace, Json]], chance: Random, until: int) -> None:
    """Let things happen to customers by chance until so many events were told."""
    while len(double.world.events) < until:
        _workspace, customer = chance.choice(buyers)
        happen(double.world, customer, chance.choice(["begin", "good card", *KINDS]), chance)


def post(event: Json) -> None:
    body, signature = signed(event)
    request = RequestFactory().post(
        WEBHOOK, body, content_type="application/json", headers={"Stripe-Signature": signature}
    )
    assert stripe_webhook(request).status_code == 200


def post_all(events: list[Json]) -> None:
    """Deliver events on a connection of one's own."""
    with closing(connection):
        for event in events:
            post(event)


def settled() -> int:
    return StripeEvent.objects.exclude(state__in=[EventState.WAITING, EventState.CLAIMED]).count()


def everything_settled() -> bool:
    tasks.sweep_billing()
    return not StripeEvent.objects.filter(state__in=[EventState.WAITING, EventState.CLAIMED]).exists()


@pytest.mark.timeout(600)  # as long as events are settled, it goes on
def test_two_thousand_events_leave_stripes_state_exactly(
    double: StripeDouble, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_NUDGE_IS_LOST_AFTER", tasks._NUDGE_IS_LOST_AFTER / 6)
    chance, buyers = chance_of(7), make_buyers(double)
    environ = environment(
        STRIPE_SECRET_KEY=SECRET_KEY,
        WORKSPACE_PLAN="free",
        STRIPE_WEBHOOK_SECRET=WEBHOOK_SECRET,
        STRIPE_BASE_URL=double.url,
        STRIPE_ALLOW=double.url.removeprefix("http://"),
        STRIPE_RETRIES="0",
    )
    running: list[Worker] = [workers.start("default", environ) for _ in range(2)]
    live(double, buyers, chance, EVENTS)
    events = double.events()
    deliveries = [event for event in events for _ in range(chance.randint(1, 4))]
    chance.shuffle(deliveries)

    with ThreadPoolExecutor(4) as pool:
        posting = [pool.submit(post_all, deliveries[part::4]) for part in range(4)]
        for kill in range(KILLS):
            enough = 150 * (kill + 1)
            assert eventually(lambda: settled() >= enough, progress=settled)  # noqa: B023 - asked at once
            running.pop(0).kill()
            running.append(workers.start("default", environ))
        for each in posting:
            each.result()
    assert eventually(everything_settled, every=0.5, progress=settled)

    about = {event["id"] for event in events}
    states = dict(StripeEvent.objects.values_list("stripe_id", "state"))
    assert len(deliveries) > 2 * EVENTS
    assert set(states) == about
    assert set(states.values()) <= {EventState.APPLIED, EventState.NOTED}
    different = [
        workspace.pk
        for workspace, customer in buyers
        if our_side(workspace) != stripes_side(double.world, customer)
    ]
    assert different == []
