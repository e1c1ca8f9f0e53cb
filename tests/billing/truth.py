"""What a workspace must look like, worked out from Stripe's side alone: from the double's memory, not through our gateway."""

from datetime import UTC, datetime
from typing import Any

from apps.accounts.models import Workspace
from apps.accounts.plans import plan_of
from apps.accounts.types import Plan
from apps.billing.models import Customer, Invoice, PlanSubscription
from apps.core.tenancy import in_workspace
from tests.billing.stripe_double.world import Json, World

HOLDING = {"trialing", "active", "past_due"}


def stripes_side(world: World, customer: Json) -> dict[str, Any]:
    """Return the plan, subscriptions and invoices of a customer as Stripe has them."""
    subscriptions = {
        each["id"]: _subscription(each) for each in world.all("subscription", customer=customer["id"])
    }
    holding = [each for each in subscriptions.values() if each["status"] in HOLDING and each["plan"]]
    best = max(holding, key=lambda each: (Plan(each["plan"]).rank, each["seats"]), default=None)
    return {
        "plan": best["plan"] if best else "free",
        "seats": best["seats"] if best else 0,
        "subscriptions": subscriptions,
        "invoices": {
            each["id"]: _invoice(world, each) for each in world.all("invoice", customer=customer["id"])
        },
    }


def our_side(workspace: Workspace) -> dict[str, Any]:
    """Return the same as it is written down here."""
    with in_workspace(workspace):
        row = Workspace.objects.for_workspace(workspace).get()
        return {
            "plan": plan_of(row).value,
            "seats": row.extra_seats,
            "subscriptions": {
                each.stripe_id: {
                    "status": each.status,
                    "plan": each.plan,
                    "interval": each.interval,
                    "seats": each.extra_seats,
                    "ends_with_period": each.cancels_at_period_end,
                    "ended_at": each.ended_at,
                    "period_ends_at": each.period_ends_at,
                }
                for each in PlanSubscription.objects.for_workspace(workspace)
            },
            "invoices": {
                each.stripe_id: (
                    each.status,
                    each.total,
                    each.amount_paid,
                    each.amount_refunded,
                    each.dispute,
                )
                for each in Invoice.objects.for_workspace(workspace)
            },
        }


def customer_of(workspace: Workspace) -> Customer:
    with in_workspace(workspace):
        return Customer.objects.for_workspace(workspace).get()


def _subscription(found: Json) -> dict[str, Any]:
    plan = interval = ""
    seats = 0
    for item in found["items"]["data"]:
        # The nickname begins with the plan, the lookup key may have moved on to a newer price.
        words = item["price"]["nickname"].lower()
        if "one more seat" in words:
            seats = item["quantity"]
        else:
            plan, interval = words.partition(",")[0], item["price"]["recurring"]["interval"]
    ended_at = found["ended_at"]
    return {
        "status": found["status"],
        "plan": plan,
        "interval": interval,
        "seats": seats,
        "ends_with_period": found["cancel_at_period_end"],
        "ended_at": None if ended_at is None else datetime.fromtimestamp(ended_at, tz=UTC),
        "period_ends_at": datetime.fromtimestamp(found["items"]["data"][0]["current_period_end"], tz=UTC),
    }


def _invoice(world: World, found: Json) -> tuple[Any, ...]:
    charges = [each for each in world.all("charge") if each["_invoice"] == found["id"]]
    disputes = [each for charge in charges for each in world.all("dispute", charge=charge["id"])]
    refunded = sum(charge["amount_refunded"] for charge in charges)
    return (
        found["status"],
        found["total"],
        found["amount_paid"],
        refunded,
        disputes[0]["status"] if disputes else "",
    )
