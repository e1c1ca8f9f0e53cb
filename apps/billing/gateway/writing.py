"""Asking Stripe to change something. Every write has a key: sent twice, it is done once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import stripe
from django.conf import settings

from apps.billing.errors import InvalidDetailsError
from apps.billing.gateway.client import client, speaking
from apps.billing.gateway.parsing import Json
from apps.billing.gateway.reading import SITE, WORKSPACE
from apps.billing.types import BillingDetails, PortalPage

_ADDRESS: Final = ("line1", "line2", "postal_code", "city", "state", "country")


@dataclass(frozen=True, slots=True)
class Basket:
    """What Checkout is opened for. `prices` are Stripe's numbers with quantities; a code may be given there."""

    customer: str
    prices: tuple[tuple[str, int], ...]
    trial_days: int
    success_url: str
    cancel_url: str
    workspace_id: int
    has_tax: bool


def create_customer(*, workspace_id: int, name: str, email: str, key: str) -> str:
    """Make a customer for a workspace; return Stripe's number."""
    with speaking():
        made = client().v1.customers.create(
            {
                "name": name,
                "email": email,
                "metadata": {WORKSPACE: str(workspace_id), SITE: settings.SITE_URL},
            },
            {"idempotency_key": key},
        )
    return made.id


def create_checkout(basket: Basket, *, key: str) -> tuple[str, str]:
    """Open Stripe's page for a first payment or a trial; return its address, and whether it is still "open"."""
    trial: Any = {}
    if basket.trial_days:
        trial = {
            "trial_period_days": basket.trial_days,
            "trial_settings": {"end_behavior": {"missing_payment_method": "cancel"}},
        }
    asked: Any = {
        "mode": "subscription",
        "customer": basket.customer,
        "client_reference_id": str(basket.workspace_id),
        "line_items": [{"price": price, "quantity": quantity} for price, quantity in basket.prices],
        "subscription_data": {"metadata": {WORKSPACE: str(basket.workspace_id)}, **trial},
        "payment_method_collection": "if_required" if basket.trial_days else "always",
        "allow_promotion_codes": True,
        "billing_address_collection": "required",
        "tax_id_collection": {"enabled": True},
        "customer_update": {"name": "auto", "address": "auto"},
        "automatic_tax": {"enabled": basket.has_tax},
        "success_url": basket.success_url,
        "cancel_url": basket.cancel_url,
    }
    with speaking():
        made = client().v1.checkout.sessions.create(asked, {"idempotency_key": key})
    return made.url or "", made.status or ""


def create_portal(*, customer: str, page: PortalPage, return_url: str, key: str) -> str:
    """Open Stripe's page for a customer's own business; return its address."""
    asked: Any = {"customer": customer, "return_url": return_url}
    if page is PortalPage.PAYMENT_METHOD:
        asked["flow_data"] = {"type": "payment_method_update"}
    with speaking():
        return client().v1.billing_portal.sessions.create(asked, {"idempotency_key": key}).url


def change_items(*, subscription: str, items: Sequence[Json], at: datetime, key: str) -> None:
    """Put other prices or quantities into a subscription and have the difference paid at once.

    Raises CardDeclinedError, and then nothing is changed.
    """
    asked: Any = {
        "items": [dict(item) for item in items],
        "proration_behavior": "always_invoice",
        "proration_date": int(at.timestamp()),
        "payment_behavior": "error_if_incomplete",
    }
    with speaking():
        client().v1.subscriptions.update(subscription, asked, {"idempotency_key": key})


def set_cancellation(*, subscription: str, at_period_end: bool, comment: str, key: str) -> None:
    """Let a subscription end with the period that is paid for, or go on after all."""
    asked: Any = {"cancel_at_period_end": at_period_end}
    if at_period_end and comment:
        asked["cancellation_details"] = {"comment": comment}
    with speaking():
        client().v1.subscriptions.update(subscription, asked, {"idempotency_key": key})


def end_now(*, subscription: str, key: str) -> None:
    """End a subscription at once, without giving back what was paid; one that has ended stays so."""
    with speaking():
        try:
            client().v1.subscriptions.cancel(subscription, {}, {"idempotency_key": key})
        except stripe.InvalidRequestError as error:
            if error.code != "resource_missing":
                raise


def redeem_code(*, subscription: str, code: str, key: str) -> None:
    """Apply a promotion code; raises InvalidDetailsError where there is no such code, or it is good no longer."""
    with speaking():
        found = client().v1.promotion_codes.list({"code": code, "active": True, "limit": 1}).data
        if not found:
            raise InvalidDetailsError("This code does not exist, or is not good any more.")
        client().v1.subscriptions.update(
            subscription, {"discounts": [{"promotion_code": found[0].id}]}, {"idempotency_key": key}
        )


def update_details(*, customer: str, details: BillingDetails, key: str) -> None:
    """Write who invoices are made out to; raises InvalidDetailsError for a tax number that is none.

    The new number is added before the old ones go: an invoice made in between has both rather than none.
    """
    address: Any = {field: getattr(details, field) for field in _ADDRESS}
    with speaking():
        client().v1.customers.update(
            customer,
            {"name": details.name, "email": details.email, "address": address},
            {"idempotency_key": key},
        )
        before = client().v1.customers.tax_ids.list(customer, {"limit": 100}).data
        wanted = (details.tax_id_type, details.tax_id)
        if details.tax_id and wanted not in {(tax.type, tax.value) for tax in before}:
            new: Any = {"type": details.tax_id_type, "value": details.tax_id}
            client().v1.customers.tax_ids.create(customer, new, {"idempotency_key": f"{key}-tax"})
        for tax in before:
            if (tax.type, tax.value) != wanted:
                _forget_tax_id(customer, tax.id)


def create_or_update_product(*, plan: str, name: str, description: str, key: str) -> str:
    """Make the product that stands for a plan, or bring its words up to date; return Stripe's number."""
    number = f"conductatlas_{plan}"
    with speaking():
        try:
            client().v1.products.create(
                {"id": number, "name": name, "description": description, "metadata": {"plan": plan}},
                {"idempotency_key": key},
            )
        except stripe.InvalidRequestError as error:
            if error.code != "resource_already_exists":
                raise
            client().v1.products.update(
                number, {"name": name, "description": description}, {"idempotency_key": f"{key}-words"}
            )
    return number


def _forget_tax_id(customer: str, number: str) -> None:
    try:
        client().v1.customers.tax_ids.delete(customer, number)
    except stripe.InvalidRequestError as error:
        if error.code != "resource_missing":  # another request was first
            raise
