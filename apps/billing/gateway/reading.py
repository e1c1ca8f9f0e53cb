"""Asking Stripe: a customer with all that is theirs, what a change would cost, who is behind an object."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import stripe
from django.conf import settings

from apps.billing.errors import NotThereError
from apps.billing.facts import CustomerFacts, SubscriptionFacts
from apps.billing.gateway.client import client, speaking
from apps.billing.gateway.parsing import (
    Json,
    card_of,
    certain_moment,
    invoice_facts,
    moment,
    number_of,
    subscription_facts,
)
from apps.billing.types import BillingDetails, Money, PreviewLine

# Under these names our number, and whose it is, are kept with Stripe's customer: two sites may sell through one account.
WORKSPACE: Final = "workspace"
SITE: Final = "site"
_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Preview:
    """What Stripe reckons of a change: now, and each time afterwards."""

    due_now: Money
    tax: Money
    lines: tuple[PreviewLine, ...]
    next_total: Money
    next_at: datetime | None


def fetch_customer(stripe_id: str) -> CustomerFacts:
    """Read a customer with subscriptions, invoices, refunds and disputes; raises NotThereError, GatewayError.

    What changes between the five questions is brought by the next event: nothing is told twice wrongly, only later.
    """
    with speaking():
        found = client().v1.customers.retrieve(
            stripe_id,
            params={"expand": ["invoice_settings.default_payment_method", "tax_ids", "test_clock"]},
        )
        at, customer = _time_at_stripe(found), found.to_dict()
        if customer.get("deleted"):
            return CustomerFacts.of_nobody(stripe_id, at)
        subscriptions = list(_subscriptions(stripe_id))
        invoices = list(_invoices(stripe_id))
        charges = list(_charges(stripe_id)) if invoices else []
        disputes = [
            dispute for charge in charges if charge["disputed"] for dispute in _disputes(charge["id"])
        ]
    clock = customer.get("test_clock")
    address = customer["address"] or {}
    tax_ids = (customer.get("tax_ids") or {"data": []})["data"]
    return CustomerFacts(
        stripe_id=stripe_id,
        workspace_id=_workspace(customer),
        at=certain_moment(clock["frozen_time"]) if clock else at,
        is_deleted=False,
        is_live=customer["livemode"],
        name=customer["name"] or "",
        email=customer["email"] or "",
        currency=customer["currency"] or "",
        country=address.get("country") or "",
        tax_ids=tuple(tax["value"] for tax in tax_ids),
        is_delinquent=bool(customer["delinquent"]),
        card=card_of(customer["invoice_settings"]["default_payment_method"]) or _card_of_any(subscriptions),
        subscriptions=tuple(subscription_facts(each) for each in subscriptions),
        invoices=tuple(invoice_facts(each, charges, disputes) for each in invoices),
    )


def fetch_time(stripe_id: str) -> datetime:
    """Return the time at Stripe, or of the customer's test clock."""
    with speaking():
        found = client().v1.customers.retrieve(stripe_id, params={"expand": ["test_clock"]})
        at, clock = _time_at_stripe(found), found.to_dict().get("test_clock")
    return certain_moment(clock["frozen_time"]) if clock else at


def fetch_subscription(stripe_id: str) -> SubscriptionFacts:
    """Read one subscription; raises NotThereError, GatewayError."""
    with speaking():
        return subscription_facts(
            client().v1.subscriptions.retrieve(stripe_id, {"expand": ["discounts"]}).to_dict()
        )


def fetch_details(stripe_id: str) -> BillingDetails:
    """Read who invoices are made out to."""
    with speaking():
        found = client().v1.customers.retrieve(stripe_id, params={"expand": ["tax_ids"]}).to_dict()
    address = found.get("address") or {}
    tax_ids = (found.get("tax_ids") or {"data": []})["data"]
    return BillingDetails(
        name=found.get("name") or "",
        email=found.get("email") or "",
        **{
            field: address.get(field) or ""
            for field in ("line1", "line2", "postal_code", "city", "state", "country")
        },
        tax_id_type=tax_ids[0]["type"] if tax_ids else "",
        tax_id=tax_ids[0]["value"] if tax_ids else "",
    )


def fetch_customers() -> Iterator[tuple[str, int | None]]:
    """Go through all customers at Stripe: its number, and the workspace's that we gave it."""
    with speaking():
        for found in client().v1.customers.list({"limit": _PAGE}).auto_paging_iter():
            yield found.id, _workspace(found.to_dict())


def customer_behind_charge(charge_id: str) -> str:
    """Return whose a charge is, empty if nobody's: refunds and disputes name the charge alone."""
    with speaking():
        try:
            return number_of(client().v1.charges.retrieve(charge_id).to_dict()["customer"])
        except stripe.InvalidRequestError as error:
            if error.code == "resource_missing":
                return ""
            raise


def fetch_preview(
    stripe_id: str, *, subscription_id: str, items: Sequence[Json], at: datetime, has_tax: bool
) -> Preview:
    """Have Stripe reckon a change of a subscription's items at this moment; nothing is changed."""
    details: Any = {
        "items": [dict(item) for item in items],
        "proration_behavior": "always_invoice",
        "proration_date": int(at.timestamp()),
    }
    asked: Any = {"customer": stripe_id, "subscription": subscription_id, "subscription_details": details}
    if has_tax:
        asked["automatic_tax"] = {"enabled": True}
    with speaking():
        now = client().v1.invoices.create_preview(params=asked).to_dict()
        later: Any = {**asked, "preview_mode": "recurring"}
        later["subscription_details"] = {"items": details["items"]}
        recurring = client().v1.invoices.create_preview(params=later).to_dict()
    currency = now["currency"]
    return Preview(
        due_now=Money(now["amount_due"], currency),
        tax=Money(sum(tax["amount"] for tax in now["total_taxes"] or ()), currency),
        lines=tuple(_preview_line(line) for line in now["lines"]["data"]),
        next_total=Money(recurring["total"], recurring["currency"]),
        next_at=moment(recurring["period_end"]),
    )


def _preview_line(line: Json) -> PreviewLine:
    parent = (line["parent"] or {}).get("subscription_item_details") or {}
    return PreviewLine(
        description=line["description"] or "",
        amount=Money(line["amount"], line["currency"]),
        is_proration=bool(parent.get("proration")),
        quantity=line["quantity"] or 1,
    )


def _subscriptions(stripe_id: str) -> Iterator[Json]:
    listed = client().v1.subscriptions.list(
        {
            "customer": stripe_id,
            "status": "all",
            "limit": _PAGE,
            "expand": ["data.default_payment_method", "data.discounts"],
        }
    )
    return (each.to_dict() for each in listed.auto_paging_iter())


def _invoices(stripe_id: str) -> Iterator[Json]:
    listed = client().v1.invoices.list({"customer": stripe_id, "limit": _PAGE, "expand": ["data.payments"]})
    return (each.to_dict() for each in listed.auto_paging_iter())


def _charges(stripe_id: str) -> Iterator[Json]:
    listed = client().v1.charges.list({"customer": stripe_id, "limit": _PAGE})
    return (each.to_dict() for each in listed.auto_paging_iter())


def _disputes(charge_id: str) -> Iterator[Json]:
    listed = client().v1.disputes.list({"charge": charge_id, "limit": _PAGE})
    return (each.to_dict() for each in listed.auto_paging_iter())


def _card_of_any(subscriptions: list[Json]) -> Any:
    """Return the card of a subscription: Checkout keeps it there, not with the customer."""
    return next(
        (card for each in subscriptions if (card := card_of(each["default_payment_method"])) is not None),
        None,
    )


def _workspace(customer: Json) -> int | None:
    metadata = customer.get("metadata") or {}
    written = metadata.get(WORKSPACE, "")
    return int(written) if written.isdecimal() and metadata.get(SITE) == settings.SITE_URL else None


def _time_at_stripe(found: Any) -> datetime:
    """Return when Stripe answered, by its own clock."""
    headers = found.last_response.headers if found.last_response else {}
    date = headers.get("date")
    if date is None:
        raise NotThereError("Stripe's answer has no date.")
    return parsedate_to_datetime(date).astimezone(UTC)
