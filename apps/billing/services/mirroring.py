"""Writing down what Stripe says of a customer. Nothing else writes customers, subscriptions and invoices.

What an event says is not believed: it only says that somebody should look. Whoever looks reads everything of the customer, and
writes it only if nobody has written since they began to read; otherwise they read again. So what is written is never older
than what was there, whatever the order in which events come, how often, and how many work at once.
"""

from typing import Any, Final

from django.db import IntegrityError

from apps.accounts.errors import NotAMemberError
from apps.accounts.models import Workspace
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked
from apps.accounts.types import Actor, Change
from apps.billing.actions import Action
from apps.billing.errors import MovingError, NotThereError, UnmatchedEventError
from apps.billing.facts import CustomerFacts, InvoiceFacts, SubscriptionFacts
from apps.billing.gateway.reading import fetch_customer
from apps.billing.models import Customer, Invoice, PlanSubscription, Price
from apps.billing.services.customers import STRIPE
from apps.billing.services.settling import settle
from apps.billing.types import Card, Item, Status
from apps.core import clock
from apps.core.tenancy import Claim, claiming

_TRIES: Final = 5
_INVOICE_TOLD: Final = frozenset({"status", "total", "amount_paid", "amount_refunded", "dispute"})


def mirror_customer(stripe_id: str, *, actor: Actor = STRIPE) -> bool:
    """Bring what is written down of a customer up to date; return whether anything differed.

    Raises UnmatchedEventError for nobody's customer, MovingError, GatewayUnavailableError or GatewayError.
    """
    for _ in range(_TRIES):
        known = _known(stripe_id)
        try:
            facts = fetch_customer(stripe_id)
        except NotThereError as error:
            raise UnmatchedEventError("Stripe knows no such customer.") from error
        workspace_id = known[0] if known else facts.workspace_id
        if workspace_id is None:
            raise UnmatchedEventError("This is no customer of ours.")
        changed = _write(workspace_id, facts, turn=known[1] if known else None, actor=actor)
        if changed is not None:
            return changed
    raise MovingError("The customer changes too quickly to be read.")


def end_customer(*, workspace: Workspace | int, stripe_id: str, actor: Actor) -> bool:
    """Write down that a customer is no more, of whom Stripe cannot be asked; return whether there was one.

    Its subscriptions end at the time at which Stripe was last asked; invoices stay as they are.
    """
    with locked(workspace) as row:
        customers = Customer.objects.for_workspace(row)
        customer = customers.filter(stripe_id=stripe_id, is_deleted=False).first()
        if customer is None:
            return False
        at = customer.mirrored_at or customer.created_at
        return _write_all(row, customer, CustomerFacts.of_nobody(stripe_id, at), actor)


def _known(stripe_id: str) -> tuple[int, int] | None:
    """Return whose customer this is, and how often it was written; None while nobody's."""
    with claiming(Claim.STRIPE_CUSTOMER, stripe_id):
        return Customer.objects.with_stripe_id(stripe_id).values_list("workspace_id", "turn").first()


def _write(workspace_id: int, facts: CustomerFacts, *, turn: int | None, actor: Actor) -> bool | None:
    """Return whether anything differed; None when somebody else has written meanwhile."""
    try:
        with locked(workspace_id) as row:
            customer = Customer.objects.for_workspace(row).first()
            if customer is None:
                customer = _adopt(row, facts, actor)
            elif customer.stripe_id != facts.stripe_id:
                raise UnmatchedEventError("The workspace is another customer by now.")
            elif customer.turn != turn:
                return None
            return _write_all(row, customer, facts, actor)
    except NotAMemberError as error:
        raise UnmatchedEventError("The workspace of this customer is gone.") from error
    except IntegrityError:
        return None  # taken over at the same moment


def _adopt(row: Workspace, facts: CustomerFacts, actor: Actor) -> Customer:
    """Take a customer that was made for this workspace, but never written down."""
    customer = Customer.objects.for_workspace(row).create(
        stripe_id=facts.stripe_id, is_live=facts.is_live, created_at=clock.now()
    )
    record_audit(workspace_id=row.pk, actor=actor, action=Action.CUSTOMER_MADE, subject=customer)
    return customer


def _write_all(row: Workspace, customer: Customer, facts: CustomerFacts, actor: Actor) -> bool:
    changes = _set(customer, _customer_values(facts))
    if changes:
        record_audit(
            workspace_id=row.pk,
            actor=actor,
            action=Action.CUSTOMER_CHANGED,
            subject=customer,
            changes=changes,
        )
    differed = [bool(changes), *_write_parts(row, customer, facts, actor)]
    if any(differed):
        customer.turn += 1
    customer.mirrored_at, customer.checked_at = facts.at, clock.now()
    customer.save(update_fields=[*changes, "turn", "mirrored_at", "checked_at"])
    settle(row, actor=actor)
    return any(differed)


def _write_parts(row: Workspace, customer: Customer, facts: CustomerFacts, actor: Actor) -> list[bool]:
    """Write subscriptions and invoices; return for each whether it differed."""
    differed = []
    prices = {price.stripe_id: price for price in Price.objects.exclude(stripe_id=None)}
    held = {each.stripe_id: each for each in PlanSubscription.objects.for_workspace(row)}
    bills = {each.stripe_id: each for each in Invoice.objects.for_workspace(row)}
    for subscription in facts.subscriptions:
        found = held.get(subscription.stripe_id) or PlanSubscription(
            workspace=row, customer=customer, stripe_id=subscription.stripe_id
        )
        differed.append(_write_subscription(found, subscription_values(subscription, prices), actor))
    there = {each.stripe_id for each in facts.subscriptions}
    differed += [
        # The customer was deleted at Stripe, and what it paid for with it.
        _write_subscription(each, {"status": Status.CANCELED.value, "ended_at": facts.at}, actor)
        for number, each in held.items()
        if number not in there and not each.is_over
    ]
    for invoice in facts.invoices:
        bill = bills.get(invoice.stripe_id) or Invoice(
            workspace=row, customer=customer, stripe_id=invoice.stripe_id
        )
        differed.append(_write_invoice(bill, invoice, actor))
    return differed


def _customer_values(facts: CustomerFacts) -> dict[str, Any]:
    if facts.is_deleted:
        return {"is_deleted": True, "card_brand": "", "card_last4": "", "card_expires": ""}
    card = facts.card or Card("", "", "")
    return {
        "is_deleted": False,
        "is_live": facts.is_live,
        "name": facts.name[:300],
        "email": facts.email,
        "currency": facts.currency,
        "country": facts.country,
        "tax_ids": ", ".join(sorted(facts.tax_ids))[:500],
        "is_delinquent": facts.is_delinquent,
        "card_brand": card.brand[:40],
        "card_last4": card.last4,
        "card_expires": card.expires,
    }


def _write_subscription(found: PlanSubscription, values: dict[str, Any], actor: Actor) -> bool:
    action = Action.SUBSCRIPTION_CHANGED if found.pk else Action.SUBSCRIBED
    changes = _save(found, values)
    if changes:
        record_audit(
            workspace_id=found.workspace_id, actor=actor, action=action, subject=found, changes=changes
        )
    return bool(changes)


def subscription_values(facts: SubscriptionFacts, prices: dict[str | None, Price]) -> dict[str, Any]:
    """Return the fields of a row; a price that is none of ours gives no plan."""
    ours = [(line, prices[line.price_id]) for line in facts.lines if line.price_id in prices]
    plan = next(((line, price) for line, price in ours if price.item == Item.PLAN), None)
    seat = next(((line, price) for line, price in ours if price.item == Item.SEAT), None)
    return {
        "status": facts.status.value,
        "plan": plan[1].plan if plan else "",
        "interval": plan[1].interval if plan else "",
        "currency": facts.currency,
        "amount": plan[0].amount if plan else 0,
        "seat_amount": seat[0].amount if seat else 0,
        "extra_seats": seat[0].quantity if seat else 0,
        "discount": facts.discount[:120],
        "started_at": facts.started_at,
        "period_starts_at": facts.period_starts_at,
        "period_ends_at": facts.period_ends_at,
        "trial_ends_at": facts.trial_ends_at,
        "cancels_at": facts.cancels_at,
        "cancels_at_period_end": facts.cancels_at_period_end,
        "ended_at": facts.ended_at,
        "is_collection_paused": facts.is_collection_paused,
    }


def _write_invoice(found: Invoice, facts: InvoiceFacts, actor: Actor) -> bool:
    action = Action.INVOICE_CHANGED if found.pk else Action.INVOICED
    values = {name: getattr(facts, name) for name in InvoiceFacts.__dataclass_fields__ if name != "stripe_id"}
    changes = _save(found, values)
    told = {field: change for field, change in changes.items() if field in _INVOICE_TOLD}
    if told:
        record_audit(workspace_id=found.workspace_id, actor=actor, action=action, subject=found, changes=told)
    return bool(changes)


def _save(record: PlanSubscription | Invoice, values: dict[str, Any]) -> dict[str, Change]:
    """Write what differs, if anything does; return it as (before, after)."""
    is_new = record.pk is None
    changes = _set(record, values)
    if is_new:
        record.save(force_insert=True)
    elif changes:
        record.save(update_fields=list(changes))
    return changes


def _set(record: Customer | PlanSubscription | Invoice, values: dict[str, Any]) -> dict[str, Change]:
    """Set what differs; return it as (before, after)."""
    changes: dict[str, Change] = {}
    for field, value in values.items():
        before = getattr(record, field)
        if before != value:
            changes[field] = (before, value)
            setattr(record, field, value)
    return changes
