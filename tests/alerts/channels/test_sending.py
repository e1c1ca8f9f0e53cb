"""What becomes of a message, by what really answers at the other end."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from standardwebhooks.webhooks import Webhook as Receiver
from standardwebhooks.webhooks import WebhookVerificationError

from apps.alerts.channels import posting
from apps.alerts.channels.base import Outcome, Result
from apps.alerts.errors import ClaimLostError
from apps.alerts.models import Delivery
from apps.alerts.services import delivering
from apps.alerts.services.delivering import PAUSES
from apps.alerts.services.sending import Turn, send_due
from apps.alerts.services.trials import replay, replay_since, send_test
from apps.alerts.types import DeliveryState
from apps.core import clock
from apps.core.http import Limits
from apps.core.tenancy import in_workspace
from apps.subscriptions.models import Channel
from apps.subscriptions.services.channels import rotate_signing_secret
from apps.subscriptions.types import ChannelKind, ChannelState, Disabled
from tests.accounts.cast import acting
from tests.accounts.conftest import Cast
from tests.alerts.cast import make_alert
from tests.alerts.channels.cast import add, again, attempts_in, deliveries_in, make_active, owe
from tests.alerts.channels.sink import Sink, sink
from tests.core.http.certificates import make_certificate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have less patience than in earnest, so that nobody waits for what is tested."""
    limits = Limits(raw_bytes=1024, decoded_bytes=1024, redirects=0, deadline=0.6, read_gap=0.4, dns=1.0)
    monkeypatch.setattr(posting, "_LIMITS", limits)


@pytest.fixture
def hook(settings: Settings) -> Iterator[Sink]:
    with sink() as opened:
        settings.FETCH_ALLOW = frozenset({opened.endpoint})
        yield opened


@pytest.fixture
def active(cast: Cast, hook: Sink) -> Channel:
    return make_active(cast.acme, cast.alice, ChannelKind.WEBHOOK, hook.address).channel


def state_of(cast: Cast) -> tuple[str, str, timedelta]:
    """Return state, error and pause of the only delivery."""
    (delivery,) = deliveries_in(cast.acme)
    return delivery.state, delivery.error, delivery.next_attempt_at - delivery.opened_at


def test_a_receiver_verifies_what_is_sent_and_refuses_what_was_changed(cast: Cast, hook: Sink) -> None:
    secret = make_active(cast.acme, cast.alice, ChannelKind.WEBHOOK, hook.address)
    delivery = owe(cast.acme, secret.channel)

    assert send_due(cast.acme.pk) == Turn(sent=1, failed=0, pauses=(), has_more=False)

    (taken,) = hook.taken
    receiver = Receiver(secret.signing_secret)
    event = receiver.verify(taken.body.decode(), taken.headers)
    assert (event["type"], event["version"]) == ("alert.raised", 1)
    assert event["data"]["title"] == "A vendor changed its Terms of Service"
    assert taken.headers["webhook-id"] == delivery.message_id
    with pytest.raises(WebhookVerificationError):
        receiver.verify(taken.body.decode().replace("vendor", "Vendor"), taken.headers)
    old = str(int(taken.headers["webhook-timestamp"]) - 3600)
    with pytest.raises(WebhookVerificationError):
        receiver.verify(taken.body.decode(), taken.headers | {"webhook-timestamp": old})
    (attempt,) = attempts_in(cast.acme)
    assert (attempt.outcome, attempt.status, json.loads(attempt.payload)) == ("delivered", 204, event)


def test_both_secrets_sign_while_a_rotation_overlaps(cast: Cast, hook: Sink) -> None:
    old = make_active(cast.acme, cast.alice, ChannelKind.WEBHOOK, hook.address)
    new = rotate_signing_secret(workspace=cast.acme, channel_id=old.channel.pk, actor=acting(cast.alice))
    owe(cast.acme, old.channel)
    send_due(cast.acme.pk)
    with clock.fixed(clock.now() + timedelta(hours=25)):
        owe(cast.acme, old.channel)
        send_due(cast.acme.pk)

    during, after = hook.taken
    for secret in (old, new):
        Receiver(secret.signing_secret).verify(during.body.decode(), during.headers)
    assert len(after.headers["webhook-signature"].split()) == 1


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        ({"status": 500}, "status_500"),
        ({"silent_for": 1.0}, "deadline_exceeded"),
        ({"status": 200, "dribbles": True}, "deadline_exceeded"),
        ({"status": 302, "headers": {"Location": "http://169.254.169.254/"}}, "redirected"),
        ({"answer": b"x" * 2000}, "too_large"),
    ],
)
def test_what_may_be_over_soon_is_tried_again(
    cast: Cast, hook: Sink, active: Channel, behaviour: dict[str, Any], code: str
) -> None:
    for name, value in behaviour.items():
        setattr(hook, name, value)
    with clock.fixed(clock.now()):
        delivery = owe(cast.acme, active)
        turn = send_due(cast.acme.pk)

    assert (turn.sent, turn.pauses) == (0, (PAUSES[0],))
    assert state_of(cast) == (DeliveryState.WAITING, code, PAUSES[0])
    assert again(cast.acme, active).failing_since is not None
    hook.status, hook.headers, hook.answer, hook.silent_for, hook.dribbles = 200, {}, b"", 0, False
    with clock.fixed(clock.now() + PAUSES[0] + timedelta(seconds=1)):
        assert send_due(cast.acme.pk).sent == 1
    assert again(cast.acme, active).failing_since is None
    assert {taken.headers["webhook-id"] for taken in hook.taken} == {delivery.message_id}


def test_a_private_address_no_name_and_no_secure_line_are_tried_again(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    with sink(make_certificate(tmp_path).pem) as secure:
        settings.FETCH_ALLOW = frozenset({secure.endpoint})
        addresses = {
            "https://10.0.0.8/hook": "blocked_address",
            "https://nowhere.invalid/hook": "dns_failure",
            secure.address: "tls_failure",
        }
        for address in addresses:
            channel = make_active(cast.acme, cast.alice, ChannelKind.WEBHOOK, address).channel
            owe(cast.acme, channel)
        assert send_due(cast.acme.pk).failed == 3

    found = {(row.state, row.error) for row in deliveries_in(cast.acme)}
    assert found == {(DeliveryState.WAITING, code) for code in addresses.values()}
    assert secure.taken == []


def test_gone_disables_the_channel_and_says_so(cast: Cast, hook: Sink, active: Channel) -> None:
    hook.status, hook.answer = 410, b"moved away"
    owe(cast.acme, active)
    owe(cast.acme, active)

    send_due(cast.acme.pk)
    send_due(cast.acme.pk)

    first, second = deliveries_in(cast.acme)
    assert (first.state, first.error) == (DeliveryState.FAILED, "gone")
    assert (second.state, second.error) == (DeliveryState.FAILED, "channel_not_in_use")
    channel = again(cast.acme, active)
    assert (channel.state, channel.disabled_because) == (ChannelState.DISABLED, Disabled.GONE)
    assert channel.notice_due_at is not None
    assert attempts_in(cast.acme)[0].answer == "moved away"
    assert len(hook.taken) == 1


def test_three_days_without_success_fail_the_message_and_disable_the_channel(
    cast: Cast, hook: Sink, active: Channel
) -> None:
    hook.status = 503
    owe(cast.acme, active)
    now = clock.now()
    for _ in range(len(PAUSES) + 1):
        with clock.fixed(now):
            send_due(cast.acme.pk)
            now = deliveries_in(cast.acme)[0].next_attempt_at

    assert state_of(cast)[:2] == (DeliveryState.FAILED, "status_503")
    assert again(cast.acme, active).disabled_because == Disabled.FAILING
    assert sum(PAUSES, timedelta(0)) > delivering.FAILING_FOR
    assert sum(delivering.QUICK, timedelta(0)) <= timedelta(minutes=5)


def test_a_channel_that_fails_holds_up_no_other(cast: Cast, hook: Sink, settings: Settings) -> None:
    with sink(status=500) as broken:
        settings.FETCH_ALLOW = frozenset({hook.endpoint, broken.endpoint})
        bad = make_active(cast.acme, cast.alice, ChannelKind.WEBHOOK, broken.address).channel
        good = make_active(cast.acme, cast.alice, ChannelKind.WEBHOOK, hook.address).channel
        for _ in range(3):
            owe(cast.acme, bad, good)
        turn = send_due(cast.acme.pk)

    assert (turn.sent, turn.failed) == (3, 1)
    assert len(broken.taken) == 1


def test_what_was_missed_is_sent_when_asked_for(cast: Cast, hook: Sink, active: Channel) -> None:
    hook.status = 410
    delivery = owe(cast.acme, active)
    send_due(cast.acme.pk)
    hook.status = 200
    _enabled(cast, active)
    never_owed = make_alert(cast.acme, raised_at=clock.now())

    number = replay_since(
        workspace=cast.acme,
        channel_id=active.pk,
        since=clock.now() - timedelta(days=1),
        actor=acting(cast.alice),
    )
    sent = send_due(cast.acme.pk).sent
    replay(workspace=cast.acme, delivery_id=delivery.pk, actor=acting(cast.alice))
    send_due(cast.acme.pk)

    assert (number, sent) == (2, 2)
    assert [row.alert_id for row in deliveries_in(cast.acme)] == [delivery.alert_id, never_owed.pk]
    assert [row.replays for row in deliveries_in(cast.acme)] == [2, 0]
    ids = [taken.headers["webhook-id"] for taken in hook.taken]
    assert ids.count(delivery.message_id) == 3


def test_a_webhook_is_proved_by_answering_and_a_test_is_sent_once(cast: Cast, hook: Sink) -> None:
    secret = add(cast.acme, cast.alice, ChannelKind.WEBHOOK, hook.address)
    send_due(cast.acme.pk)
    for _ in range(2):
        send_test(workspace=cast.acme, channel_id=secret.channel.pk, actor=acting(cast.alice))
    send_due(cast.acme.pk)

    kinds = [
        Receiver(secret.signing_secret).verify(one.body.decode(), one.headers)["type"] for one in hook.taken
    ]
    assert kinds == ["channel.challenge", "channel.test"]
    assert again(cast.acme, secret.channel).state == ChannelState.ACTIVE


def test_whoever_lost_a_claim_writes_nothing(cast: Cast, hook: Sink, active: Channel) -> None:
    owe(cast.acme, active)
    held = delivering.claim_next(cast.acme.pk)
    assert held is not None
    with clock.fixed(clock.now() + timedelta(hours=1)):
        assert delivering.return_stuck_deliveries() == 1
        assert send_due(cast.acme.pk).sent == 1

    with pytest.raises(ClaimLostError):
        delivering.settle(held, Outcome(Result.LATER, code="late"))
    assert state_of(cast)[0] == DeliveryState.SENT
    assert [row.outcome for row in attempts_in(cast.acme)] == ["", "delivered"]


def test_everybody_has_a_turn_before_anybody_has_another(cast: Cast, hook: Sink) -> None:
    mine = make_active(cast.acme, cast.alice, ChannelKind.WEBHOOK, hook.address).channel
    theirs = make_active(cast.umbra, cast.charlie, ChannelKind.WEBHOOK, hook.address).channel
    for _ in range(3):
        owe(cast.acme, mine)
    owe(cast.umbra, theirs)

    assert delivering.waiting_workspaces(limit=10) == [cast.acme.pk, cast.umbra.pk]
    assert send_due(cast.acme.pk, most=1).has_more


def test_what_was_said_is_forgotten_after_thirty_days(cast: Cast, active: Channel) -> None:
    owe(cast.acme, active)
    send_due(cast.acme.pk)
    assert delivering.forget_payloads() == 0
    with clock.fixed(clock.now() + timedelta(days=31)):
        assert delivering.forget_payloads() == 1

    assert [(row.payload, row.outcome) for row in attempts_in(cast.acme)] == [("", "delivered")]


def _enabled(cast: Cast, channel: Channel) -> None:
    """Put it in use as if it had been proved again."""
    with in_workspace(cast.acme):
        Channel.objects.for_workspace(cast.acme).filter(pk=channel.pk).update(
            state=ChannelState.ACTIVE, disabled_because="", notice_due_at=None
        )
        assert Delivery.objects.for_workspace(cast.acme).exists()
