"""Things that happen to a customer at Stripe, by chance: done to the double directly, each as Stripe allows it."""

from random import Random
from typing import Any

from tests.billing.stripe_double import clocks, customers, invoices, subscriptions
from tests.billing.stripe_double.refusals import Refusal
from tests.billing.stripe_double.world import Json, World

DAY = 86400
KINDS = (
    "begin",
    "change",
    "cancel",
    "resume",
    "end",
    "days",
    "month",
    "bad card",
    "good card",
    "pay",
    "refund",
    "dispute",
    "rename",
)


def chance_of(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - to be repeated, not to be unforeseeable


def happen(world: World, customer: Json, kind: str, chance: Random) -> bool:
    """Let one thing happen; return False where Stripe would not let it."""
    with world.lock:
        try:
            return _happen(world, customer, kind, chance)
        except Refusal:
            return False


def price_ids(world: World) -> dict[str, str]:
    """Return the prices on sale: lookup key to number."""
    return {each["lookup_key"]: each["id"] for each in world.all("price") if each["lookup_key"]}


def _happen(world: World, customer: Json, kind: str, chance: Random) -> bool:
    if kind in {"bad card", "good card"}:
        customers.set_card(
            world, customer, last4=f"{chance.randrange(10_000):04}", declines=kind == "bad card"
        )
    elif kind == "rename":
        customers.update_customer(world, customer["id"], {"name": f"Company {chance.randrange(100)}"})
    elif kind in {"days", "month"}:
        by = chance.randrange(1, 9) * DAY if kind == "days" else 31 * DAY
        clocks.advance(world, customer["test_clock"], world.now(customer) + by)
    elif kind in {"pay", "refund", "dispute"}:
        return _move_money(world, customer, kind, chance)
    else:
        return _change(world, customer, kind, chance)
    return True


def _move_money(world: World, customer: Json, kind: str, chance: Random) -> bool:
    if kind == "pay":
        waiting = world.all("invoice", customer=customer["id"], status="open")
        if not waiting:
            return False
        paid = invoices.pay_invoice(world, waiting[0]["id"])
        subscription = world.get("subscription", paid["parent"]["subscription_details"]["subscription"])
        clocks.after_payment(world, subscription, at=world.now(customer))
        return True
    charges = [each for each in world.all("charge", customer=customer["id"]) if each["paid"]]
    if not charges:
        return False
    charge = chance.choice(charges)
    if kind == "refund":
        invoices.refund(
            world, {"charge": charge["id"], "amount": str(chance.randrange(1, charge["amount"] + 1))}
        )
    else:
        invoices.dispute(world, charge["id"], status=chance.choice(["needs_response", "won", "lost"]))
    return True


def _change(world: World, customer: Json, kind: str, chance: Random) -> bool:
    theirs = world.all("subscription", customer=customer["id"])
    running = [each for each in theirs if each["status"] not in subscriptions.OVER]
    if kind == "begin":
        if running:
            return False
        given: dict[str, Any] = {"customer": customer["id"], "items": _items(world, chance)}
        if not theirs:
            given |= {
                "trial_period_days": 14,
                "trial_settings": {"end_behavior": {"missing_payment_method": "cancel"}},
            }
        subscriptions.begin(world, given)
        return True
    if not running:
        return False
    found = running[0]
    if kind == "change":
        old = [{"id": item["id"], "deleted": "true"} for item in found["items"]["data"]]
        asked = {"items": [*_items(world, chance), *old], "proration_behavior": "always_invoice"}
        subscriptions.update(world, found["id"], asked)
    elif kind == "end":
        subscriptions.end(world, found["id"])
    else:
        flag = "true" if kind == "cancel" else "false"
        subscriptions.update(world, found["id"], {"cancel_at_period_end": flag})
    return True


def _items(world: World, chance: Random) -> list[Json]:
    prices, interval = price_ids(world), chance.choice(["month", "year"])
    if chance.random() < 0.4:
        return [{"price": prices[f"conductatlas_watcher_plan_{interval}"], "quantity": "1"}]
    seat = {
        "price": prices[f"conductatlas_professional_seat_{interval}"],
        "quantity": str(chance.randrange(1, 5)),
    }
    plan = {"price": prices[f"conductatlas_professional_plan_{interval}"], "quantity": "1"}
    return [plan, seat] if chance.random() < 0.5 else [plan]
