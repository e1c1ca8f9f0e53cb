"""A team whose workspace buys its plan through the double of Stripe."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from apps.billing.services.pricing import sync_plans
from tests.billing.conftest import Shop, account_at
from tests.billing.stripe_double import StripeDouble, serving
from tests.web.teams import Team


@pytest.fixture
def double() -> Iterator[StripeDouble]:
    with serving() as running:
        yield running


@pytest.fixture
def sold(settings: Settings, double: StripeDouble) -> StripeDouble:
    """Plans are sold here; whoever has not bought one has the free plan."""
    settings.STRIPE = account_at(double)
    settings.WORKSPACE_PLAN = "free"
    return double


@pytest.fixture
def shop(team: Team, sold: StripeDouble) -> Shop:
    """Prices are known at Stripe, and the team has bought nothing yet."""
    sync_plans()
    return Shop(sold, team.workspace, team.people["owner"], delivered=len(sold.events()))
