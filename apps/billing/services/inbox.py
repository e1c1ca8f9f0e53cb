"""The inbox of events: what Stripe sends is kept as it came, then claimed and settled. The row is the queue."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from apps.billing.errors import BillingOffError, EventRefusedError, UnmatchedEventError
from apps.billing.gateway.events import Envelope, open_envelope, read_envelope
from apps.billing.gateway.reading import customer_behind_charge
from apps.billing.models import EventState, StripeEvent
from apps.core import clock

BODY_KEPT_FOR: Final = timedelta(days=30)
MAX_ATTEMPTS: Final = (
    15  # with the pauses below: most of a day. Comparing repairs what comes of what is given up
)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=4)

# What a customer's plan or money may follow from. The first word is enough: kinds are added under it.
_ABOUT_CUSTOMERS: Final = (
    "customer",
    "invoice",
    "charge",
    "checkout",
    "payment_intent",
    "payment_method",
    "setup_intent",
)
_ABOUT_CUSTOMERS_TOO: Final = (
    "refund",
    "subscription_schedule",
    "credit_note",
    "invoice_payment",
    "invoiceitem",
    "test_helpers",
)
# What is of no concern: we said it ourselves, or nobody reads it here.
_OF_NO_CONCERN: Final = (
    "price",
    "product",
    "plan",
    "coupon",
    "promotion_code",
    "balance",
    "payout",
    "billing_portal",
    "tax_rate",
    "tax",
)


@dataclass(frozen=True, slots=True)
class Received:
    """An event in the inbox; `is_new` the first time that it came."""

    event: StripeEvent
    is_new: bool


@dataclass(frozen=True, slots=True)
class Claimed:
    """What one worker has in hand: all events with this claim, of one customer if that is known already."""

    claim: uuid.UUID
    event_id: int
    customer: str


@transaction.atomic
def receive_event(*, body: bytes, signature: str) -> Received:
    """Keep an event as it was received, once however often it is sent; nothing else is done.

    Raises EventRefusedError for what Stripe did not sign, or not lately, of another mode or another account;
    BillingOffError where nothing is sold.
    """
    account = settings.STRIPE
    if account is None:
        raise BillingOffError("Plans are not sold here.")
    envelope = open_envelope(body, signature, account.webhook_secrets)
    if envelope.is_live != account.is_live:
        raise EventRefusedError("wrong_mode")
    if envelope.account and envelope.account != account.account:
        raise EventRefusedError("foreign_account")
    now, state = clock.now(), _first_state(envelope)
    event, is_new = StripeEvent.objects.get_or_create(
        stripe_id=envelope.stripe_id,
        defaults={
            "type": envelope.type,
            "customer": envelope.customer,
            "object_id": envelope.object_id,
            "api_version": envelope.api_version,
            "happened_at": envelope.happened_at,
            "received_at": now,
            "body": body,
            "state": state,
            "next_attempt_at": now,
            "settled_at": None if state == EventState.WAITING else now,
        },
    )
    return Received(event, is_new)


def claim_events(event_id: int) -> Claimed | None:
    """Take an event and all that waits and is due of its customer: one look at Stripe settles it. None where nothing is.

    The claim is a lease: the sweeper gives back what a dead worker had after `RUN_LEASE_SECONDS`.
    """
    event = StripeEvent.objects.filter(pk=event_id).first()
    if event is None:
        return None
    now, claim = clock.now(), uuid.uuid4()
    theirs = Q(customer=event.customer) if event.customer else Q(pk=event.pk)
    waiting = StripeEvent.objects.filter(theirs, state=EventState.WAITING, next_attempt_at__lte=now)
    hit = waiting.update(state=EventState.CLAIMED, claim=claim, claimed_at=now, attempts=F("attempts") + 1)
    return Claimed(claim, event.pk, event.customer) if hit else None


def find_customer(claimed: Claimed) -> str:
    """Return whose the claimed events are, and note it: refunds and disputes name a charge, of which Stripe knows more.

    Raises UnmatchedEventError for nobody's, GatewayUnavailableError or GatewayError.
    """
    if claimed.customer:
        return claimed.customer
    event = StripeEvent.objects.get(pk=claimed.event_id)
    charge = read_envelope(bytes(event.body)).charge if event.body else ""
    customer = customer_behind_charge(charge) if charge else ""
    if not customer:
        raise UnmatchedEventError("The event is about nobody's charge.")
    StripeEvent.objects.filter(pk=event.pk, claim=claimed.claim).update(customer=customer)
    return customer


def settle_events(claimed: Claimed, state: EventState = EventState.APPLIED, *, code: str = "") -> int:
    """Note what came of what was claimed; return how many were still in our hands."""
    ours = StripeEvent.objects.filter(claim=claimed.claim, state=EventState.CLAIMED)
    return ours.update(**_FREE, state=state, settled_at=clock.now(), error=code)


def put_back_events(claimed: Claimed, *, code: str) -> None:
    """Let what was claimed wait, each time longer; after the last attempt it is given up."""
    now = clock.now()
    ours = StripeEvent.objects.filter(claim=claimed.claim, state=EventState.CLAIMED)
    for event in ours.only("pk", "attempts"):
        one = StripeEvent.objects.filter(pk=event.pk, claim=claimed.claim)
        if event.attempts >= MAX_ATTEMPTS:
            one.update(**_FREE, state=EventState.GIVEN_UP, settled_at=now, error=code)
        else:
            pause = min(_FIRST_PAUSE * 2 ** (event.attempts - 1), _LONGEST_PAUSE)
            one.update(**_FREE, state=EventState.WAITING, next_attempt_at=now + pause, error=code)


def return_stuck_events(*, limit: int) -> list[int]:
    """Give back what dead workers had; return one event of each customer, to be nudged.

    A customer that fells its workers is given up in the end.
    """
    now = clock.now()
    before = now - timedelta(seconds=settings.RUN_LEASE_SECONDS)
    stuck = StripeEvent.objects.filter(state=EventState.CLAIMED, claimed_at__lt=before)
    events = list(stuck.order_by("claimed_at").only("pk", "customer")[:limit])
    again = StripeEvent.objects.filter(
        pk__in=[event.pk for event in events], state=EventState.CLAIMED, claimed_at__lt=before
    )
    again.filter(attempts__gte=MAX_ATTEMPTS).update(
        **_FREE, state=EventState.GIVEN_UP, settled_at=now, error="worker_lost"
    )
    again.update(**_FREE, state=EventState.WAITING, next_attempt_at=now, error="worker_lost")
    return _one_of_each(events)


@transaction.atomic
def unheard_events(*, quiet_for: timedelta, limit: int) -> list[int]:
    """Return one waiting event of each customer whose nudge seems lost, and note that it is repeated now."""
    now = clock.now()
    quiet_since = now - quiet_for
    unheard = Q(nudged_at=None) | Q(nudged_at__lte=quiet_since)
    due = StripeEvent.objects.filter(unheard, state=EventState.WAITING, next_attempt_at__lte=quiet_since)
    events = list(due.select_for_update(skip_locked=True).order_by("next_attempt_at")[:limit])
    StripeEvent.objects.filter(pk__in=[event.pk for event in events]).update(nudged_at=now)
    return _one_of_each(events)


def forget_bodies() -> int:
    """Forget what the events said, after thirty days; that they came stays. Return how many."""
    old = StripeEvent.objects.filter(body__isnull=False, received_at__lt=clock.now() - BODY_KEPT_FOR)
    return old.exclude(state__in=[EventState.WAITING, EventState.CLAIMED]).update(body=None)


_FREE: Final = {"claim": None, "claimed_at": None, "nudged_at": None}


def _one_of_each(events: list[StripeEvent]) -> list[int]:
    """Return the first event of each customer: one look settles all of theirs."""
    first = {event.customer or f"event {event.pk}": event.pk for event in reversed(events)}
    return sorted(first.values())


def _first_state(envelope: Envelope) -> EventState:
    if _begins(envelope.type, (*_ABOUT_CUSTOMERS, *_ABOUT_CUSTOMERS_TOO)):
        return EventState.WAITING if envelope.customer or envelope.charge else EventState.NOTED
    return EventState.NOTED if _begins(envelope.type, _OF_NO_CONCERN) else EventState.UNKNOWN


def _begins(kind: str, words: Iterable[str]) -> bool:
    return kind.partition(".")[0] in words
