"""The words of plans and billing, and what leaves its services. Money is in minor units of its currency."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import models

from apps.accounts.types import Plan


class Feature(StrEnum):
    """What plans differ in."""

    WEEKLY_DIGEST = "weekly_digest"
    SAME_DAY_ALERTS = "same_day_alerts"
    CHANGE_SUMMARIES = "change_summaries"
    REGULATORY_CITATIONS = "regulatory_citations"
    FEEDS = "feeds"
    PROVISION_MONITORING = "provision_monitoring"
    GOVERNANCE_TIMELINES = "governance_timelines"
    REGULATORY_MAPPING = "regulatory_mapping"
    COMPLIANCE_ANALYSIS = "compliance_analysis"
    DOSSIERS = "dossiers"
    API = "api"
    CHAT_CHANNELS = "chat_channels"
    SINGLE_SIGN_ON = "single_sign_on"
    AUDIT_EXPORT = "audit_export"


class Meter(models.TextChoices):
    """What plans give a number of."""

    PLATFORMS = "platforms", "Platforms watched"
    SEATS = "seats", "Seats"


class Interval(models.TextChoices):
    """How often is paid."""

    MONTH = "month", "Monthly"
    YEAR = "year", "Yearly"


class Item(models.TextChoices):
    """What a price is for."""

    PLAN = "plan", "The plan"
    SEAT = "seat", "One more seat"


class Status(models.TextChoices):
    """What Stripe says of a subscription, in its words."""

    INCOMPLETE = "incomplete", "First payment open"
    INCOMPLETE_EXPIRED = "incomplete_expired", "Never begun"
    TRIALING = "trialing", "Trial"
    ACTIVE = "active", "Active"
    PAST_DUE = "past_due", "Payment overdue"
    UNPAID = "unpaid", "Unpaid"
    CANCELED = "canceled", "Cancelled"
    PAUSED = "paused", "Paused"


ENTITLING = frozenset(
    {Status.TRIALING, Status.ACTIVE, Status.PAST_DUE}
)  # the plan holds while Stripe says one of these
OVER = frozenset({Status.CANCELED, Status.INCOMPLETE_EXPIRED})  # nothing comes after


class Reason(StrEnum):
    """Why something is allowed or not."""

    IN_PLAN = "in_plan"
    NOT_IN_PLAN = "not_in_plan"
    WITHIN_LIMIT = "within_limit"
    LIMIT_REACHED = "limit_reached"
    OVER_LIMIT_IN_GRACE = "over_limit_in_grace"
    OVER_LIMIT = "over_limit"


class GrantKind(models.TextChoices):
    """Why a plan is given without being paid for."""

    SELF_HOSTED = "self_hosted", "By whoever runs the installation"
    SUPPORT = "support", "By support"


class Trouble(StrEnum):
    """What is wrong with a workspace's payments."""

    PAST_DUE = "past_due"
    UNPAID = "unpaid"
    INCOMPLETE = "incomplete"
    PAUSED = "paused"
    DISPUTED = "disputed"


class PortalPage(StrEnum):
    """Where Stripe's portal opens."""

    HOME = "home"
    PAYMENT_METHOD = "payment_method"


_WHOLE = frozenset(
    {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"}
)
_THOUSANDTHS = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units, and its currency in lower case, as ISO 4217 and Stripe have it."""

    amount: int
    currency: str

    @property
    def digits(self) -> int:
        """Return how many digits of the amount stand after the point."""
        if self.currency in _WHOLE:
            return 0
        return 3 if self.currency in _THOUSANDTHS else 2

    def __str__(self) -> str:
        sign, rest = "-" if self.amount < 0 else "", abs(self.amount)
        whole, part = divmod(rest, 10**self.digits)
        point = f".{part:0{self.digits}}" if self.digits else ""
        return f"{sign}{whole:,}{point} {self.currency.upper()}"


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a workspace may use a feature; true or false by itself. `needed` is the least plan that holds it."""

    feature: Feature
    is_allowed: bool
    reason: Reason
    plan: Plan
    needed: Plan

    def __bool__(self) -> bool:
        return self.is_allowed


@dataclass(frozen=True, slots=True)
class Reading:
    """What is used of what a plan gives. No `limit`: as many as one likes. `grace_until` while more is tolerated.

    `needed` is the least plan that would do for what is used and one more; None where none would.
    """

    meter: Meter
    used: int
    limit: int | None
    reason: Reason
    plan: Plan
    needed: Plan | None
    grace_until: datetime | None = None

    @property
    def left(self) -> int | None:
        """Return how many more there may be; None without a limit."""
        return None if self.limit is None else max(0, self.limit - self.used)

    @property
    def over(self) -> int:
        """Return how many there are too many."""
        return 0 if self.limit is None else max(0, self.used - self.limit)

    def has_room(self, more: int = 1) -> bool:
        return self.limit is None or self.used + more <= self.limit


@dataclass(frozen=True, slots=True)
class MeteredItem:
    """One of the things a meter counts, as the page that chooses what stays active names it."""

    id: int
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Division:
    """What of a meter goes on, and what is paused: nothing, until a smaller plan's grace is over. By name."""

    meter: Meter
    active: tuple[MeteredItem, ...]
    paused: tuple[MeteredItem, ...]
    limit: int | None
    grace_until: datetime | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan as the pricing page shows it. No prices: nothing to pay. A limit of None: as many as one likes."""

    plan: Plan
    features: tuple[Feature, ...]
    limits: dict[Meter, int | None]
    trial_days: int
    prices: dict[Interval, Money]
    seat_prices: dict[Interval, Money]
    audit_days: int


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """What somebody wants to pay for. `seats` are those beyond the plan's own."""

    plan: Plan
    interval: Interval = Interval.MONTH
    extra_seats: int = 0


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One line of what a change would put on the invoice; credit is negative."""

    description: str
    amount: Money
    is_proration: bool
    quantity: int


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """What a change would cost, as Stripe reckons it. `at` is the moment it is reckoned for: give it back to change."""

    before: PlanChoice
    after: PlanChoice
    due_now: Money
    tax: Money
    lines: tuple[PreviewLine, ...]
    next_total: Money
    next_at: datetime | None
    at: datetime
    over: tuple[Reading, ...] = ()  # what would be more than the new plan gives


@dataclass(frozen=True, slots=True)
class BillingDetails:
    """Who an invoice is made out to. `country` as ISO 3166 alpha-2; `tax_id_type` in Stripe's words, such as eu_vat."""

    name: str = ""
    email: str = ""
    line1: str = ""
    line2: str = ""
    postal_code: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    tax_id_type: str = ""
    tax_id: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What may be shown of a way to pay."""

    brand: str
    last4: str
    expires: str
