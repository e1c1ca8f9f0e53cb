"""What a change of plan would change: before and after, side by side."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.billing.catalogue import features_of
from apps.billing.models import PlanSubscription
from apps.billing.selectors import Standing
from apps.billing.terms import limit_of_plan
from apps.billing.types import ChangePreview, Feature, Meter, Money, Offer, PlanChoice
from apps.web.presentation.plan_state import Fact
from apps.web.presentation.plans import FEATURE_WORDS, counted, per_interval


@dataclass(frozen=True, slots=True)
class Beside:
    """One line of the comparison."""

    term: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Changes:
    """What a change would change. `gained` and `lost` are parts of plans; `over` what there would be too much of."""

    rows: tuple[Beside, ...]
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    over: tuple[str, ...]


def before_and_after(preview: ChangePreview, running: PlanSubscription) -> Changes:
    before, after = preview.before, preview.after
    had, has = features_of(before.plan), features_of(after.plan)
    rows = [
        Beside("Plan", before.plan.label, after.plan.label),
        Beside("Paid", before.interval.label, after.interval.label),
        *(Beside(meter.label, _most(before, meter), _most(after, meter)) for meter in Meter),
        Beside(
            "Price",
            f"{_paid_now(running)} {per_interval(before.interval)}",
            f"{preview.next_total} {per_interval(after.interval)}",
        ),
    ]
    return Changes(
        rows=tuple(rows),
        gained=_words(feature for feature in has if feature not in had),
        lost=_words(feature for feature in had if feature not in has),
        over=tuple(
            f"{counted(reading.over, reading.meter)} more than {reading.plan.label} gives"
            for reading in preview.over
        ),
    )


def checkout_facts(standing: Standing, choice: PlanChoice, found: Iterable[Offer]) -> tuple[Fact, ...]:
    """Return what one begins to pay; the sum with tax is on Stripe's page."""
    offer = next(each for each in found if each.plan == choice.plan)
    every = per_interval(choice.interval)
    facts = [
        Fact("Plan", choice.plan.label),
        Fact("Price", f"{_sum(offer, choice)} {every}", hint="tax is added where it applies"),
    ]
    if standing.may_have_trial and offer.trial_days:
        facts.append(Fact("Trial", f"{offer.trial_days} days", hint="no card is asked for"))
    return tuple(facts)


def _sum(offer: Offer, choice: PlanChoice) -> Money:
    base = offer.prices[choice.interval]
    seat = offer.seat_prices.get(choice.interval)
    return Money(base.amount + choice.extra_seats * (seat.amount if seat else 0), base.currency)


def _paid_now(running: PlanSubscription) -> Money:
    return Money(running.amount + running.extra_seats * running.seat_amount, running.currency)


def _most(choice: PlanChoice, meter: Meter) -> str:
    most = limit_of_plan(choice.plan, meter)
    if most is None:
        return "as many as you like"
    return f"{most + choice.extra_seats if meter == Meter.SEATS else most:,}"


def _words(features: Iterable[Feature]) -> tuple[str, ...]:
    return tuple(FEATURE_WORDS[feature] for feature in features)
