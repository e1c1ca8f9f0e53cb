"""How plans are shown: what each gives, in words, and what it costs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from apps.accounts.types import Plan
from apps.billing.selectors import offers
from apps.billing.types import Feature, Interval, Meter, Offer

FEATURE_WORDS: Final[dict[Feature, str]] = {
    Feature.WEEKLY_DIGEST: "A digest each week of what changed",
    Feature.SAME_DAY_ALERTS: "Alerts on the day a document changes",
    Feature.CHANGE_SUMMARIES: "The structured summary of each change",
    Feature.REGULATORY_CITATIONS: "The laws that a clause touches, with articles",
    Feature.FEEDS: "Feeds for readers and calendars",
    Feature.PROVISION_MONITORING: "Watching single clauses and topics",
    Feature.GOVERNANCE_TIMELINES: "Governance timelines over the whole record",
    Feature.REGULATORY_MAPPING: "Each mapping to a law, with its reason and strength",
    Feature.COMPLIANCE_ANALYSIS: "The full compliance analysis of a clause",
    Feature.DOSSIERS: "Dossiers as PDF and bundles of evidence, for audits",
    Feature.API: "The programming interface and webhooks",
    Feature.CHAT_CHANNELS: "Alerts in Slack and Teams",
    Feature.SINGLE_SIGN_ON: "Single sign-on by SAML or OpenID Connect",
    Feature.AUDIT_EXPORT: "The audit log as a file",
}
METER_WORDS: Final[dict[Meter, tuple[str, str]]] = {
    Meter.PLATFORMS: ("platform", "platforms"),
    Meter.SEATS: ("seat", "seats"),
}
_DAYS_OF_A_YEAR = 366
_LEADS: Final[dict[Plan, str]] = {
    Plan.FREE: "For one person who follows one vendor.",
    Plan.WATCHER: "For a small team that must know the same day.",
    Plan.PROFESSIONAL: "For teams that answer for what they accept.",
}


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A plan at the head of the table of all. `prices` are "29.00 USD a month", none where nothing is to pay."""

    plan: Plan
    lead: str
    prices: tuple[str, ...]
    seats: str
    trial_days: int
    extra: str

    @property
    def name(self) -> str:
        return self.plan.label


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One line of the table. `values` are words, or whether the plan has it, one for each plan."""

    label: str
    anchor: str
    values: tuple[str | bool, ...]


def plan_cards() -> tuple[PlanCard, ...]:
    """Return the plans as they are sold or granted here, the least first. One query."""
    return tuple(_card(offer) for offer in offers())


def plan_rows(found: Iterable[Offer]) -> tuple[PlanRow, ...]:
    """Return all that plans differ in: numbers first, then what each has."""
    each = tuple(found)
    meters = (
        PlanRow(meter.label, meter.value, tuple(_limit(offer.limits[meter]) for offer in each))
        for meter in Meter
    )
    kept = PlanRow("Audit log kept", "audit", tuple(days_in_words(offer.audit_days) for offer in each))
    features = (
        PlanRow(FEATURE_WORDS[feature], feature.value, tuple(feature in offer.features for offer in each))
        for feature in each[-1].features
    )
    return (*meters, kept, *features)


def per_interval(interval: Interval) -> str:
    return "a month" if interval == Interval.MONTH else "a year"


def counted(count: int, meter: Meter) -> str:
    """Return "1 seat", "3 seats"."""
    one, many = METER_WORDS[meter]
    return f"{count:,} {one if count == 1 else many}"


def days_in_words(days: int) -> str:
    """Return how long, in years from a year on: leap years count in favour of whoever reads it."""
    if days < _DAYS_OF_A_YEAR - 1:
        return f"{days} days"
    years = days // (_DAYS_OF_A_YEAR - 1)
    return "1 year" if years == 1 else f"{years} years"


def _card(offer: Offer) -> PlanCard:
    is_sold = settings.STRIPE is not None
    prices = tuple(f"{money} {per_interval(interval)}" for interval, money in offer.prices.items())
    seats = tuple(f"{money} {per_interval(interval)}" for interval, money in offer.seat_prices.items())
    given = offer.limits[Meter.SEATS]
    return PlanCard(
        plan=offer.plan,
        lead=_LEADS[offer.plan],
        prices=prices if is_sold else (),
        seats="as many seats as you like" if given is None else counted(given, Meter.SEATS),
        trial_days=offer.trial_days if is_sold else 0,
        extra=f"each further seat {' or '.join(seats)}" if is_sold and seats else "",
    )


def _limit(most: int | None) -> str:
    return "as many as you like" if most is None else f"{most:,}"
