"""Invoices: reckoned, paid or not, tried again, given back, disputed."""

from copy import deepcopy
from typing import Any

from tests.billing.stripe_double.customers import card_of
from tests.billing.stripe_double.refusals import Refusal, declined
from tests.billing.stripe_double.world import Json, World

DAY = 86400
RETRIES = (3 * DAY, 5 * DAY, 7 * DAY)  # after the first failure; then dunning ends


def line(price: Json, quantity: int, amount: int, *, is_proration: bool, words: str) -> Json:
    return {
        "id": "il_draft",
        "object": "line_item",
        "amount": amount,
        "currency": price["currency"],
        "description": words,
        "discountable": not is_proration,
        "discounts": [],
        "livemode": False,
        "metadata": {},
        "parent": {
            "type": "subscription_item_details",
            "subscription_item_details": {"proration": is_proration, "invoice_item": None},
        },
        "period": {"start": 0, "end": 0},
        "pricing": {"type": "price_details", "price_details": {"price": price["id"]}},
        "quantity": quantity,
        "taxes": [],
    }


def reckon(world: World, customer: Json, subscription: Json, lines: list[Json]) -> Json:
    """Return what an invoice of these lines comes to: discount, tax, what is left of the balance."""
    subtotal = sum(each["amount"] for each in lines)
    percent = sum(_percent_off(world, number) for number in subscription["discounts"])
    discount = int(max(0, sum(each["amount"] for each in lines if each["discountable"])) * percent / 100)
    has_tax = subscription["automatic_tax"]["enabled"]
    tax = max(0, subtotal - discount) * world.tax_percent // 100 if has_tax else 0
    total = subtotal - discount + tax
    balance = customer["balance"]
    due = max(0, total + balance) if total > 0 else 0
    taxes = [
        {
            "amount": tax,
            "tax_behavior": "exclusive",
            "taxable_amount": subtotal - discount,
            "type": "tax_rate_details",
        }
    ]
    return {
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal,
        "total": total,
        "total_excluding_tax": total - tax,
        "total_taxes": taxes if tax else [],
        "total_discount_amounts": [{"amount": discount, "discount": subscription["discounts"][0]}]
        if discount
        else [],
        "amount_due": due,
        "starting_balance": balance,
        "ending_balance": balance + total - due,
    }


def make_invoice(world: World, subscription: Json, lines: list[Json], *, reason: str, at: int) -> Json:
    """Make an invoice and try to have it paid; it is left open where that fails."""
    customer = world.get("customer", subscription["customer"])
    sums = reckon(world, customer, subscription, lines)
    number = f"{customer['invoice_prefix']}-{customer['id'][-6:]}-{customer['next_invoice_sequence']:04}"
    customer["next_invoice_sequence"] += 1
    customer["currency"] = customer["currency"] or subscription["currency"]
    made = blank_invoice(customer, subscription, lines, reason=reason, at=at) | sums
    made |= {
        "id": world.new_id("in"),
        "number": number,
        "status": "open",
        "amount_remaining": sums["amount_due"],
        "hosted_invoice_url": f"https://invoice.stripe.example/{number}",
        "invoice_pdf": f"https://pay.stripe.example/{number}.pdf",
    }
    customer["balance"] = sums["ending_balance"]
    world.put("invoice", made)
    subscription["latest_invoice"] = made["id"]
    world.tell("invoice.created", made, at=at)
    world.tell("invoice.finalized", made, at=at)
    try_payment(world, made, subscription, at=at)
    return made


def blank_invoice(customer: Json, subscription: Json, lines: list[Json], *, reason: str, at: int) -> Json:
    subscribed: Json = {"subscription": subscription["id"], "metadata": subscription["metadata"]}
    return {
        "id": "upcoming_in_000000",
        "object": "invoice",
        "account_country": "US",
        "account_name": "ConductAtlas",
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_shipping": 0,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": deepcopy(subscription["automatic_tax"]),
        "billing_reason": reason,
        "collection_method": "charge_automatically",
        "created": at,
        "currency": subscription["currency"],
        "customer": customer["id"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "discounts": list(subscription["discounts"]),
        "due_date": None,
        "hosted_invoice_url": None,
        "invoice_pdf": None,
        "lines": {"object": "list", "data": lines, "has_more": False, "url": "/v1/invoices/lines"},
        "livemode": False,
        "metadata": {},
        "next_payment_attempt": None,
        "number": None,
        "parent": {
            "quote_details": None,
            "subscription_details": subscribed,
            "type": "subscription_details",
        },
        "period_end": at,
        "period_start": at,
        "status": "draft",
        "test_clock": customer["test_clock"],
    }


def try_payment(world: World, invoice: Json, subscription: Json, *, at: int) -> bool:
    """Charge what is due; return whether it is paid. Tells what came of it."""
    customer = world.get("customer", invoice["customer"])
    if invoice["amount_due"] == 0:
        _note_paid(world, invoice, at=at)
        return True
    invoice["attempted"], invoice["attempt_count"] = True, invoice["attempt_count"] + 1
    card = card_of(world, customer, subscription)
    is_good = card is not None and card["metadata"]["declines"] != "true"
    charge = _charge(world, invoice, customer, card, is_good=is_good, at=at)
    if not is_good:
        tries = invoice["attempt_count"]
        invoice["next_payment_attempt"] = at + RETRIES[tries - 1] if tries <= len(RETRIES) else None
        customer["delinquent"] = True
        world.tell("charge.failed", charge, at=at)
        world.tell("invoice.payment_failed", invoice, at=at)
        return False
    invoice["amount_paid"], invoice["amount_remaining"] = invoice["amount_due"], 0
    world.tell("charge.succeeded", charge, at=at)
    _note_paid(world, invoice, at=at)
    return True


def can_pay(world: World, customer: Json, subscription: Json) -> bool:
    card = card_of(world, customer, subscription)
    return card is not None and card["metadata"]["declines"] != "true"


def pay_invoice(world: World, number: str) -> Json:
    """Pay an open invoice now, as its page does; refuses with 402 where the card does."""
    invoice = world.get("invoice", number)
    if invoice["status"] != "open":
        raise Refusal("Invoice is already paid", code="invoice_already_paid")
    subscription = world.get("subscription", invoice["parent"]["subscription_details"]["subscription"])
    at = world.now(world.get("customer", invoice["customer"]))
    if not try_payment(world, invoice, subscription, at=at):
        raise declined()
    return invoice


def refund(world: World, given: Json) -> Json:
    charge = world.get("charge", given["charge"])
    left = charge["amount"] - charge["amount_refunded"]
    amount = int(given.get("amount", left))
    if amount > left or not charge["paid"]:
        raise Refusal("Charge has already been refunded.", code="charge_already_refunded")
    at = world.now(world.get("customer", charge["customer"]))
    made = world.put(
        "refund",
        {
            "id": world.new_id("re"),
            "object": "refund",
            "amount": amount,
            "balance_transaction": None,
            "charge": charge["id"],
            "created": at,
            "currency": charge["currency"],
            "metadata": {},
            "payment_intent": charge["payment_intent"],
            "reason": given.get("reason"),
            "receipt_number": None,
            "source_transfer_reversal": None,
            "status": "succeeded",
            "transfer_reversal": None,
        },
    )
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    world.tell("refund.created", made, at=at)
    world.tell("charge.refunded", charge, at=at)
    return made


def dispute(world: World, charge_id: str, *, status: str = "needs_response") -> Json:
    """Let a customer's bank hold a charge's money back, or decide of it: `won`, `lost`."""
    charge = world.get("charge", charge_id)
    at = world.now(world.get("customer", charge["customer"]))
    before = world.all("dispute", charge=charge_id)
    found = before[0] if before else None
    if found is None:
        found = world.put(
            "dispute",
            {
                "id": world.new_id("dp"),
                "object": "dispute",
                "amount": charge["amount"],
                "balance_transactions": [],
                "charge": charge_id,
                "created": at,
                "currency": charge["currency"],
                "enhanced_eligibility_types": [],
                "evidence": {},
                "evidence_details": {},
                "is_charge_refundable": False,
                "livemode": False,
                "metadata": {},
                "payment_intent": charge["payment_intent"],
                "reason": "general",
                "status": status,
            },
        )
        charge["disputed"] = True
    found["status"] = status
    world.tell("charge.dispute.updated" if before else "charge.dispute.created", found, at=at)
    return found


def shown_invoice(world: World, found: Json, expand: list[str]) -> Json:
    shown = deepcopy(found)
    if "payments" in expand:
        payments = [
            {
                "id": f"inpay_{charge['id'][3:]}",
                "object": "invoice_payment",
                "amount_paid": charge["amount"] if charge["paid"] else None,
                "amount_requested": charge["amount"],
                "created": charge["created"],
                "currency": charge["currency"],
                "invoice": found["id"],
                "is_default": True,
                "livemode": False,
                "payment": {"type": "payment_intent", "payment_intent": charge["payment_intent"]},
                "status": "paid" if charge["paid"] else "open",
            }
            for charge in world.all("charge", _invoice=found["id"])
        ]
        shown["payments"] = {
            "object": "list",
            "data": payments,
            "has_more": False,
            "url": "/v1/invoice_payments",
        }
    return shown


def shown_charge(found: Json) -> Json:
    return {name: value for name, value in found.items() if not name.startswith("_")}


def _charge(
    world: World, invoice: Json, customer: Json, card: Json | None, *, is_good: bool, at: int
) -> Json:
    made: Json = {
        "id": world.new_id("ch"),
        "object": "charge",
        "amount": invoice["amount_due"],
        "amount_captured": invoice["amount_due"] if is_good else 0,
        "amount_refunded": 0,
        "captured": is_good,
        "created": at,
        "currency": invoice["currency"],
        "customer": customer["id"],
        "disputed": False,
        "livemode": False,
        "metadata": {},
        "paid": is_good,
        "payment_intent": world.new_id("pi"),
        "payment_method": card["id"] if card else None,
        "refunded": False,
        "status": "succeeded" if is_good else "failed",
        "_invoice": invoice["id"],
    }
    return world.put("charge", made)


def _note_paid(world: World, invoice: Json, *, at: int) -> None:
    invoice["status"], invoice["next_payment_attempt"] = "paid", None
    customer = world.get("customer", invoice["customer"])
    customer["delinquent"] = any(
        each["status"] == "open" for each in world.all("invoice", customer=customer["id"])
    )
    world.tell("invoice.paid", invoice, at=at)


def _percent_off(world: World, discount: str) -> Any:
    return world.get("coupon", world.get("discount", discount)["source"]["coupon"])["percent_off"]
