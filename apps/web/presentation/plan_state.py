"""How a workspace's plan stands: its state in words, dates, and what is used of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings

from apps.accounts.plans import GRACE, NOTICE
from apps.accounts.types import Plan
from apps.billing.catalogue import plans_data
from apps.billing.models import Invoice, PlanSubscription
from apps.billing.selectors import Standing
from apps.billing.types import Interval, Meter, PlanChoice, Reading, Reason, Trouble
from apps.web.presentation.plans import counted, days_in_words, per_interval

_TROUBLES: Final[dict[Trouble, tuple[str, str, str]]] = {
    Trouble.PAST_DUE: (
        "Payment overdue",
        "A payment failed. The plan goes on while it is tried again; everything stays.",
        "Update the payment method",
    ),
    Trouble.UNPAID: (
        "Unpaid",
        "Several payments failed, and the plan is held back. Nothing is deleted: paying the open invoice brings it back.",
        "Pay the open invoice",
    ),
    Trouble.INCOMPLETE: (
        "First payment open",
        "The first payment was not completed, so the plan has not begun.",
        "Complete the payment",
    ),
    Trouble.PAUSED: (
        "Paused",
        "The trial ended without a payment method. The plan begins again once one is added; nothing is deleted.",
        "Add a payment method",
    ),
    Trouble.DISPUTED: (
        "Payment disputed",
        "The holder of the card disputes a payment at their bank. The plan goes on while the bank decides.",
        "See the invoices",
    ),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A line about the plan: a word or a time."""

    term: str
    value: str = ""
    at: datetime | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """The plan's state as a badge says it."""

    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class TroubleView:
    """What is wrong with the payments, and what is done about it. `url` leads to Stripe's page of the open invoice, if there is one."""

    title: str
    body: str
    action: str
    url: str
    is_about_invoices: bool


@dataclass(frozen=True, slots=True)
class MeterView:
    """What is used of what a plan gives. `most` is 0 where there is no limit: then nothing is drawn."""

    meter: Meter
    used: int
    most: int
    words: str
    reason: str
    tone: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class WhatHappens:
    """One step after a cancellation. No `at`: now."""

    at: datetime | None
    title: str
    body: str


def state_of(standing: Standing) -> State:
    """Return the one word for how the plan stands, what is most pressing first."""
    running = standing.subscription
    if standing.trouble is not None:
        return State(_TROUBLES[standing.trouble][0], "high")
    if running is not None and running.is_ending:
        return State("Cancelled, runs on", "medium")
    if standing.is_paid:
        return State("Trial", "accent") if standing.is_trial else State("Active", "good")
    return _unpaid_state(standing)


def facts_of(standing: Standing) -> tuple[Fact, ...]:
    """Return the dates and sums that there are; times of a subscription are Stripe's."""
    return (*_paid_facts(standing.subscription), *_granted_facts(standing), *_shrunk_facts(standing))


def trouble_view(standing: Standing) -> TroubleView | None:
    if standing.trouble is None:
        return None
    title, body, action = _TROUBLES[standing.trouble]
    return TroubleView(
        title=title,
        body=body,
        action=action,
        url=standing.open_invoice.page_url if standing.open_invoice else "",
        is_about_invoices=standing.trouble is Trouble.DISPUTED,
    )


def meter_view(reading: Reading) -> MeterView:
    """Return a meter with its reason in words."""
    most = reading.limit or 0
    return MeterView(
        meter=reading.meter,
        used=reading.used,
        most=most,
        words=f"{reading.used:,} of {most:,}" if reading.limit is not None else f"{reading.used:,}, no limit",
        reason=_reason(reading),
        tone="high" if reading.reason is Reason.OVER_LIMIT else "medium" if reading.over else "plain",
        is_over=reading.over > 0,
    )


def choice_in_words(choice: PlanChoice) -> str:
    seats = f", {counted(choice.extra_seats, Meter.SEATS)} more" if choice.extra_seats else ""
    return f"{choice.plan.label}, {choice.interval.label.lower()}{seats}"


def plan_after(standing: Standing) -> Plan:
    """Return the plan that a workspace has once it pays no more."""
    if standing.grant is not None:
        return Plan(standing.grant.plan)
    return Plan(settings.WORKSPACE_PLAN)


def what_happens(running: PlanSubscription, after: Plan, over: list[Reading]) -> tuple[WhatHappens, ...]:
    """Return what comes of a cancellation, step by step; `over` is what there is more of than the plan afterwards gives."""
    ends_at = running.trial_ends_at if running.status == "trialing" else running.period_ends_at
    steps = [
        WhatHappens(
            None, "Nothing changes yet", "Everything works as before, and you can call it off until then."
        )
    ]
    if ends_at is None:
        return tuple(steps)
    steps.append(
        WhatHappens(
            ends_at,
            f"The workspace has the {after.label} plan",
            "No further payment is taken. Nothing is deleted, and everything stays readable.",
        )
    )
    if over:
        each = " and ".join(f"{counted(reading.over, reading.meter)} of {reading.used:,}" for reading in over)
        steps.append(
            WhatHappens(
                ends_at + GRACE,
                f"Paused: {each}",
                "Until then they go on. You choose which stay active; those that are paused keep all they hold.",
            )
        )
    if after.rank >= running.choice.plan.rank:
        return tuple(steps)
    steps.append(
        WhatHappens(
            ends_at + GRACE + NOTICE,
            f"The audit log is cut to {days_in_words(plans_data().plans[after].audit_days)}",
            "What is older can be read and, in Professional, taken along until then.",
        )
    )
    return tuple(steps)


def invoice_state(invoice: Invoice) -> State:
    """Return the one word for how an invoice stands."""
    if invoice.is_disputed:
        return State("Disputed", "high")
    if invoice.amount_refunded >= invoice.amount_paid > 0:
        return State("Refunded", "plain")
    if invoice.amount_refunded:
        return State("Partly refunded", "plain")
    if invoice.status == "open":
        return State(
            "Payment failed" if invoice.attempts else "Open", "high" if invoice.attempts else "medium"
        )
    words = {"paid": ("Paid", "good"), "void": ("Void", "plain"), "uncollectible": ("Unpaid", "high")}
    return State(*words.get(invoice.status, (invoice.status.capitalize(), "plain")))


def _unpaid_state(standing: Standing) -> State:
    if standing.is_granted:
        return State("Granted", "good")
    if standing.grace_until is not None:
        return State("Grace", "medium")
    if standing.subscription is not None:
        return State("Cancelled", "plain")
    return State("Costs nothing" if standing.is_sold_here else "Given to every workspace here", "plain")


def _paid_facts(running: PlanSubscription | None) -> Iterator[Fact]:
    if running is None:
        return
    if running.is_over:
        yield Fact("Ended", at=running.ends_at)
        return
    every = per_interval(Interval(running.interval)) if running.interval else ""
    yield Fact("Price", f"{running.money} {every}".strip(), hint=running.discount)
    if running.extra_seats:
        yield Fact("Further seats", f"{running.extra_seats:,}, each {running.seat_money} {every}".strip())
    if running.status == "trialing":
        yield Fact("Trial until", at=running.trial_ends_at)
    if running.is_ending:
        yield Fact("Runs until", at=running.ends_at)
    elif running.is_entitling and running.period_ends_at is not None:
        yield Fact("Next invoice", at=running.period_ends_at)


def _granted_facts(standing: Standing) -> Iterator[Fact]:
    grant = standing.grant
    if grant is None:
        return
    seats = f", {counted(grant.extra_seats, Meter.SEATS)} more" if grant.extra_seats else ""
    yield Fact("Granted", f"{grant.get_plan_display()}{seats}", hint=grant.get_kind_display())
    if grant.until is not None:
        yield Fact("Granted until", at=grant.until)
    if grant.reason:
        yield Fact("Reason", grant.reason)


def _shrunk_facts(standing: Standing) -> Iterator[Fact]:
    if standing.grace_until is not None:
        yield Fact("Grace until", at=standing.grace_until, hint="what is more than the plan gives goes on")
    if standing.audit_cut_at is not None:
        yield Fact("Audit log cut on", at=standing.audit_cut_at)


def _reason(reading: Reading) -> str:
    if reading.reason is Reason.WITHIN_LIMIT:
        return "" if reading.left is None else f"Room for {reading.left:,} more."
    if reading.reason is Reason.LIMIT_REACHED:
        return f"All that the {reading.plan.label} plan gives is in use. What is there stays."
    if reading.reason is Reason.OVER_LIMIT_IN_GRACE:
        until = f" until {reading.grace_until:%-d %b %Y}" if reading.grace_until else ""
        return f"{reading.over:,} more than the {reading.plan.label} plan gives: all go on{until}, nothing new is added."
    return f"{reading.over:,} more than the {reading.plan.label} plan gives are paused, and stay readable. Nothing new is added."
