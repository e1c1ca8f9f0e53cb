"""Beginning to pay, and Stripe's own pages."""

import secrets

from apps.accounts.models import Workspace
from apps.accounts.services.audit import record_audit
from apps.accounts.types import Actor, Plan
from apps.billing.actions import Action
from apps.billing.catalogue import plans_data
from apps.billing.errors import AlreadySubscribedError, InvalidChoiceError
from apps.billing.gateway import writing
from apps.billing.gateway.client import has_tax
from apps.billing.models import Customer, PlanSubscription, Price
from apps.billing.services.customers import ensure_customer, key_for, require_billing, require_customer
from apps.billing.services.mirroring import mirror_customer
from apps.billing.types import Interval, Item, PlanChoice, PortalPage
from apps.core.tenancy import in_workspace


def start_checkout(
    *, workspace: Workspace, choice: PlanChoice, actor: Actor, success_url: str, cancel_url: str
) -> str:
    """Return the address of Stripe's page on which the workspace begins to pay, or its trial, which wants no card.

    The trial is given once. Pressing the button twice opens the same page. Raises BillingOffError, NotPermittedError,
    AlreadySubscribedError, InvalidChoiceError or GatewayError.
    """
    require_billing(workspace, actor)
    prices = prices_for(choice)
    trial_days = _require_none(workspace, choice.plan)
    customer = ensure_customer(workspace, actor)
    basket = writing.Basket(
        customer=customer.stripe_id,
        prices=prices,
        trial_days=trial_days,
        success_url=success_url,
        cancel_url=cancel_url,
        workspace_id=workspace.pk,
        has_tax=has_tax(),
    )
    url = _open(basket, customer)
    with in_workspace(workspace):
        record_audit(
            workspace_id=workspace.pk,
            actor=actor,
            action=Action.CHECKOUT_OPENED,
            subject=customer,
            changes={"plan": (None, choice.plan.value), "interval": (None, choice.interval.value)},
        )
    return url


def open_portal(
    *, workspace: Workspace, actor: Actor, return_url: str, page: PortalPage = PortalPage.HOME
) -> str:
    """Return the address of Stripe's page for cards, addresses, tax numbers and receipts.

    Raises BillingOffError, NotPermittedError, NoSubscriptionError or GatewayError.
    """
    customer = require_customer(workspace, actor)
    key = key_for("portal", workspace.pk, customer.turn, {"page": page.value, "once": secrets.token_hex(8)})
    url = writing.create_portal(customer=customer.stripe_id, page=page, return_url=return_url, key=key)
    with in_workspace(workspace):
        record_audit(workspace_id=workspace.pk, actor=actor, action=Action.PORTAL_OPENED, subject=customer)
    return url


def refresh(*, workspace: Workspace, actor: Actor) -> bool:
    """Look at Stripe now, for whoever comes back from its pages before the event does; return whether anything differed.

    Does nothing before there is a customer. Raises BillingOffError, NotPermittedError or GatewayError.
    """
    customer = require_billing(workspace, actor)
    return customer is not None and mirror_customer(customer.stripe_id, actor=actor)


def prices_for(choice: PlanChoice) -> tuple[tuple[str, int], ...]:
    """Return Stripe's numbers of what is chosen, with quantities; raises InvalidChoiceError."""
    data = plans_data().plans[choice.plan]
    if not data.prices:
        raise InvalidChoiceError(f"The {choice.plan.label} plan costs nothing.")
    if choice.extra_seats < 0 or (choice.extra_seats and not data.seat_prices):
        raise InvalidChoiceError(f"The {choice.plan.label} plan has no further seats.")
    wanted = [(price_for(choice.plan, Item.PLAN, choice.interval), 1)]
    if choice.extra_seats:
        wanted.append((price_for(choice.plan, Item.SEAT, choice.interval), choice.extra_seats))
    return tuple(wanted)


def price_for(plan: Plan, item: Item, interval: Interval) -> str:
    """Return Stripe's number of the current price; raises InvalidChoiceError until `sync_plans` has told Stripe of it."""
    price = Price.objects.current().filter(plan=plan, item=item, interval=interval).first()
    if price is None or price.stripe_id is None:
        raise InvalidChoiceError("This cannot be bought yet: the price is not known at Stripe.")
    return price.stripe_id


def _open(basket: writing.Basket, customer: Customer) -> str:
    content = {field: getattr(basket, field) for field in writing.Basket.__dataclass_fields__}
    url, state = writing.create_checkout(
        basket, key=key_for("checkout", basket.workspace_id, customer.turn, content)
    )
    if state == "open":
        return url
    # What the key stands for was used up, or has expired: another page.
    once = {**content, "once": secrets.token_hex(8)}
    return writing.create_checkout(basket, key=key_for("checkout", basket.workspace_id, customer.turn, once))[
        0
    ]


def _require_none(workspace: Workspace, plan: Plan) -> int:
    """Return the days of trial; raises AlreadySubscribedError where something runs."""
    with in_workspace(workspace):
        rows = list(PlanSubscription.objects.for_workspace(workspace))
    if any(not row.is_over for row in rows):
        raise AlreadySubscribedError("This workspace has a subscription: change that one.")
    return 0 if rows else plans_data().plans[plan].trial_days
