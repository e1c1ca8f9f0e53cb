"""Comparing what is written down with Stripe, and healing it. What is right already is left as it is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, F

from apps.accounts.types import Actor
from apps.billing.errors import GatewayError, MovingError, UnmatchedEventError
from apps.billing.gateway.client import is_live
from apps.billing.gateway.reading import fetch_customers
from apps.billing.models import Customer, StripeEvent
from apps.billing.services.mirroring import end_customer, mirror_customer
from apps.core import clock
from apps.core.tenancy import in_workspace

RECONCILER: Final = Actor(user_id=None, name="ConductAtlas, comparing with Stripe")
EVERY: Final = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a comparison found: customers compared, those that differed and were healed, those nobody could be asked about."""

    compared: int = 0
    healed: int = 0
    failed: int = 0


def reconcile_due(*, limit: int) -> Reconciled:
    """Compare the customers that were not compared for a day, the longest ago first. Stops where Stripe does not answer.

    Each is noted as compared before it is: one that cannot be read does not keep the others waiting.
    """
    now = clock.now()
    with Customer.objects.across_workspaces(reason="comparing with Stripe") as customers:
        ours = customers.filter(is_deleted=False, is_live=is_live()).exclude(checked_at__gte=now - EVERY)
        due = ours.order_by(F("checked_at").asc(nulls_first=True), "pk")
        found = list(due.values_list("workspace_id", "stripe_id")[:limit])
    return _compare(number for workspace_id, number in found if _note(workspace_id, number, now))


def reconcile_all() -> Reconciled:
    """Compare every customer here, and every one at Stripe that carries one of our workspaces."""
    end_test_mode()
    with Customer.objects.across_workspaces(reason="comparing with Stripe") as customers:
        known = set(customers.filter(is_live=is_live()).values_list("stripe_id", flat=True))
    strangers = [
        number for number, workspace in fetch_customers() if workspace is not None and number not in known
    ]
    return _compare([*sorted(known), *strangers])


def end_test_mode() -> int:
    """End what was bought in Stripe's test mode, once real money is moved here; return how many customers.

    Never the other way round: a test key set by mistake takes no plan from whoever pays.
    """
    if not is_live():
        return 0
    with Customer.objects.across_workspaces(reason="customers of the test mode") as customers:
        found = customers.filter(is_deleted=False, is_live=False)
        testers = list(found.values_list("workspace_id", "stripe_id"))
    return sum(
        end_customer(workspace=workspace_id, stripe_id=number, actor=RECONCILER)
        for workspace_id, number in testers
    )


def counts_of_events() -> dict[tuple[str, str], int]:
    """Return how many events there are by state and kind: what is unknown or given up is to be looked at."""
    rows = StripeEvent.objects.order_by("state", "type").values_list("state", "type")
    return {(state, kind): number for state, kind, number in rows.annotate(number=Count("pk"))}


def _note(workspace_id: int, stripe_id: str, now: datetime) -> bool:
    """Note that a customer is compared now; False where another worker was first."""
    with in_workspace(workspace_id):
        rows = Customer.objects.for_workspace(workspace_id).filter(stripe_id=stripe_id)
        return rows.exclude(checked_at__gte=now - EVERY).update(checked_at=now) == 1


def _compare(numbers: Iterable[str]) -> Reconciled:
    found = Reconciled()
    for number in numbers:
        try:
            differed = mirror_customer(number, actor=RECONCILER)
        except GatewayError:
            return replace(found, failed=found.failed + 1)
        except (UnmatchedEventError, MovingError):
            found = replace(found, compared=found.compared + 1, failed=found.failed + 1)
        else:
            found = replace(found, compared=found.compared + 1, healed=found.healed + differed)
    return found
