"""Changing what is paid for: plan, interval, seats, the end, the address on the invoice."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from apps.accounts.models import Workspace
from apps.accounts.services.audit import record_audit
from apps.accounts.types import Actor
from apps.billing.actions import Action
from apps.billing.entitlements import reading_under
from apps.billing.errors import CardDeclinedError, NoSubscriptionError, NothingToChangeError
from apps.billing.facts import LineFacts, SubscriptionFacts
from apps.billing.gateway import reading, writing
from apps.billing.gateway.client import has_tax
from apps.billing.models import Customer, PlanSubscription, Price
from apps.billing.services.checkout import price_for, prices_for
from apps.billing.services.customers import key_for, require_customer, turn_over
from apps.billing.services.mirroring import mirror_customer
from apps.billing.types import BillingDetails, ChangePreview, Item, Meter, PlanChoice
from apps.core.tenancy import in_workspace


def preview_change(*, workspace: Workspace, choice: PlanChoice, actor: Actor) -> ChangePreview:
    """Have Stripe reckon what a change costs now and from then on; nothing is changed.

    Raises NoSubscriptionError, NothingToChangeError, InvalidChoiceError, NotPermittedError or GatewayError.
    """
    customer = require_customer(workspace, actor)
    running = _running(workspace)
    items = _items(reading.fetch_subscription(running.stripe_id), running, choice)
    at = _now_at_stripe(customer)
    found = reading.fetch_preview(
        customer.stripe_id,
        subscription_id=running.stripe_id,
        items=items,
        at=at,
        has_tax=has_tax(),
    )
    readings = [reading_under(workspace, meter, choice.plan, choice.extra_seats) for meter in Meter]
    return ChangePreview(
        before=running.choice,
        after=choice,
        due_now=found.due_now,
        tax=found.tax,
        lines=found.lines,
        next_total=found.next_total,
        next_at=found.next_at,
        at=at,
        over=tuple(each for each in readings if each.over),
    )


def change_plan(
    *, workspace: Workspace, choice: PlanChoice, actor: Actor, at: datetime | None = None
) -> PlanSubscription:
    """Change plan, interval and seats at once; the difference is paid or credited at once. Give `at` of the preview seen.

    The free plan is not among the choices: cancel. Raises CardDeclinedError, and then nothing is changed; else as the preview.
    """
    customer = require_customer(workspace, actor)
    running = _running(workspace)
    items = _items(reading.fetch_subscription(running.stripe_id), running, choice)
    moment = at or _now_at_stripe(customer)
    content = {"subscription": running.stripe_id, "items": items, "at": moment}
    key = key_for("change", workspace.pk, customer.turn, content)
    _write(
        customer,
        actor,
        lambda: writing.change_items(subscription=running.stripe_id, items=items, at=moment, key=key),
    )
    return _again(workspace, running)


def cancel_at_period_end(*, workspace: Workspace, actor: Actor, comment: str = "") -> PlanSubscription:
    """Let the subscription run until the end of what is paid for, and then end; nothing is deleted.

    Does nothing if it is ending already. Raises NoSubscriptionError, NotPermittedError or GatewayError.
    """
    return _set_cancellation(workspace, actor, at_period_end=True, comment=comment)


def resume(*, workspace: Workspace, actor: Actor) -> PlanSubscription:
    """Call the cancellation off while the period still runs; does nothing if it was not cancelled."""
    return _set_cancellation(workspace, actor, at_period_end=False, comment="")


def redeem_code(*, workspace: Workspace, code: str, actor: Actor) -> PlanSubscription:
    """Apply a promotion code to what is paid for. Raises InvalidDetailsError for a code that is none, NoSubscriptionError …"""
    customer = require_customer(workspace, actor)
    running = _running(workspace)
    key = key_for("code", workspace.pk, customer.turn, {"subscription": running.stripe_id, "code": code})
    _write(
        customer,
        actor,
        lambda: writing.redeem_code(subscription=running.stripe_id, code=code.strip(), key=key),
    )
    return _again(workspace, running)


def billing_details(*, workspace: Workspace, actor: Actor) -> BillingDetails:
    """Return who invoices are made out to, from Stripe. Raises NoSubscriptionError before there is a customer."""
    return reading.fetch_details(require_customer(workspace, actor).stripe_id)


def update_billing_details(*, workspace: Workspace, details: BillingDetails, actor: Actor) -> None:
    """Write who invoices are made out to. Raises InvalidDetailsError, NoSubscriptionError, NotPermittedError or GatewayError."""
    customer = require_customer(workspace, actor)
    content = {field: getattr(details, field) for field in BillingDetails.__dataclass_fields__}
    key = key_for("details", workspace.pk, customer.turn, content)
    _write(
        customer,
        actor,
        lambda: writing.update_details(customer=customer.stripe_id, details=details, key=key),
    )
    with in_workspace(workspace):
        record_audit(workspace_id=workspace.pk, actor=actor, action=Action.DETAILS_CHANGED, subject=customer)


def end_for_closing(*, workspace: Workspace, actor: Actor) -> bool:
    """End at once what a workspace that is about to be erased still pays for; return whether anything ran.

    For the schedule: the actor is a program of ours.
    """
    with in_workspace(workspace):
        customer = Customer.objects.for_workspace(workspace).filter(is_deleted=False).first()
        rows = list(PlanSubscription.objects.for_workspace(workspace))
    running = [row for row in rows if not row.is_over]
    if customer is None or not running:
        return False
    for row in running:
        key = key_for("end", workspace.pk, customer.turn, {"subscription": row.stripe_id})
        writing.end_now(subscription=row.stripe_id, key=key)
    mirror_customer(customer.stripe_id, actor=actor)
    return True


def _set_cancellation(
    workspace: Workspace, actor: Actor, *, at_period_end: bool, comment: str
) -> PlanSubscription:
    customer = require_customer(workspace, actor)
    running = _running(workspace)
    if running.is_ending == at_period_end:
        return running
    content = {"subscription": running.stripe_id, "at_period_end": at_period_end}
    key = key_for("cancel", workspace.pk, customer.turn, content)
    _write(
        customer,
        actor,
        lambda: writing.set_cancellation(
            subscription=running.stripe_id, at_period_end=at_period_end, comment=comment[:500], key=key
        ),
    )
    return _again(workspace, running)


def _write(customer: Customer, actor: Actor, deed: Callable[[], None]) -> None:
    """Do it at Stripe, then write down what came of it; after a refusal the next try has a key of its own."""
    try:
        deed()
    except CardDeclinedError:
        turn_over(customer)
        mirror_customer(customer.stripe_id, actor=actor)
        raise
    mirror_customer(customer.stripe_id, actor=actor)


def _running(workspace: Workspace) -> PlanSubscription:
    with in_workspace(workspace):
        rows = list(PlanSubscription.objects.for_workspace(workspace).select_related("customer"))
    running = [row for row in rows if not row.is_over]
    if not running:
        raise NoSubscriptionError("There is no subscription to change.")
    return max(running, key=lambda row: (row.is_entitling, row.started_at, row.pk))


def _again(workspace: Workspace, running: PlanSubscription) -> PlanSubscription:
    with in_workspace(workspace):
        return PlanSubscription.objects.for_workspace(workspace).get(pk=running.pk)


def _items(facts: SubscriptionFacts, running: PlanSubscription, choice: PlanChoice) -> list[dict[str, Any]]:
    """Return what Stripe is to put in place. Who keeps plan and interval keeps the price of then, for seats too."""
    prices_for(choice)  # refuses what cannot be bought
    if running.choice == choice:
        raise NothingToChangeError("This is what you have.")
    ours = {price.stripe_id: price for price in Price.objects.exclude(stripe_id=None)}
    lines = {ours[line.price_id].item: line for line in facts.lines if line.price_id in ours}
    is_same = (running.choice.plan, running.choice.interval) == (choice.plan, choice.interval)
    items = []
    if not is_same:
        items.append(_plan_item(lines.get(Item.PLAN), choice))
    seat = _seat_item(lines.get(Item.SEAT), choice, keeps_price=is_same)
    return [*items, *([seat] if seat else [])]


def _plan_item(line: LineFacts | None, choice: PlanChoice) -> dict[str, Any]:
    price = price_for(choice.plan, Item.PLAN, choice.interval)
    return {"id": line.stripe_id, "price": price} if line else {"price": price}


def _seat_item(line: LineFacts | None, choice: PlanChoice, *, keeps_price: bool) -> dict[str, Any] | None:
    if line is not None and not choice.extra_seats:
        return {"id": line.stripe_id, "deleted": True}
    if not choice.extra_seats:
        return None
    if line is not None and keeps_price:
        return {"id": line.stripe_id, "quantity": choice.extra_seats}
    item: dict[str, Any] = {
        "price": price_for(choice.plan, Item.SEAT, choice.interval),
        "quantity": choice.extra_seats,
    }
    return {"id": line.stripe_id, **item} if line else item


def _now_at_stripe(customer: Customer) -> datetime:
    """Return the time at Stripe, or of the customer's test clock."""
    return reading.fetch_time(customer.stripe_id).astimezone(UTC)
