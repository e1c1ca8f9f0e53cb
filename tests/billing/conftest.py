from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import User, Workspace
from apps.accounts.types import Actor
from apps.billing.models import EventState, PlanSubscription, StripeEvent
from apps.billing.services.pricing import sync_plans
from apps.core.tenancy import in_workspace
from apps.pipeline.stages.billing import run_billing
from conductatlas.stripe_account import StripeSettings
from tests.accounts.cast import acting, make_user, make_workspace
from tests.accounts.conftest import Cast, build_cast
from tests.billing.stripe_double import StripeDouble, serving
from tests.billing.stripe_double.server import SECRET_KEY, WEBHOOK_SECRET, signed
from tests.billing.stripe_double.world import Json

WEBHOOK = "/billing/stripe/webhook/"


def account_at(double: StripeDouble, *, has_tax: bool = False) -> StripeSettings:
    """Return the settings under which this installation sells through the double."""
    return StripeSettings(
        secret_key=SECRET_KEY,
        webhook_secrets=(WEBHOOK_SECRET,),
        account="",
        is_live=False,
        base_url=double.url,
        allow=frozenset({double.endpoint}),
        has_tax=has_tax,
        seconds=10,
        retries=0,
    )


@dataclass
class Shop:
    """A workspace that buys, and the Stripe that it buys from. Events wait in the double until they are delivered."""

    double: StripeDouble
    workspace: Workspace
    owner: User
    delivered: int = 0

    @property
    def actor(self) -> Actor:
        return acting(self.owner)

    def deliver(self) -> list[StripeEvent]:
        """Send what happened at Stripe to the webhook, and apply it as the workers do; return the events."""
        client, kept = Client(), []
        for event in self.double.events(self.delivered):
            self.delivered += 1
            kept.append(send(client, event))
        numbers = [event.pk for event in kept]
        for number in numbers:
            if StripeEvent.objects.filter(pk=number, state=EventState.WAITING).exists():
                run_billing(number)
        self.again()
        return [StripeEvent.objects.get(pk=number) for number in numbers]

    def again(self) -> Workspace:
        """Read the workspace's row again."""
        with in_workspace(self.workspace):
            self.workspace = Workspace.objects.for_workspace(self.workspace).get()
        return self.workspace

    def subscription(self) -> PlanSubscription:
        with in_workspace(self.workspace):
            return PlanSubscription.objects.for_workspace(self.workspace).get()

    @property
    def customer(self) -> Json:
        return self.double.world.all("customer")[0]

    def put_on_clock(self, at: datetime) -> str:
        """Let the customer's time stand still, to be moved by `advance`."""
        clock = self.double.client().v1.test_helpers.test_clocks.create({"frozen_time": int(at.timestamp())})
        self.customer["test_clock"] = clock.id
        return clock.id

    def advance(self, clock: str, by: timedelta) -> None:
        to = int(self.double.world.get("test_clock", clock)["frozen_time"] + by.total_seconds())
        self.double.client().v1.test_helpers.test_clocks.advance(clock, {"frozen_time": to})


def send(client: Client, event: Json) -> StripeEvent:
    """Post an event as Stripe does, and return how it is kept."""
    body, signature = signed(event)
    response = client.post(
        WEBHOOK, body, content_type="application/json", headers={"Stripe-Signature": signature}
    )
    assert response.status_code == 200, response.content
    return StripeEvent.objects.get(stripe_id=event["id"])


def press(url: str, **fields: str) -> str:
    """Fill in one of Stripe's pages and press its button; return where that leads."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=10)
    connection.request("POST", parts.path, urlencode(fields))
    answer = connection.getresponse()
    assert answer.status == 303, answer.read()
    connection.close()
    return answer.headers["Location"]


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()


@pytest.fixture
def double() -> Iterator[StripeDouble]:
    with serving() as running:
        yield running


@pytest.fixture
def shop(db: None, double: StripeDouble, settings: Settings) -> Shop:
    """Plans are sold here, through the double; Acme has not bought one."""
    settings.STRIPE = account_at(double)
    settings.WORKSPACE_PLAN = "free"
    sync_plans()
    owner = make_user("Alice")
    return Shop(double, make_workspace(owner), owner, delivered=len(double.events()))
