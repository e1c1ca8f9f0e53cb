"""What comes to the webhook: kept once if Stripe signed it for us, refused and forgotten otherwise."""

import json
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import time
from typing import Any

import pytest
import stripe
from django.test import Client
from pytest_django import Settings
from structlog.testing import capture_logs

from apps.billing.models import EventState, StripeEvent
from apps.billing.services.inbox import (
    BODY_KEPT_FOR,
    MAX_ATTEMPTS,
    claim_events,
    forget_bodies,
    return_stuck_events,
)
from apps.core import clock
from apps.pipeline.errors import NotClaimableError
from apps.pipeline.stages.billing import run_billing
from tests.billing.conftest import WEBHOOK, Shop, send
from tests.billing.stripe_double import serving
from tests.billing.stripe_double.server import signed
from tests.billing.stripe_double.world import Json

SECRET_WORDS = "ada@private.example"


def event(**changes: object) -> Json:
    """Return an event about a customer, as Stripe writes it down."""
    made = {
        "id": "evt_1",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": int(time()),
        "data": {"object": {"object": "customer", "id": "cus_unknown", "email": SECRET_WORDS}},
        "livemode": False,
        "type": "customer.updated",
    }
    return made | changes


def post(body: bytes, signature: str) -> tuple[int, str]:
    response = Client().post(
        WEBHOOK, body, content_type="application/json", headers={"Stripe-Signature": signature}
    )
    return response.status_code, response.content.decode()


def test_an_event_is_kept_as_it_came_and_once(shop: Shop) -> None:
    body, signature = signed(event())

    answers = {post(body, signature) for _ in range(3)}

    kept = StripeEvent.objects.get(stripe_id="evt_1")
    assert answers == {(200, "Kept.")}
    assert bytes(kept.body) == body
    assert (kept.state, kept.customer, kept.type) == (EventState.WAITING, "cus_unknown", "customer.updated")


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("unsigned", "not_signed"),
        ("signed in no letters", "not_signed"),
        ("forged", "forged"),
        ("altered", "forged"),
        ("stale", "stale"),
        ("live", "wrong_mode"),
        ("foreign", "foreign_account"),
        ("nonsense", "not_an_event"),
        ("no text", "not_an_event"),
    ],
)
def test_what_is_not_for_us_is_refused_and_neither_kept_nor_told(shop: Shop, case: str, reason: str) -> None:
    made = {
        "live": event(livemode=True),
        "foreign": event(account="acct_other"),
        "nonsense": {"email": SECRET_WORDS},
    }
    body, signature = signed(made.get(case, event()), at=int(time()) - 301 if case == "stale" else None)
    if case == "unsigned":
        signature = ""
    elif case == "signed in no letters":
        signature += "é"
    elif case == "forged":
        body, signature = signed(event(), secret="whsec_guessed")
    elif case == "altered":
        body = body.replace(b"cus_unknown", b"cus_another")
    elif case == "no text":
        body = b"\xff\xfe" + SECRET_WORDS.encode()

    with capture_logs() as logs:
        answer = post(body, signature)

    assert answer == (400, f"Refused: {reason}.")
    assert not StripeEvent.objects.exists()
    assert [entry["reason"] for entry in logs if entry["event"] == "event refused"] == [reason]
    assert SECRET_WORDS not in json.dumps(logs, default=str)


def test_either_secret_is_good_while_one_replaces_the_other(shop: Shop, settings: Settings) -> None:
    assert settings.STRIPE is not None
    settings.STRIPE = replace(settings.STRIPE, webhook_secrets=("whsec_new", "whsec_old"))

    for number, secret in enumerate(("whsec_new", "whsec_old")):
        assert post(*signed(event(id=f"evt_{number}"), secret=secret))[0] == 200
    assert post(*signed(event(id="evt_9")))[1] == "Refused: forged."


def test_where_nothing_is_sold_there_is_nothing(shop: Shop, settings: Settings) -> None:
    settings.STRIPE = None

    assert post(*signed(event()))[0] == 404
    assert Client().get(WEBHOOK).status_code == 405
    assert not StripeEvent.objects.exists()


def test_too_much_is_not_read(shop: Shop) -> None:
    assert post(b" " * (512 * 1024 + 1), "")[0] == 413


def test_unknown_kinds_are_kept_and_counted(shop: Shop) -> None:
    kinds = {"quantum.entangled": EventState.UNKNOWN, "price.created": EventState.NOTED}
    for number, kind in enumerate(kinds):
        send(Client(), event(id=f"evt_{number}", type=kind))

    assert dict(StripeEvent.objects.values_list("type", "state")) == kinds


def test_an_event_about_nobody_is_kept_as_such(shop: Shop) -> None:
    kept = send(Client(), event())

    assert run_billing(kept.pk) == "event_unmatched"

    kept.refresh_from_db()
    assert (kept.state, kept.claim, kept.error) == (EventState.UNMATCHED, None, "event_unmatched")


def test_an_event_waits_while_stripe_does_not_answer_and_is_given_up_in_the_end(shop: Shop) -> None:
    kept = send(Client(), event())
    shop.double.world.failing = lambda _method, _path: 503
    now = datetime(2026, 5, 1, tzinfo=UTC)
    waits = []

    for _ in range(MAX_ATTEMPTS):
        StripeEvent.objects.update(next_attempt_at=now)
        with clock.fixed(now):
            assert run_billing(kept.pk) == "stripe_unavailable"
        kept.refresh_from_db()
        waits.append((kept.next_attempt_at - now).total_seconds())

    assert waits[:3] == [10, 20, 40]
    assert max(waits) == 4 * 3600
    assert kept.state == EventState.GIVEN_UP


def test_one_look_settles_all_of_a_customer_and_a_dead_workers_share_is_given_back(shop: Shop) -> None:
    kept = [send(Client(), event(id=f"evt_{number}")) for number in range(3)]
    claimed = claim_events(kept[0].pk)
    assert claimed is not None
    with pytest.raises(NotClaimableError):
        run_billing(kept[1].pk)

    with clock.fixed(clock.now() + timedelta(hours=1)):
        again = return_stuck_events(limit=10)

    assert again == [kept[0].pk]
    assert set(StripeEvent.objects.values_list("state", "error")) == {(EventState.WAITING, "worker_lost")}


def test_bodies_are_forgotten_and_events_are_not(shop: Shop) -> None:
    kept = send(Client(), event(type="price.created"))
    waiting = send(Client(), event(id="evt_2"))

    with clock.fixed(clock.now() + BODY_KEPT_FOR + timedelta(seconds=1)):
        forgotten = forget_bodies()

    kept.refresh_from_db()
    waiting.refresh_from_db()
    assert (forgotten, kept.body, kept.type) == (1, None, "price.created")
    assert waiting.body is not None


def test_the_double_refuses_what_stripe_would() -> None:
    with serving() as double:
        client = double.client()
        client.v1.customers.create({"name": "Acme"}, {"idempotency_key": "once"})
        again = client.v1.customers.create({"name": "Acme"}, {"idempotency_key": "once"})
        unknown: list[Any] = [{"nickname": "Acme"}, {"address": {"planet": "Mars"}}]
        deeds: list[Any] = [
            lambda: client.v1.customers.create({"name": "Umbra"}, {"idempotency_key": "once"}),
            lambda: client.v1.customers.create(unknown[0]),
            lambda: client.v1.customers.create(unknown[1]),
            lambda: client.v1.customers.retrieve("cus_none"),
        ]
        refused = []
        for deed in deeds:
            with pytest.raises(
                stripe.StripeError, match=r"same parameters|unknown parameter|No such customer"
            ) as error:
                deed()
            refused.append(error.value.http_status)

        assert len(double.world.all("customer")) == 1
        assert again.name == "Acme"
        assert refused == [400, 400, 400, 404]
        assert deepcopy(double.events())[0]["type"] == "customer.created"
