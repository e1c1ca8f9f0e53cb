"""What Stripe says of a customer at one moment, in our words. Times are Stripe's; nothing here is reckoned by our clock."""

from dataclasses import dataclass
from datetime import datetime

from apps.accounts.types import Plan
from apps.billing.types import Card, Interval, Item, Status


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One item of a subscription: a price of Stripe's, and how often it is paid."""

    stripe_id: str
    price_id: str
    amount: int
    quantity: int
    interval: str


@dataclass(frozen=True, slots=True)
class SubscriptionFacts:
    stripe_id: str
    status: Status
    currency: str
    lines: tuple[LineFacts, ...]
    started_at: datetime
    period_starts_at: datetime | None
    period_ends_at: datetime | None
    trial_ends_at: datetime | None
    cancels_at: datetime | None
    cancels_at_period_end: bool
    ended_at: datetime | None
    is_collection_paused: bool
    discount: str


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    stripe_id: str
    subscription_id: str
    number: str
    status: str
    cause: str
    currency: str
    total: int
    tax: int
    amount_due: int
    amount_paid: int
    amount_refunded: int
    dispute: str
    made_at: datetime
    due_at: datetime | None
    next_attempt_at: datetime | None
    attempts: int
    page_url: str
    pdf_url: str


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """A customer with all that is theirs. `at` is the time at Stripe, or of the customer's test clock."""

    stripe_id: str
    workspace_id: int | None
    at: datetime
    is_deleted: bool
    is_live: bool
    name: str
    email: str
    currency: str
    country: str
    tax_ids: tuple[str, ...]
    is_delinquent: bool
    card: Card | None
    subscriptions: tuple[SubscriptionFacts, ...]
    invoices: tuple[InvoiceFacts, ...]

    @classmethod
    def of_nobody(cls, stripe_id: str, at: datetime) -> "CustomerFacts":
        """Return what is left of a customer that is no more."""
        return cls(
            stripe_id=stripe_id,
            workspace_id=None,
            at=at,
            is_deleted=True,
            is_live=False,
            name="",
            email="",
            currency="",
            country="",
            tax_ids=(),
            is_delinquent=False,
            card=None,
            subscriptions=(),
            invoices=(),
        )


@dataclass(frozen=True, slots=True)
class PriceFacts:
    """What one of Stripe's prices is for, by our rows."""

    plan: Plan
    item: Item
    interval: Interval
