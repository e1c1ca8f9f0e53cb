"""Prices at Stripe. They are found by the lookup key and never edited: a new amount takes the key over from the old price."""

from dataclasses import dataclass
from typing import Any

from apps.billing.gateway.client import client, speaking


@dataclass(frozen=True, slots=True)
class PriceAtStripe:
    """What of a price of Stripe's says whether it is the one wanted."""

    stripe_id: str
    amount: int
    currency: str
    interval: str
    product: str


def find_price(lookup_key: str) -> PriceAtStripe | None:
    """Return the price that has the lookup key now."""
    with speaking():
        found = client().v1.prices.list({"lookup_keys": [lookup_key], "active": True, "limit": 1}).data
    if not found:
        return None
    price = found[0].to_dict()
    return PriceAtStripe(
        stripe_id=price["id"],
        amount=price["unit_amount"],
        currency=price["currency"],
        interval=price["recurring"]["interval"],
        product=price["product"],
    )


def create_price(wanted: PriceAtStripe, *, lookup_key: str, nickname: str, key: str) -> str:
    """Make a price that takes the lookup key over; return Stripe's number. `wanted` has none yet."""
    asked: Any = {
        "product": wanted.product,
        "unit_amount": wanted.amount,
        "currency": wanted.currency,
        "recurring": {"interval": wanted.interval},
        "lookup_key": lookup_key,
        "transfer_lookup_key": True,
        "nickname": nickname,
        "tax_behavior": "exclusive",
    }
    with speaking():
        return client().v1.prices.create(asked, {"idempotency_key": key}).id
