"""How each channel writes a message: within the limits that its maker states, and with nothing of a vendor's taking hold."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.types import SYSTEM
from apps.alerts.channels import PLUGINS
from apps.alerts.channels.base import Destination
from apps.alerts.channels.messages import (
    ActionTold,
    AlertMessage,
    ClauseTold,
    DateTold,
    Message,
    Passage,
    Piece,
    ProofMessage,
    TestMessage,
    WatchTold,
)
from apps.alerts.channels.slack import escaped
from apps.alerts.services.notifying import tell_of_disabled
from apps.alerts.services.sending import send_due
from apps.core import clock
from apps.subscriptions.models import Channel
from apps.subscriptions.services.channels import disable_channel
from apps.subscriptions.types import ChannelKind, ChannelState, Disabled
from tests.accounts.conftest import Cast
from tests.alerts.channels.cast import add, again, attempts_in, make_active, owe
from tests.factories import START

TO = Destination(
    address="legal@team.example",
    message_id="msg_1",
    channel="Legal <team>",
    workspace="Acme",
    channel_url="https://atlas.example/w/acme/channels/1/",
    unsubscribe_url="https://atlas.example/channels/unsubscribe/x/",
    at=START,
)
EVIL = "<!channel> *now* [x](https://evil.example) <b>&amp; <at>all</at>"


def make_message(text: str = "The notice period is 7 days.", many: int = 1) -> AlertMessage:
    return AlertMessage(
        title=f"Acme AI shortened the notice period: {text}"[:140],
        vendor="Acme AI",
        document="Terms of Service",
        change_id="CA-C-000001",
        kind="Wording",
        severity="high",
        detected_at=START,
        raised_at=START + timedelta(minutes=9),
        change_url="https://atlas.example/c/CA-C-000001/",
        alert_url="https://atlas.example/w/acme/inbox/1/",
        dates=(DateTold("Announced"), DateTold("Effective", "1 May 2026", f"Effective May 1, 2026 {text}")),
        summary=(text,),
        affected="everyone",
        passages=(
            Passage(text, (Piece("equal", "We tell you "), Piece("delete", text), Piece("insert", text))),
        )
        * many,
        clauses=(ClauseTold(text, "Edited", "https://atlas.example/p/CA-P-000001/", "high"),) * many,
        actions=(ActionTold(text, (text,), "Until 1 May 2026."),) * many,
        if_no_action=(text,),
        told_by=(WatchTold(text, ("Severity is at least low.", text)),) * many,
        left_out=(WatchTold("Other", (text,)),),
    )


OTHERS: list[Message] = [TestMessage(START), ProofMessage("123456", TO.channel_url, START)]


def texts_of(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts_of(one)]
    if isinstance(value, list):
        return [text for one in value for text in texts_of(one)]
    return [value] if isinstance(value, str) else []


def check_slack(body: dict[str, Any]) -> None:
    """Hold a message to the limits of https://docs.slack.dev/reference/block-kit/blocks."""
    assert set(body) == {"text", "blocks"}
    assert len(body["text"]) <= 40_000
    assert 1 <= len(body["blocks"]) <= 50
    for block in body["blocks"]:
        match block:
            case {"type": "header", "text": {"type": "plain_text", "text": text}}:
                assert 1 <= len(text) <= 150
            case {"type": "section", "text": {"type": "mrkdwn", "text": text}}:
                assert 1 <= len(text) <= 3000
            case {"type": "section", "fields": fields}:
                assert 1 <= len(fields) <= 10
                assert all(one["type"] == "mrkdwn" and 1 <= len(one["text"]) <= 2000 for one in fields)
            case {"type": "actions", "elements": [{"type": "button", "text": label, "url": url, **rest}]}:
                assert label["type"] == "plain_text"
                assert len(label["text"]) <= 75
                assert len(url) <= 3000
                assert set(rest) <= {"style"}
            case {"type": "context", "elements": elements}:
                assert 1 <= len(elements) <= 10
            case _:
                pytest.fail(f"no block of Slack's: {block}")


def check_card(body: dict[str, Any]) -> None:
    """Hold a message to the Adaptive Card schema 1.4 and to what Teams takes of Workflows."""
    assert body["type"] == "message"
    (attachment,) = body["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert set(card) <= {"$schema", "type", "version", "body", "actions"}
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    for element in card["body"]:
        match element:
            case {"type": "TextBlock", "text": str(), "wrap": True, **look}:
                assert set(look) <= {"weight", "size", "color", "separator", "isSubtle"}
                assert look.get("weight", "Bolder") == "Bolder"
                assert look.get("size", "Small") in {"Small", "Large"}
                assert look.get("color", "Good") in {"Good", "Attention"}
            case {"type": "FactSet", "facts": facts}:
                assert all(set(fact) == {"title", "value"} for fact in facts)
            case _:
                pytest.fail(f"no element of a card: {element}")
    for action in card.get("actions", ()):
        assert action["type"] == "Action.OpenUrl"
        assert set(action) == {"type", "title", "url"}
    assert len(json.dumps(body, ensure_ascii=False).encode()) <= 28_000


CHECKS = {ChannelKind.SLACK: check_slack, ChannelKind.TEAMS: check_card}


@pytest.mark.parametrize("kind", CHECKS)
@pytest.mark.parametrize("message", [make_message(), make_message("x " * 3000, many=40), *OTHERS])
def test_payloads_keep_to_what_is_published(kind: ChannelKind, message: Message) -> None:
    CHECKS[kind](json.loads(PLUGINS[kind].compose(message, TO).body))


@given(st.text(max_size=200))
def test_whatever_a_vendor_writes_names_nobody_and_links_nowhere(text: str) -> None:
    slack = json.loads(PLUGINS[ChannelKind.SLACK].compose(make_message(text + EVIL), TO).body)

    check_slack(slack)
    assert not any("<!" in one or "<b>" in one or "<at>" in one for one in texts_of(slack["blocks"][1:]))
    assert "<" not in escaped(text)


def test_a_card_shows_marks_as_they_are() -> None:
    card = json.loads(PLUGINS[ChannelKind.TEAMS].compose(make_message(EVIL), TO).body)

    assert not any("<at>" in one or "[x](https" in one for one in texts_of(card))


def test_a_webhook_is_cut_rather_than_endless() -> None:
    body = PLUGINS[ChannelKind.WEBHOOK].compose(make_message("x" * 900, many=60), TO).body

    assert json.loads(body)["data"]["is_cut"]
    assert len(body) < 300_000


def test_a_letter_says_the_same_in_both_forms() -> None:
    payload = PLUGINS[ChannelKind.EMAIL].compose(make_message(EVIL), TO)
    text = payload.body.decode()

    assert EVIL in text
    assert EVIL not in payload.html
    for said in ("High", "1 May 2026", "not stated", "CA-C-000001", "Until 1 May 2026.", TO.unsubscribe_url):
        assert said in text
        assert said in payload.html
    assert "{" not in text.replace(EVIL, "")


@pytest.mark.django_db
def test_a_letter_can_be_ended_by_one_click(cast: Cast, client: Client) -> None:
    channel = make_active(cast.acme, cast.alice, ChannelKind.EMAIL, "legal@acme.example").channel
    delivery = owe(cast.acme, channel)
    assert send_due(cast.acme.pk).sent == 1

    letter = mail.outbox[-1]
    assert letter.to == ["legal@acme.example"]
    sent = letter.message()
    assert [part.get_content_type() for part in sent.walk()][1:] == ["text/plain", "text/html"]
    assert sent["Message-ID"].startswith(f"<{delivery.message_id}@")
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = sent["List-Unsubscribe"].replace("\n", "").strip("<> ")
    strict = Client(enforce_csrf_checks=True)
    assert client.get(_path(link)).status_code == 200
    assert again(cast.acme, channel).state == ChannelState.ACTIVE
    answer = strict.post(_path(link), {"List-Unsubscribe": "One-Click"})

    assert (answer.status_code, dict(strict.cookies)) == (200, {})
    assert again(cast.acme, channel).disabled_because == Disabled.UNSUBSCRIBED
    assert link not in attempts_in(cast.acme)[0].payload


@pytest.mark.django_db
def test_an_address_is_proved_by_the_link_in_a_letter(cast: Cast, client: Client) -> None:
    channel = add(cast.acme, cast.alice, ChannelKind.EMAIL, "legal@acme.example").channel
    send_due(cast.acme.pk)
    link = next(line for line in str(mail.outbox[-1].body).split() if "/channels/confirm/" in line)

    assert client.get(_path(link)).status_code == 200
    assert again(cast.acme, channel).state == ChannelState.UNVERIFIED
    assert client.post(_path(link)).status_code == 200
    assert again(cast.acme, channel).state == ChannelState.ACTIVE
    assert client.post(_path(link[:-3] + "x/")).status_code == 404
    assert channel.proof not in attempts_in(cast.acme)[0].payload


@pytest.mark.django_db
def test_those_who_set_channels_up_are_told_once_that_one_is_disabled(cast: Cast) -> None:
    channel = make_active(cast.acme, cast.alice, ChannelKind.EMAIL, "legal@acme.example").channel
    with clock.fixed(START):
        _unsubscribe(channel)

    assert list(tell_of_disabled()) == [(channel.pk, "sent")]
    assert list(tell_of_disabled()) == []
    assert [letter.to for letter in mail.outbox] == [["alice@acme.example"]]
    assert "unsubscribed" in str(mail.outbox[0].body)


def _unsubscribe(channel: Channel) -> None:
    disable_channel(
        workspace=channel.workspace_id, channel_id=channel.pk, actor=SYSTEM, because=Disabled.UNSUBSCRIBED
    )


def _path(link: str) -> str:
    return "/" + link.split("/", 3)[3]
