"""Reading plans and billing. Those that take a workspace enter it themselves; none of them asks Stripe."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from apps.accounts.models import Workspace
from apps.accounts.plans import audit_cut_at, plan_of
from apps.accounts.types import Plan
from apps.billing.catalogue import features_of, plans_data
from apps.billing.entitlements import grace_ends_at, limit
from apps.billing.models import Customer, Grant, Invoice, PlanSubscription, Price
from apps.billing.terms import limit_of_plan
from apps.billing.types import Interval, Item, Meter, Money, Offer, Reading, Status, Trouble
from apps.core import clock
from apps.core.tenancy import in_workspace


@dataclass(frozen=True, slots=True)
class Standing:
    """A workspace's plan, and where it comes from.

    `subscription` is the one that counts: that which gives a plan, else the latest. `grant` is the one that is good.
    `open_invoice` is the latest that waits to be paid. `may_have_trial` while none was ever begun.
    """

    plan: Plan
    is_sold_here: bool
    subscription: PlanSubscription | None
    grant: Grant | None
    customer: Customer | None
    extra_seats: int
    trouble: Trouble | None
    open_invoice: Invoice | None
    grace_until: datetime | None
    audit_cut_at: datetime | None
    may_have_trial: bool

    @property
    def is_paid(self) -> bool:
        """True where the plan comes from the subscription."""
        found = self.subscription
        return found is not None and found.is_entitling and found.plan == self.plan

    @property
    def is_granted(self) -> bool:
        return not self.is_paid and self.grant is not None and self.grant.plan == self.plan

    @property
    def is_trial(self) -> bool:
        return self.is_paid and self.subscription is not None and self.subscription.status == Status.TRIALING

    @property
    def may_subscribe(self) -> bool:
        """True where Checkout can be opened: plans are sold, and nothing runs."""
        return self.is_sold_here and (self.subscription is None or self.subscription.is_over)


_TROUBLES = {
    Status.PAST_DUE: Trouble.PAST_DUE,
    Status.UNPAID: Trouble.UNPAID,
    Status.INCOMPLETE: Trouble.INCOMPLETE,
    Status.PAUSED: Trouble.PAUSED,
}


def offers() -> list[Offer]:
    """Return the plans as they are sold now, the least first: what the pricing page shows. One query."""
    current = list(Price.objects.current())
    return [_offer(plan, current) for plan in Plan]


def standing_of(workspace: Workspace) -> Standing:
    """Return a workspace's plan and all that is known of its payments; asks the database alone."""
    with in_workspace(workspace):
        customer = Customer.objects.for_workspace(workspace).first()
        rows = list(PlanSubscription.objects.for_workspace(workspace)) if customer else []
        invoices = Invoice.objects.for_workspace(workspace)
        unpaid = invoices.filter(status__in=["open", "uncollectible"]).first() if customer else None
        grants = list(Grant.objects.for_workspace(workspace).filter(ended_at=None))
        is_disputed = customer is not None and any(
            invoice.is_disputed for invoice in invoices.exclude(dispute="")
        )
    counting = max(rows, key=lambda row: (row.is_entitling, not row.is_over, row.started_at), default=None)
    now = clock.now()
    return Standing(
        plan=plan_of(workspace),
        is_sold_here=settings.STRIPE is not None,
        subscription=counting,
        grant=next((grant for grant in grants if grant.is_good(now)), None),
        customer=customer,
        extra_seats=workspace.extra_seats,
        trouble=_trouble(counting, is_disputed=is_disputed),
        open_invoice=unpaid,
        grace_until=grace_ends_at(workspace),
        audit_cut_at=audit_cut_at(workspace),
        may_have_trial=not rows,
    )


def usage_of(workspace: Workspace) -> list[Reading]:
    """Return every meter of the workspace: used, limit, reason."""
    return [limit(workspace, meter) for meter in Meter]


def invoices_of(workspace: Workspace) -> list[Invoice]:
    """Return the workspace's invoices, the latest first; drafts are left out."""
    with in_workspace(workspace):
        return list(Invoice.objects.for_workspace(workspace).exclude(status="draft"))


def price_history() -> list[Price]:
    """Return all prices that ever were, by plan, the current one first: the page on which they are changed."""
    return list(Price.objects.all())


def _offer(plan: Plan, current: list[Price]) -> Offer:
    data, currency = plans_data().plans[plan], plans_data().currency
    prices = {interval: Money(amount, currency) for interval, amount in data.prices.items()}
    seats = {interval: Money(amount, currency) for interval, amount in data.seat_prices.items()}
    for price in current:
        if price.plan == plan:
            (prices if price.item == Item.PLAN else seats)[Interval(price.interval)] = price.money
    return Offer(
        plan=plan,
        features=features_of(plan),
        limits={meter: limit_of_plan(plan, meter) for meter in Meter},
        trial_days=data.trial_days,
        prices=prices,
        seat_prices=seats,
        audit_days=data.audit_days,
    )


def _trouble(counting: PlanSubscription | None, *, is_disputed: bool) -> Trouble | None:
    if counting is not None and (found := _TROUBLES.get(Status(counting.status))) is not None:
        return found
    return Trouble.DISPUTED if is_disputed else None
