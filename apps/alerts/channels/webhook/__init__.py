"""Webhooks as https://www.standardwebhooks.com describes them: an id, a time, and a signature over both and the body."""

import base64
import binascii
import hashlib
import hmac
import json
from typing import Any, Final

from apps.alerts.channels.base import Destination, Outcome, Payload
from apps.alerts.channels.messages import AlertMessage, Message, TestMessage
from apps.alerts.channels.posting import post

VERSION: Final = 1  # of what `data` holds; a field that is added does not change it
_PREFIX: Final = "whsec_"
_LONGEST: Final = 60_000  # bytes; passages give way first


def signature(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the `v1` signature of a message."""
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("This is not a signing secret.") from error
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


class Webhook:
    def compose(self, message: Message, to: Destination) -> Payload:
        body = _encoded(_event(message, to))
        if len(body) > _LONGEST and isinstance(message, AlertMessage):
            event = _event(message, to)
            event["data"] |= {"passages": [], "clauses": [], "is_cut": True}
            body = _encoded(event)
        return Payload(body, shown=body.decode())

    def send(self, payload: Payload, to: Destination) -> Outcome:
        timestamp = int(to.at.timestamp())
        signed = [
            signature(secret, message_id=to.message_id, timestamp=timestamp, body=payload.body)
            for secret in to.signing_secrets
        ]
        headers = {
            "Content-Type": "application/json",
            "webhook-id": to.message_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": " ".join(signed),
        }
        return post(to.address, payload.body, headers)


def _encoded(event: dict[str, Any]) -> bytes:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def _event(message: Message, to: Destination) -> dict[str, Any]:
    if isinstance(message, AlertMessage):
        return _framed("alert.raised", message.raised_at.isoformat(), to, _alert(message))
    if isinstance(message, TestMessage):
        return _framed("channel.test", message.asked_at.isoformat(), to, {})
    return _framed("channel.challenge", to.at.isoformat(), to, {"challenge": message.proof})


def _framed(kind: str, at: str, to: Destination, data: dict[str, Any]) -> dict[str, Any]:
    about = {"workspace": to.workspace, "channel": to.channel}
    return {"type": kind, "version": VERSION, "timestamp": at, "data": about | data}


def _alert(message: AlertMessage) -> dict[str, Any]:
    return {
        "title": message.title,
        "vendor": message.vendor,
        "document": message.document,
        "change": {"id": message.change_id, "kind": message.kind, "url": message.change_url},
        "severity": message.severity or None,
        "detected_at": message.detected_at.isoformat(),
        "alert_url": message.alert_url,
        "dates": [
            {"term": one.term, "on": one.on or None, "quote": one.quote or None} for one in message.dates
        ],
        "summary": list(message.summary),
        "affected": message.affected,
        "passages": [
            {
                "place": passage.place,
                "pieces": [{"kind": piece.kind, "text": piece.text} for piece in passage.pieces],
            }
            for passage in message.passages
        ],
        "clauses": [
            {"title": one.title, "became": one.became, "severity": one.severity or None, "url": one.url}
            for one in message.clauses
        ],
        "actions": [
            {"title": one.title, "steps": list(one.steps), "deadline": one.deadline or None}
            for one in message.actions
        ],
        "if_no_action": list(message.if_no_action),
        "because": [{"watch": one.name, "rules": list(one.rules)} for one in message.told_by],
        "is_cut": bool(message.more_passages or message.more_clauses),
    }
