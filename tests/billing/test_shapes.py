"""The double's objects have the fields that Stripe's own examples have, as far as they are read."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.billing.chances import chance_of, happen
from tests.billing.stripe_double.catalog import create_code, create_coupon, create_price, create_product
from tests.billing.stripe_double.checkout import create_portal, create_session
from tests.billing.stripe_double.customers import create_clock, create_customer, create_tax_id
from tests.billing.stripe_double.invoices import dispute, refund
from tests.billing.stripe_double.world import Json, World

FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "data" / "stripe-fixtures3.json"

# What the double has beyond the examples, which are of one object each and leave optional fields out.
MORE = {
    "customer": {"tax_ids"},
    "invoice": {"lines", "payments", "parent"},
    "promotion_code": {"promotion"},
    "checkout.session": set(),
    "discount": {"source"},
}


def filled() -> World:
    """Return a world with one of each object."""
    world = World()
    product = create_product(world, {"name": "Professional", "id": "conductatlas_professional"})
    for plan, item in (("watcher", "plan"), ("professional", "plan"), ("professional", "seat")):
        for interval in ("month", "year"):
            create_price(
                world,
                {
                    "product": product["id"],
                    "currency": "usd",
                    "unit_amount": "1000",
                    "recurring": {"interval": interval},
                    "lookup_key": f"conductatlas_{plan}_{item}_{interval}",
                    "nickname": f"{plan}, the {item}",
                },
            )
    clock = create_clock(world, {"frozen_time": "1772442000"})
    customer = create_customer(world, {"name": "Acme", "test_clock": clock["id"]})
    create_tax_id(world, customer["id"], {"type": "eu_vat", "value": "DE123456789"})
    coupon = create_coupon(world, {"duration": "once", "percent_off": "10"})
    create_code(world, {"code": "WELCOME", "promotion": {"type": "coupon", "coupon": coupon["id"]}})
    for kind in ("good card", "begin", "month"):
        assert happen(world, customer, kind, chance_of(1))
    (charge, *_) = [each for each in world.all("charge") if each["paid"]]
    refund(world, {"charge": charge["id"], "amount": "1"})
    dispute(world, charge["id"])
    basket = {"price": world.all("price")[0]["id"], "quantity": "1"}
    asked: Json = {"customer": customer["id"], "line_items": [basket], "mode": "subscription"}
    create_session(world, asked | {"success_url": "/", "cancel_url": "/"}, base="")
    create_portal(world, {"customer": customer["id"], "return_url": "/"}, base="")
    return world


@pytest.mark.shared
def test_every_field_of_the_double_is_one_of_stripes() -> None:
    if not FIXTURES.exists():
        pytest.skip("the examples are not here")
    examples: dict[str, Any] = json.loads(FIXTURES.read_text(encoding="utf-8"))["resources"]
    world, strange, compared = filled(), {}, set()

    for kept in world.objects.values():
        for each in kept.values():
            kind = each["object"]
            own = {name for name in each if not name.startswith("_")} - MORE.get(kind, set())
            if kind in examples and (more := own - set(examples[kind])):
                strange[kind] = more
            compared.add(kind)

    assert strange == {}
    assert compared & set(examples) >= {
        "customer", "product", "price", "subscription", "invoice", "charge", "refund", "dispute", "coupon",
        "promotion_code", "checkout.session", "billing_portal.session", "test_helpers.test_clock", "tax_id", "payment_method",
    }  # fmt: skip
