"""The pages of channels and of what was sent: what each shows, to whom, and what its buttons do."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from pytest_django import Settings

from apps.accounts.types import Plan
from apps.alerts.channels.base import Outcome, Result
from apps.alerts.schedules import WorkingHours
from apps.alerts.services.delivering import claim_next, settle
from apps.alerts.services.mail_choices import set_work_hours
from apps.core import clock
from apps.subscriptions.models import Channel
from apps.subscriptions.types import ChannelKind, ChannelState
from tests.accounts.cast import acting
from tests.accounts.conftest import Cast, build_cast
from tests.alerts.channels.cast import add, again, deliveries_in, make_active, owe

pytestmark = pytest.mark.django_db

HOOK = "https://hooks.example/services/T0/B0/secretpart"


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()


@pytest.fixture
def alice(cast: Cast, client: Client) -> Client:
    client.force_login(cast.alice)
    return client


def address(cast: Cast, rest: str = "channels/") -> str:
    return f"/w/{cast.acme.slug}/{rest}"


def test_a_workspace_without_channels_says_how_to_get_one(cast: Cast, alice: Client) -> None:
    page = alice.get(address(cast))
    assert "Nothing is sent anywhere yet" in page.text
    assert "channels/new/" in page.text

    alice.force_login(cast.bob)
    assert "channels/new/" not in alice.get(address(cast)).text
    assert alice.get(address(cast, "channels/new/")).status_code == 403


def test_the_signing_secret_of_a_webhook_is_shown_once(cast: Cast, alice: Client) -> None:
    shown = alice.post(address(cast, "channels/new/"), {"kind": "webhook", "name": "Ours", "address": HOOK})
    (delivery,) = deliveries_in(cast.acme)
    page = alice.get(address(cast, f"channels/{delivery.channel_id}/"))

    assert "whsec_" in shown.text
    assert "whsec_" not in page.text
    assert "secretpart" not in page.text
    assert "hooks.example" in page.text
    assert "channel.challenge" in page.text


@pytest.mark.parametrize(
    ("kind", "given"),
    [("webhook", "http://hooks.example/in"), ("email", "nobody"), ("slack", "ftp://x"), ("pager", HOOK)],
)
def test_what_is_no_address_is_refused_in_place(cast: Cast, alice: Client, kind: str, given: str) -> None:
    page = alice.post(address(cast, "channels/new/"), {"kind": kind, "name": "X", "address": given})

    assert page.status_code == 422
    assert deliveries_in(cast.acme) == []


def test_a_chat_is_confirmed_by_its_code_within_five_tries(cast: Cast, alice: Client) -> None:
    channel = add(cast.acme, cast.alice, ChannelKind.SLACK, HOOK).channel
    confirm = address(cast, f"channels/{channel.pk}/confirm/")
    wrong = "000000" if channel.proof != "000000" else "000001"

    for _ in range(5):
        alice.post(confirm, {"code": wrong})
    alice.post(confirm, {"code": channel.proof})
    assert again(cast.acme, channel).state == ChannelState.UNVERIFIED
    alice.post(address(cast, f"channels/{channel.pk}/prove/"))
    alice.post(confirm, {"code": again(cast.acme, channel).proof})

    assert again(cast.acme, channel).state == ChannelState.ACTIVE


def test_a_failed_message_shows_what_was_said_and_is_sent_again(cast: Cast, alice: Client) -> None:
    channel = make_active(cast.acme, cast.alice, ChannelKind.WEBHOOK, HOOK).channel
    delivery = _failed(cast, channel)
    log = alice.get(address(cast, "deliveries/?state=failed"))
    page = alice.get(address(cast, f"deliveries/{delivery}/"))
    alice.post(address(cast, f"deliveries/{delivery}/again/"))

    assert "A vendor changed its Terms of Service" in log.text
    for said in ("it was refused", "no &lt;b&gt; here", "{&quot;type&quot;:1}", "status 400"):
        assert said in page.text
    assert deliveries_in(cast.acme)[0].replays == 1


@pytest.mark.parametrize("plan", [Plan.FREE, Plan.WATCHER])
def test_a_plan_without_webhooks_says_which_has_them(
    cast: Cast, alice: Client, settings: Settings, plan: Plan
) -> None:
    settings.WORKSPACE_PLAN = plan.value
    page = alice.post(address(cast, "channels/new/"), {"kind": "webhook", "name": "Ours", "address": HOOK})

    assert page.status_code == 422
    assert "Professional" in page.text


def test_a_message_that_waits_for_working_hours_says_until_when(cast: Cast, alice: Client) -> None:
    hours = WorkingHours(ZoneInfo("Europe/Berlin"))
    set_work_hours(workspace=cast.acme, wanted=hours, actor=acting(cast.alice))
    mail = make_active(cast.acme, cast.alice, ChannelKind.EMAIL, "legal@acme.example").channel
    hook = make_active(cast.acme, cast.alice, ChannelKind.WEBHOOK, HOOK).channel
    with clock.fixed(datetime(2026, 3, 7, 12, 0, tzinfo=UTC)):  # a Saturday
        delivery = owe(cast.acme, mail)
        owe(cast.acme, hook)
        waits = [
            alice.get(address(cast, path)).text
            for path in (f"channels/{mail.pk}/", "deliveries/", f"deliveries/{delivery.pk}/")
        ]
        machine = alice.get(address(cast, f"channels/{hook.pk}/")).text
    with clock.fixed(datetime(2026, 3, 9, 7, 0, tzinfo=UTC)):
        due = alice.get(address(cast, "deliveries/")).text

    assert [page.count("Waits for working hours: Mon 08:00 Europe/Berlin") for page in waits] == [1, 1, 1]
    assert "Within the working hours" in waits[0]
    assert "At once, at any hour" in machine
    assert "Waits for working hours" not in machine + due


def test_another_workspaces_channel_and_message_are_not_there(cast: Cast, alice: Client) -> None:
    theirs = make_active(cast.umbra, cast.charlie, ChannelKind.WEBHOOK, HOOK).channel
    delivery = owe(cast.umbra, theirs)

    assert alice.get(address(cast, f"channels/{theirs.pk}/")).status_code == 404
    assert alice.get(address(cast, f"deliveries/{delivery.pk}/")).status_code == 404
    assert alice.post(address(cast, f"channels/{theirs.pk}/remove/")).status_code == 404


def _failed(cast: Cast, channel: Channel) -> int:
    owe(cast.acme, channel)
    claimed = claim_next(cast.acme.pk)
    assert claimed is not None
    assert claimed.claimed_at is not None
    assert claimed.claimed_at <= clock.now()
    outcome = Outcome(Result.PERMANENT, "refused", status=400, answer="no <b> here")
    settle(claimed, outcome, shown='{"type":1}', body=b'{"type":1}')
    return claimed.pk
