"""Customers, their cards and tax numbers, and test clocks."""

import re
from copy import deepcopy
from typing import Any

from tests.billing.stripe_double.refusals import Refusal, missing
from tests.billing.stripe_double.world import Json, World

_VAT = re.compile(r"[A-Z]{2}\w{6,12}")
_ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")


def create_customer(world: World, given: Json) -> Json:
    clock = given.get("test_clock")
    if clock is not None:
        world.get("test_clock", clock)
    made: Json = {
        "id": world.new_id("cus"),
        "object": "customer",
        "address": _address(given.get("address")),
        "balance": 0,
        "created": 0,
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "description": given.get("description"),
        "discount": None,
        "email": given.get("email"),
        "invoice_prefix": "CA",
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": given.get("metadata", {}),
        "name": given.get("name"),
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": clock,
    }
    made["created"] = world.now(made)
    world.put("customer", made)
    world.tell("customer.created", made, at=made["created"])
    return made


def update_customer(world: World, number: str, given: Json) -> Json:
    found = living_customer(world, number)
    for name in ("name", "email", "description"):
        if name in given:
            found[name] = given[name] or None
    if "address" in given:
        found["address"] = _address(given["address"])
    if "metadata" in given:
        found["metadata"] |= given["metadata"]
    world.tell("customer.updated", found, at=world.now(found))
    return found


def living_customer(world: World, number: str) -> Json:
    found = world.get("customer", number)
    if found.get("deleted"):
        raise missing("customer", number)
    return found


def shown_customer(world: World, found: Json, expand: list[str]) -> Json:
    """Return a customer as asked for; a deleted one says no more than that."""
    if found.get("deleted"):
        return {"id": found["id"], "object": "customer", "deleted": True}
    shown = deepcopy(found)
    if "tax_ids" in expand:
        data = world.all("tax_id", customer=found["id"])
        shown["tax_ids"] = {"object": "list", "data": data, "has_more": False, "url": "/v1/tax_ids"}
    if "test_clock" in expand and found["test_clock"]:
        shown["test_clock"] = world.get("test_clock", found["test_clock"])
    method = found["invoice_settings"]["default_payment_method"]
    if "invoice_settings.default_payment_method" in expand and method:
        shown["invoice_settings"]["default_payment_method"] = world.get("payment_method", method)
    return shown


def set_card(world: World, customer: Json, *, last4: str = "4242", declines: bool = False) -> Json:
    """Give a customer another card, as the portal does."""
    made = world.put(
        "payment_method",
        {
            "id": world.new_id("pm"),
            "object": "payment_method",
            "type": "card",
            "card": {"brand": "visa", "last4": last4, "exp_month": 8, "exp_year": 2031},
            "customer": customer["id"],
            "created": world.now(customer),
            "livemode": False,
            "metadata": {"declines": str(declines).lower()},
        },
    )
    customer["invoice_settings"]["default_payment_method"] = made["id"]
    world.tell("payment_method.attached", made, at=world.now(customer))
    world.tell("customer.updated", customer, at=world.now(customer))
    return made


def card_of(world: World, customer: Json, subscription: Json | None = None) -> Json | None:
    """Return what would be charged."""
    number = (subscription or {}).get("default_payment_method")
    number = number or customer["invoice_settings"]["default_payment_method"]
    return world.get("payment_method", number) if number else None


def create_tax_id(world: World, customer: str, given: Json) -> Json:
    found = living_customer(world, customer)
    if given["type"] == "eu_vat" and not _VAT.fullmatch(given["value"]):
        raise Refusal("Invalid value for eu_vat.", code="tax_id_invalid", param="value")
    made = world.put(
        "tax_id",
        {
            "id": world.new_id("txi"),
            "object": "tax_id",
            "country": given["value"][:2],
            "created": world.now(found),
            "customer": customer,
            "livemode": False,
            "owner": {"customer": customer, "type": "customer"},
            "type": given["type"],
            "value": given["value"],
            "verification": {"status": "pending", "verified_address": None, "verified_name": None},
        },
    )
    world.tell("customer.tax_id.created", made, at=world.now(found))
    return made


def delete_tax_id(world: World, customer: str, number: str) -> Json:
    if world.get("tax_id", number)["customer"] != customer:
        raise missing("tax_id", number)
    del world.objects["tax_id"][number]
    return {"id": number, "object": "tax_id", "deleted": True}


def create_clock(world: World, given: Json) -> Json:
    return world.put(
        "test_clock",
        {
            "id": world.new_id("clock"),
            "object": "test_helpers.test_clock",
            "created": world.now(),
            "deletes_after": world.now() + 30 * 86400,
            "frozen_time": int(given["frozen_time"]),
            "livemode": False,
            "name": given.get("name"),
            "status": "ready",
            "status_details": {},
        },
    )


def _address(given: Any) -> Json | None:
    if not given:
        return None
    return {name: given.get(name) or None for name in _ADDRESS}
