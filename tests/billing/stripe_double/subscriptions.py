"""Subscriptions: begun, changed with proration, ended; and what a moved clock does to them."""

from calendar import monthrange
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from tests.billing.stripe_double.catalog import discount_by_code
from tests.billing.stripe_double.customers import card_of, living_customer
from tests.billing.stripe_double.forms import truth
from tests.billing.stripe_double.invoices import can_pay, line, make_invoice, reckon
from tests.billing.stripe_double.refusals import Refusal, declined, missing
from tests.billing.stripe_double.world import Json, World

OVER = frozenset({"canceled", "incomplete_expired"})


def begin(world: World, given: Json) -> Json:
    """Make a subscription, on trial or with its first invoice."""
    customer = living_customer(world, given["customer"])
    at = world.now(customer)
    days = int(given.get("trial_period_days", 0))
    ends = at + days * 86400 if days else None
    prices = [(world.get("price", item["price"]), int(item.get("quantity", 1))) for item in given["items"]]
    made = _blank(world, customer, given, at=at)
    made["currency"] = prices[0][0]["currency"]
    period_end = ends or after(at, prices[0][0]["recurring"]["interval"])
    made["items"]["data"] = [
        _item(world, made, price, quantity, (at, period_end)) for price, quantity in prices
    ]
    made |= {"trial_start": at if days else None, "trial_end": ends, "billing_cycle_anchor": ends or at}
    if given.get("default_payment_method"):
        made["default_payment_method"] = given["default_payment_method"]
    world.put("subscription", made)
    if days:
        made["status"] = "trialing"
        make_invoice(
            world, made, [_free(each) for each in made["items"]["data"]], reason="subscription_create", at=at
        )
    else:
        invoice = make_invoice(world, made, _full(made), reason="subscription_create", at=at)
        made["status"] = "active" if invoice["status"] == "paid" else "incomplete"
    world.tell("customer.subscription.created", made, at=at)
    return made


def update(world: World, number: str, given: Json) -> Json:
    found = _living(world, number)
    at = world.now(world.get("customer", found["customer"]))
    if "items" in given:
        _change_items(world, found, given, at=at)
    if "discounts" in given:
        codes = [each["promotion_code"] for each in given["discounts"] or []]
        found["discounts"] = [
            discount_by_code(world, code, customer=found["customer"], subscription=number)["id"]
            for code in codes
        ]
    if "cancel_at_period_end" in given:
        found["cancel_at_period_end"] = truth(given["cancel_at_period_end"])
        found["canceled_at"] = at if found["cancel_at_period_end"] else None
        found["cancel_at"] = period(found)[1] if found["cancel_at_period_end"] else None
    if given.get("cancellation_details"):
        found["cancellation_details"] |= given["cancellation_details"]
    world.tell("customer.subscription.updated", found, at=at)
    return found


def end(world: World, number: str, *, at: int | None = None, status: str = "canceled") -> Json:
    found = _living(world, number)
    moment = world.now(world.get("customer", found["customer"])) if at is None else at
    found |= {"status": status, "ended_at": moment, "canceled_at": found["canceled_at"] or moment}
    world.tell("customer.subscription.deleted", found, at=moment)
    return found


def preview(world: World, given: Json) -> tuple[Json, list[Json], Json, int]:
    """Return a copy of a subscription as it would be, the lines of its next invoice, its sums, and the end of its period."""
    found = _living(world, given["subscription"])
    if found["customer"] != given["customer"]:
        raise missing("subscription", given["subscription"])
    details, wanted = given["subscription_details"], deepcopy(found)
    customer = world.get("customer", found["customer"])
    at = int(details.get("proration_date", world.now(customer)))
    if given.get("automatic_tax"):
        wanted["automatic_tax"]["enabled"] = truth(given["automatic_tax"]["enabled"])
    lines = _put_items(world, wanted, details["items"], at=at)
    if given.get("preview_mode") == "recurring":
        lines = _full(wanted)
        customer = {**customer, "balance": 0}
    return wanted, lines, reckon(world, customer, wanted, lines), period(wanted)[1]


def after(moment: int, interval: str, count: int = 1) -> int:
    """Return the same day one interval later, or the last of a shorter month."""
    begun = datetime.fromtimestamp(moment, tz=UTC)
    months = begun.month - 1 + (12 if interval == "year" else 1) * count
    year, month = begun.year + months // 12, months % 12 + 1
    day = min(begun.day, monthrange(year, month)[1])
    return int(begun.replace(year=year, month=month, day=day).timestamp())


def period(found: Json) -> tuple[int, int]:
    first = found["items"]["data"][0]
    return first["current_period_start"], first["current_period_end"]


def shown_subscription(world: World, found: Json, expand: list[str]) -> Json:
    shown = deepcopy(found)
    if "default_payment_method" in expand and found["default_payment_method"]:
        shown["default_payment_method"] = world.get("payment_method", found["default_payment_method"])
    if "discounts" in expand:
        shown["discounts"] = [world.get("discount", number) for number in found["discounts"]]
    return shown


def next_period(world: World, found: Json, *, at: int) -> None:
    """Let a period end: cancelled, or another one invoiced."""
    if found["status"] == "trialing":
        customer = world.get("customer", found["customer"])
        behaviour = found["trial_settings"]["end_behavior"]["missing_payment_method"]
        if card_of(world, customer, found) is None and behaviour in {"cancel", "pause"}:
            if behaviour == "cancel":
                end(world, found["id"], at=at)
            else:
                found["status"] = "paused"
                world.tell("customer.subscription.paused", found, at=at)
            return
    if found["cancel_at_period_end"]:
        end(world, found["id"], at=at)
        return
    interval = found["items"]["data"][0]["price"]["recurring"]["interval"]
    for item in found["items"]["data"]:
        item |= {"current_period_start": at, "current_period_end": after(at, interval)}
    invoice = make_invoice(world, found, _full(found), reason="subscription_cycle", at=at)
    if found["status"] != "unpaid":
        found["status"] = "active" if invoice["status"] == "paid" else "past_due"
    world.tell("customer.subscription.updated", found, at=at)


def _change_items(world: World, found: Json, given: Json, *, at: int) -> None:
    customer = world.get("customer", found["customer"])
    wanted = deepcopy(found)
    lines = _put_items(world, wanted, given["items"], at=int(given.get("proration_date", at)))
    is_paid_now = given.get("proration_behavior") == "always_invoice" and lines
    due = reckon(world, customer, wanted, lines)["amount_due"] if is_paid_now else 0
    if (
        due
        and given.get("payment_behavior") == "error_if_incomplete"
        and not can_pay(world, customer, wanted)
    ):
        raise declined()
    found["items"] = wanted["items"]
    if is_paid_now:
        invoice = make_invoice(world, found, lines, reason="subscription_update", at=at)
        if invoice["status"] != "paid":
            found["status"] = "past_due"


def _put_items(world: World, wanted: Json, items: list[Json], *, at: int) -> list[Json]:
    """Put items in place; return the lines for what is left of the period. On trial nothing is owed either way."""
    before, (start, stop) = deepcopy(wanted["items"]["data"]), period(wanted)
    held = {item["id"]: item for item in wanted["items"]["data"]}
    for item in items:
        if item.get("id") and item["id"] not in held:
            raise missing("subscription_item", item["id"])
        if truth(item.get("deleted")):
            del held[item["id"]]
        elif item.get("id"):
            held[item["id"]]["price"] = (
                world.get("price", item["price"]) if "price" in item else held[item["id"]]["price"]
            )
            held[item["id"]]["quantity"] = int(item.get("quantity", held[item["id"]]["quantity"]))
        else:
            made = _item(
                world, wanted, world.get("price", item["price"]), int(item.get("quantity", 1)), (start, stop)
            )
            held[made["id"]] = made
    if not held:
        raise Refusal("A subscription must have at least one active plan.", param="items")
    wanted["items"]["data"] = list(held.values())
    intervals = {item["price"]["recurring"]["interval"] for item in held.values()}
    if len(intervals) > 1:
        raise Refusal("Currency and interval fields must match across all plans on this subscription.")
    (interval,) = intervals
    if wanted["status"] == "trialing":
        return []
    if interval != before[0]["price"]["recurring"]["interval"]:
        for item in held.values():
            item |= {"current_period_start": at, "current_period_end": after(at, interval)}
        wanted["billing_cycle_anchor"] = at
        return [*_unused(before, start, stop, at), *_full(wanted)]
    return [*_unused(before, start, stop, at), *_remaining(wanted["items"]["data"], start, stop, at)]


def _unused(items: list[Json], start: int, stop: int, at: int) -> list[Json]:
    return [_prorated(item, -1, (start, stop), at) for item in items]


def _remaining(items: list[Json], start: int, stop: int, at: int) -> list[Json]:
    return [_prorated(item, 1, (start, stop), at) for item in items]


def _prorated(item: Json, sign: int, span: tuple[int, int], at: int) -> Json:
    (start, stop), words = span, "Unused time" if sign < 0 else "Remaining time"
    amount = item["price"]["unit_amount"] * item["quantity"]
    share = sign * round(amount * max(0, stop - at) / (stop - start))
    return line(
        item["price"],
        item["quantity"],
        share,
        is_proration=True,
        words=f"{words} on {item['price']['nickname']}",
    )


def _full(found: Json) -> list[Json]:
    return [
        line(
            item["price"],
            item["quantity"],
            item["price"]["unit_amount"] * item["quantity"],
            is_proration=False,
            words=f"{item['quantity']} x {item['price']['nickname']}",
        )
        for item in found["items"]["data"]
    ]


def _free(item: Json) -> Json:
    return line(item["price"], item["quantity"], 0, is_proration=False, words="Free trial")


def _living(world: World, number: str) -> Json:
    found = world.get("subscription", number)
    if found["status"] in OVER:
        raise missing("subscription", number)
    return found


def _item(world: World, found: Json, price: Json, quantity: int, span: tuple[int, int]) -> Json:
    start, stop = span
    return {
        "id": world.new_id("si"),
        "object": "subscription_item",
        "created": start,
        "current_period_start": start,
        "current_period_end": stop,
        "discounts": [],
        "metadata": {},
        "price": price,
        "quantity": quantity,
        "subscription": found["id"],
        "tax_rates": [],
    }


def _blank(world: World, customer: Json, given: Json, *, at: int) -> Json:
    ending: Any = (given.get("trial_settings") or {}).get("end_behavior") or {}
    return {
        "id": world.new_id("sub"),
        "object": "subscription",
        "automatic_tax": {
            "enabled": truth((given.get("automatic_tax") or {}).get("enabled")),
            "liability": None,
        },
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically",
        "created": at,
        "currency": "",
        "customer": customer["id"],
        "default_payment_method": None,
        "discounts": [],
        "ended_at": None,
        "items": {"object": "list", "data": [], "has_more": False, "url": "/v1/subscription_items"},
        "latest_invoice": None,
        "livemode": False,
        "metadata": given.get("metadata", {}),
        "pause_collection": None,
        "schedule": None,
        "start_date": at,
        "status": "incomplete",
        "test_clock": customer["test_clock"],
        "trial_settings": {
            "end_behavior": {"missing_payment_method": ending.get("missing_payment_method", "create_invoice")}
        },
    }
