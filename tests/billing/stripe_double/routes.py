"""Which request does what."""

from collections.abc import Callable
from typing import Any

from tests.billing.stripe_double import catalog, checkout, clocks, customers, invoices, subscriptions
from tests.billing.stripe_double.forms import truth
from tests.billing.stripe_double.world import Json, World, listed

Deed = Callable[[World, list[str], Json], Json]


def _expand(given: Json, prefix: str = "") -> list[str]:
    return [str(each).removeprefix(prefix) for each in given.get("expand", [])]


def _customer(world: World, path: list[str], given: Json) -> Json:
    return customers.shown_customer(world, world.get("customer", path[0]), _expand(given))


def _delete_customer(world: World, path: list[str], _given: Json) -> Json:
    found = customers.living_customer(world, path[0])
    for each in world.all("subscription", customer=found["id"]):
        if each["status"] not in subscriptions.OVER:
            subscriptions.end(world, each["id"])
    found["deleted"] = True
    world.tell("customer.deleted", found, at=world.now(found))
    return {"id": found["id"], "object": "customer", "deleted": True}


def _customers(world: World, _path: list[str], given: Json) -> Json:
    living = [each for each in world.all("customer") if not each.get("deleted")]
    return listed(living, "/v1/customers", given)


def _tax_ids(world: World, path: list[str], given: Json) -> Json:
    return listed(world.all("tax_id", customer=path[0]), f"/v1/customers/{path[0]}/tax_ids", given)


def _prices(world: World, _path: list[str], given: Json) -> Json:
    keys = given.get("lookup_keys")
    found = [each for each in world.all("price") if keys is None or each["lookup_key"] in keys]
    if "active" in given:
        found = [each for each in found if each["active"] == truth(given["active"])]
    return listed(found, "/v1/prices", given)


def _codes(world: World, _path: list[str], given: Json) -> Json:
    found = [
        each for each in world.all("promotion_code") if each["code"].lower() == given.get("code", "").lower()
    ]
    return listed([each for each in found if each["active"]], "/v1/promotion_codes", given)


def _subscriptions(world: World, _path: list[str], given: Json) -> Json:
    found = world.all("subscription", customer=given["customer"])
    if given.get("status") != "all":
        found = [each for each in found if each["status"] not in subscriptions.OVER]
    page = listed(found, "/v1/subscriptions", given)
    expand = _expand(given, "data.")
    page["data"] = [subscriptions.shown_subscription(world, each, expand) for each in page["data"]]
    return page


def _subscription(world: World, path: list[str], given: Json) -> Json:
    return subscriptions.shown_subscription(world, world.get("subscription", path[0]), _expand(given))


def _invoices(world: World, _path: list[str], given: Json) -> Json:
    page = listed(world.all("invoice", customer=given["customer"]), "/v1/invoices", given)
    page["data"] = [invoices.shown_invoice(world, each, _expand(given, "data.")) for each in page["data"]]
    return page


def _preview(world: World, _path: list[str], given: Json) -> Json:
    wanted, lines, sums, stop = subscriptions.preview(world, given)
    customer = world.get("customer", wanted["customer"])
    blank = invoices.blank_invoice(customer, wanted, lines, reason="upcoming", at=world.now(customer))
    return blank | sums | {"period_end": stop}


def _pay(world: World, path: list[str], _given: Json) -> Json:
    paid = invoices.pay_invoice(world, path[0])
    number = paid["parent"]["subscription_details"]["subscription"]
    customer = world.get("customer", paid["customer"])
    clocks.after_payment(world, world.get("subscription", number), at=world.now(customer))
    return paid


def _charges(world: World, _path: list[str], given: Json) -> Json:
    page = listed(world.all("charge", customer=given["customer"]), "/v1/charges", given)
    page["data"] = [invoices.shown_charge(each) for each in page["data"]]
    return page


def _session(world: World, _path: list[str], given: Json) -> Json:
    return checkout.shown_session(checkout.create_session(world, given, base=given.pop("_base")))


ROUTES: dict[tuple[str, str], Deed] = {
    ("POST", "customers"): lambda world, _path, given: customers.create_customer(world, given),
    ("GET", "customers"): _customers,
    ("GET", "customers/*"): _customer,
    ("POST", "customers/*"): lambda world, path, given: customers.update_customer(world, path[0], given),
    ("DELETE", "customers/*"): _delete_customer,
    ("GET", "customers/*/tax_ids"): _tax_ids,
    ("POST", "customers/*/tax_ids"): lambda world, path, given: customers.create_tax_id(
        world, path[0], given
    ),
    ("DELETE", "customers/*/tax_ids/*"): lambda world, path, _given: customers.delete_tax_id(world, *path),
    ("POST", "products"): lambda world, _path, given: catalog.create_product(world, given),
    ("POST", "products/*"): lambda world, path, given: catalog.update_product(world, path[0], given),
    ("POST", "prices"): lambda world, _path, given: catalog.create_price(world, given),
    ("GET", "prices"): _prices,
    ("POST", "coupons"): lambda world, _path, given: catalog.create_coupon(world, given),
    ("POST", "promotion_codes"): lambda world, _path, given: catalog.create_code(world, given),
    ("GET", "promotion_codes"): _codes,
    ("POST", "checkout/sessions"): _session,
    ("POST", "billing_portal/sessions"): lambda world, _path, given: checkout.create_portal(
        world, given, base=given.pop("_base")
    ),
    ("POST", "subscriptions"): lambda world, _path, given: subscriptions.begin(world, given),
    ("GET", "subscriptions"): _subscriptions,
    ("GET", "subscriptions/*"): _subscription,
    ("POST", "subscriptions/*"): lambda world, path, given: subscriptions.update(world, path[0], given),
    ("DELETE", "subscriptions/*"): lambda world, path, _given: subscriptions.end(world, path[0]),
    ("GET", "invoices"): _invoices,
    ("POST", "invoices/create_preview"): _preview,
    ("POST", "invoices/*/pay"): _pay,
    ("GET", "charges"): _charges,
    ("GET", "charges/*"): lambda world, path, _given: invoices.shown_charge(world.get("charge", path[0])),
    ("GET", "disputes"): lambda world, _path, given: listed(
        world.all("dispute", charge=given["charge"]), "/v1/disputes", given
    ),
    ("POST", "refunds"): lambda world, _path, given: invoices.refund(world, given),
    ("POST", "test_helpers/test_clocks"): lambda world, _path, given: customers.create_clock(world, given),
    ("POST", "test_helpers/test_clocks/*/advance"): lambda world, path, given: clocks.advance(
        world, path[0], int(given["frozen_time"])
    ),
}


def find_route(method: str, path: str) -> tuple[str, list[str], Deed] | None:
    """Return the route that a path takes, what its stars stand for, and what is done there."""
    parts = path.split("/")
    found: list[tuple[int, str, list[str], Any]] = []
    for (verb, route), deed in ROUTES.items():
        wanted = route.split("/")
        if verb == method and len(wanted) == len(parts):
            pairs = list(zip(wanted, parts, strict=True))
            if all(want in {"*", part} for want, part in pairs):
                stars = [part for want, part in pairs if want == "*"]
                found.append((len(stars), route, stars, deed))
    best = min(found, key=lambda each: each[0], default=None)
    return None if best is None else (best[1], best[2], best[3])
