"""Stripe's objects in our words. Takes what the API sends, as plain dictionaries; a missing field is a bug, and crashes."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from apps.billing.facts import InvoiceFacts, LineFacts, SubscriptionFacts
from apps.billing.types import Card, Status

Json = Mapping[str, Any]


def moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)


def certain_moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)


def number_of(reference: str | Json | None) -> str:
    """Return Stripe's number of what a field points to, expanded or not; empty if to nothing."""
    if reference is None:
        return ""
    return reference if isinstance(reference, str) else str(reference["id"])


def subscription_facts(found: Json) -> SubscriptionFacts:
    lines = tuple(_line(item) for item in found["items"]["data"])
    # Since 2025 the period is the items'; ours all run alike.
    first = found["items"]["data"][0] if found["items"]["data"] else {}
    return SubscriptionFacts(
        stripe_id=found["id"],
        status=Status(found["status"]),
        currency=found["currency"],
        lines=lines,
        started_at=certain_moment(found["start_date"]),
        period_starts_at=moment(first.get("current_period_start")),
        period_ends_at=moment(first.get("current_period_end")),
        trial_ends_at=moment(found["trial_end"]),
        cancels_at=moment(found["cancel_at"]),
        cancels_at_period_end=found["cancel_at_period_end"],
        ended_at=moment(found["ended_at"]),
        is_collection_paused=found["pause_collection"] is not None,
        discount=_discount(found["discounts"]),
    )


def invoice_facts(found: Json, charges: Iterable[Json], disputes: Iterable[Json]) -> InvoiceFacts:
    """Read an invoice, with what became of the charges that paid it."""
    intents = {_intent(payment["payment"]) for payment in (found.get("payments") or {"data": []})["data"]}
    paid_by = [charge for charge in charges if number_of(charge["payment_intent"]) in intents - {""}]
    numbers = {charge["id"] for charge in paid_by}
    about = [dispute for dispute in disputes if number_of(dispute["charge"]) in numbers]
    latest = max(about, key=lambda dispute: (dispute["created"], dispute["id"]), default=None)
    parent = (found["parent"] or {}).get("subscription_details") or {}
    return InvoiceFacts(
        stripe_id=found["id"],
        subscription_id=number_of(parent.get("subscription")),
        number=found["number"] or "",
        status=found["status"] or "",
        cause=found["billing_reason"] or "",
        currency=found["currency"],
        total=found["total"],
        tax=sum(tax["amount"] for tax in found["total_taxes"] or ()),
        amount_due=found["amount_due"],
        amount_paid=found["amount_paid"],
        amount_refunded=sum(charge["amount_refunded"] for charge in paid_by),
        dispute=latest["status"] if latest else "",
        made_at=certain_moment(found["created"]),
        due_at=moment(found["due_date"]),
        next_attempt_at=moment(found["next_payment_attempt"]),
        attempts=found["attempt_count"],
        page_url=found["hosted_invoice_url"] or "",
        pdf_url=found["invoice_pdf"] or "",
    )


def card_of(method: str | Json | None) -> Card | None:
    """Read an expanded payment method; None where there is none, or none of a kind with digits to show."""
    if not isinstance(method, Mapping):
        return None
    card = method.get("card")
    if not card:
        return Card(brand=str(method["type"]), last4="", expires="")
    return Card(card["brand"], card["last4"], f"{card['exp_year']}-{card['exp_month']:02}")


def _line(item: Json) -> LineFacts:
    price = item["price"]
    return LineFacts(
        stripe_id=item["id"],
        price_id=price["id"],
        amount=price["unit_amount"] or 0,
        quantity=item.get("quantity") or 0,
        interval=(price["recurring"] or {}).get("interval", ""),
    )


def _intent(payment: Json) -> str:
    return number_of(payment.get("payment_intent"))


def _discount(discounts: Iterable[str | Json]) -> str:
    """Return what the first discount is called, if it was expanded."""
    for discount in discounts:
        if isinstance(discount, Mapping):
            coupon = (discount.get("source") or {}).get("coupon")
            return str(coupon["name"] or coupon["id"]) if isinstance(coupon, Mapping) else number_of(coupon)
    return ""
