"""Prices: the shipped ones first, then what staff set; each told to Stripe, none ever edited there or here."""

from dataclasses import dataclass

from django.db import transaction

from apps.accounts.types import Actor, Plan
from apps.billing.catalogue import features_of, plans_data
from apps.billing.errors import InvalidChoiceError
from apps.billing.gateway import prices, writing
from apps.billing.gateway.client import is_on
from apps.billing.gateway.prices import PriceAtStripe
from apps.billing.models import Price
from apps.billing.services.customers import key_for
from apps.billing.types import Interval, Item
from apps.core import clock

_MOST = 10**8  # minor units: more is a slip of the hand


@dataclass(frozen=True, slots=True)
class PriceWish:
    """What new subscribers are to pay, in minor units of the currency of the plans."""

    plan: Plan
    item: Item
    interval: Interval
    amount: int


@dataclass(frozen=True, slots=True)
class Synced:
    """What `sync_plans` did: prices that were made here, and told to Stripe."""

    made: int
    told: int


def set_price(*, wish: PriceWish, actor: Actor) -> Price:
    """Ask another price of new subscribers; who subscribed before goes on paying theirs.

    Known at Stripe after the next `sync_plans`; until then nobody can begin at this price. The same amount changes nothing.
    The caller has seen that the actor is staff. Raises InvalidChoiceError for what is not sold.
    """
    data = plans_data().plans[wish.plan]
    if not (data.prices if wish.item == Item.PLAN else data.seat_prices):
        raise InvalidChoiceError(f"{wish.item.label} is not sold in the {wish.plan.label} plan.")
    if not 0 < wish.amount < _MOST:
        raise InvalidChoiceError("A price is more than nothing, and less than a million.")
    return _replace(wish, plans_data().currency, actor.name)


def load_shipped_prices(*, replace: bool = False) -> int:
    """Make rows of the shipped prices where there are none, or of all that differ; return how many were made."""
    currency, before = plans_data().currency, Price.objects.count()
    for wish in _shipped():
        there = Price.objects.current().filter(plan=wish.plan, item=wish.item, interval=wish.interval)
        if replace or not there.exists():
            _replace(wish, currency, "the shipped plans")
    return Price.objects.count() - before


def sync_plans(*, replace: bool = False) -> Synced:
    """Bring rows and Stripe together: products by their number, prices by lookup key. Safe to repeat.

    Where nothing is sold, only the rows. Raises GatewayError or GatewayUnavailableError.
    """
    made = load_shipped_prices(replace=replace)
    if not is_on():
        return Synced(made, 0)
    products = {plan: _product(plan) for plan, data in plans_data().plans.items() if data.prices}
    told = sum(_tell(price, products[Plan(price.plan)]) for price in Price.objects.current())
    return Synced(made, told)


def _shipped() -> list[PriceWish]:
    return [
        PriceWish(plan, item, interval, amount)
        for plan, data in plans_data().plans.items()
        for item, amounts in ((Item.PLAN, data.prices), (Item.SEAT, data.seat_prices))
        for interval, amount in amounts.items()
    ]


@transaction.atomic
def _replace(wish: PriceWish, currency: str, by: str) -> Price:
    part = Price.objects.current().filter(plan=wish.plan, item=wish.item, interval=wish.interval)
    current, now = part.select_for_update().first(), clock.now()
    if current is not None:
        if (current.amount, current.currency) == (wish.amount, currency):
            return current
        current.retired_at = now
        current.save(update_fields=["retired_at"])
    return Price.objects.create(
        plan=wish.plan,
        item=wish.item,
        interval=wish.interval,
        currency=currency,
        amount=wish.amount,
        valid_from=now,
        set_by=by[:254],
    )


def _product(plan: Plan) -> str:
    words = ", ".join(feature.replace("_", " ") for feature in features_of(plan))
    name = f"ConductAtlas {plan.label}"
    key = key_for("product", 0, 0, {"plan": plan.value, "name": name, "words": words})
    return writing.create_or_update_product(plan=plan.value, name=name, description=words, key=key)


def _tell(price: Price, product: str) -> bool:
    """See that Stripe has the price under its lookup key; return whether it had to be told."""
    there = prices.find_price(price.lookup_key)
    wanted = PriceAtStripe("", price.amount, price.currency, price.interval, product)
    if there is not None and _same(there, wanted):
        if price.stripe_id != there.stripe_id:
            _note(price, there.stripe_id)
        return False
    # Who holds the lookup key now is part of the wish: the same price again is another one, once the key was taken away.
    content = {"at": price.valid_from, "wanted": wanted, "instead_of": there.stripe_id if there else ""}
    key = key_for("price", 0, price.pk, content)
    nickname = f"{price} since {price.valid_from:%Y-%m-%d}"
    _note(price, prices.create_price(wanted, lookup_key=price.lookup_key, nickname=nickname, key=key))
    return True


@transaction.atomic
def _note(price: Price, stripe_id: str) -> None:
    """Write Stripe's number down. Where the row has another, it keeps that: who pays it is found by it."""
    row = Price.objects.select_for_update().get(pk=price.pk)
    if row.stripe_id is None:
        row.stripe_id = stripe_id
        row.save(update_fields=["stripe_id"])
    elif row.stripe_id != stripe_id:
        row.retired_at = clock.now()
        row.save(update_fields=["retired_at"])
        Price.objects.create(
            plan=row.plan,
            item=row.item,
            interval=row.interval,
            currency=row.currency,
            amount=row.amount,
            valid_from=row.retired_at,
            set_by=row.set_by,
            stripe_id=stripe_id,
        )


def _same(there: PriceAtStripe, wanted: PriceAtStripe) -> bool:
    return (there.amount, there.currency, there.interval, there.product) == (
        wanted.amount,
        wanted.currency,
        wanted.interval,
        wanted.product,
    )
