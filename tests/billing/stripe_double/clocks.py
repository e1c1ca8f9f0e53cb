"""Moving time: everything that would have happened on the way happens, in its order."""

from tests.billing.stripe_double.invoices import try_payment
from tests.billing.stripe_double.refusals import Refusal
from tests.billing.stripe_double.subscriptions import OVER, end, next_period, period
from tests.billing.stripe_double.world import Json, World

_WARNED_BEFORE = 3 * 86400


def advance(world: World, number: str, to: int) -> Json:
    """Move a test clock forward."""
    clock = world.get("test_clock", number)
    if to <= clock["frozen_time"]:
        raise Refusal("A test clock can only be moved forward.", param="frozen_time")
    while due := _next_due(world, number, to):
        moment, subscription, what = due
        clock["frozen_time"] = max(moment, clock["frozen_time"])
        _happen(world, subscription, what, at=moment)
    clock["frozen_time"] = to
    return clock


def _next_due(world: World, number: str, to: int) -> tuple[int, Json, str] | None:
    due: list[tuple[int, str, str]] = []
    for found in world.all("subscription", test_clock=number):
        if found["status"] in OVER or found["status"] in {"paused", "incomplete"}:
            continue
        due.append((period(found)[1], found["id"], "period"))
        if found["status"] == "trialing" and not found.get("_warned"):
            due.append((found["trial_end"] - _WARNED_BEFORE, found["id"], "warning"))
        due += [
            (invoice["next_payment_attempt"], found["id"], invoice["id"])
            for invoice in world.all("invoice", customer=found["customer"], status="open")
            if invoice["next_payment_attempt"]
            and invoice["parent"]["subscription_details"]["subscription"] == found["id"]
        ]
    first = min((each for each in due if each[0] <= to), default=None)
    return None if first is None else (first[0], world.get("subscription", first[1]), first[2])


def _happen(world: World, subscription: Json, what: str, *, at: int) -> None:
    if what == "warning":
        subscription["_warned"] = True
        world.tell("customer.subscription.trial_will_end", subscription, at=at)
    elif what == "period":
        next_period(world, subscription, at=at)
    else:
        _try_again(world, subscription, world.get("invoice", what), at=at)


def _try_again(world: World, subscription: Json, invoice: Json, *, at: int) -> None:
    """Try an open invoice once more; after the last try the subscription ends as the account says."""
    if try_payment(world, invoice, subscription, at=at):
        after_payment(world, subscription, at=at)
    elif invoice["next_payment_attempt"] is None:
        if world.dunning_ends_in == "canceled":
            end(world, subscription["id"], at=at)
        else:
            subscription["status"] = world.dunning_ends_in
            world.tell("customer.subscription.updated", subscription, at=at)


def after_payment(world: World, subscription: Json, *, at: int) -> None:
    """Let a subscription be active again once nothing of it is open."""
    theirs = [
        invoice
        for invoice in world.all("invoice", customer=subscription["customer"], status="open")
        if invoice["parent"]["subscription_details"]["subscription"] == subscription["id"]
    ]
    if subscription["status"] in {"past_due", "unpaid", "incomplete"} and not theirs:
        subscription["status"] = "active"
        world.tell("customer.subscription.updated", subscription, at=at)
