"""Microsoft Teams by a webhook of Workflows, as an Adaptive Card."""

import json
import re
from dataclasses import replace
from typing import Any, Final

from apps.alerts.channels.base import Destination, Outcome, Payload, Result
from apps.alerts.channels.messages import AlertMessage, Message, Passage, TestMessage
from apps.alerts.channels.posting import cut, post
from apps.subscriptions.types import Disabled

_LONGEST: Final = 28_000  # bytes: what Teams takes of one message
_ROOMS: Final = (600, 200, 50)  # characters that a text may keep, each time the card is still too large
_MOST_PASSAGES: Final = 3
_OVER: Final = frozenset({404})
_MARKS: Final = re.compile(r"([\\`*_{}\[\]()#+\-!~>|])")
_SCHEMA: Final = "http://adaptivecards.io/schemas/adaptive-card.json"


def escaped(text: str) -> str:
    """Return a text whose marks of Markdown are shown, and none of which is a link or a mention."""
    flat = " ".join(text.split()).replace("<", "\u2039")
    return _MARKS.sub(r"\\\1", flat)


class Teams:
    def compose(self, message: Message, to: Destination) -> Payload:
        body = _encoded(_card(message, to))
        for room in _ROOMS:
            if len(body) > _LONGEST and isinstance(message, AlertMessage):
                body = _encoded(_card(_shortened(message, room), to))
        return Payload(body, shown=body.decode())

    def send(self, payload: Payload, to: Destination) -> Outcome:
        outcome = post(to.address, payload.body, {"Content-Type": "application/json"})
        if outcome.status in _OVER:
            return replace(outcome, result=Result.PERMANENT, code="gone", disables=Disabled.GONE)
        if outcome.status in {400, 413}:
            return replace(outcome, result=Result.PERMANENT, code="refused")
        return outcome


def _shortened(message: AlertMessage, room: int) -> AlertMessage:
    """Return the message with the first of everything, each cut; all of it stands on the page that the card leads to."""
    return replace(
        message,
        document=cut(message.document, room),
        dates=tuple(replace(one, quote=cut(one.quote, room)) for one in message.dates),
        summary=tuple(cut(one, room) for one in message.summary[:3]),
        passages=(),
        clauses=tuple(replace(one, title=cut(one.title, room)) for one in message.clauses[:5]),
        actions=tuple(
            replace(one, title=cut(one.title, room), deadline=cut(one.deadline, room))
            for one in message.actions[:3]
        ),
        told_by=tuple(
            replace(one, name=cut(one.name, room), rules=(cut(" ".join(one.rules), room),))
            for one in message.told_by[:3]
        ),
    )


def _encoded(card: dict[str, Any]) -> bytes:
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card,
    }
    return json.dumps({"type": "message", "attachments": [attachment]}, ensure_ascii=False).encode()


def _card(message: Message, to: Destination) -> dict[str, Any]:
    card: dict[str, Any] = {"$schema": _SCHEMA, "type": "AdaptiveCard", "version": "1.4"}
    if isinstance(message, AlertMessage):
        read = {"type": "Action.OpenUrl", "title": "Read the change", "url": message.change_url}
        return card | {"body": [*_alert(message), _footer(to)], "actions": [read]}
    if isinstance(message, TestMessage):
        said = f"This is a test of the channel “{to.channel}”. Alerts of {to.workspace} will come as a card here."
        return card | {"body": [_text(escaped(said)), _footer(to)]}
    said = f"The code that confirms the channel “{to.channel}” of {to.workspace}: {message.proof}"
    go = {"type": "Action.OpenUrl", "title": "Type it here", "url": message.url}
    return card | {"body": [_text(escaped(said)), _footer(to)], "actions": [go]}


def _alert(message: AlertMessage) -> list[dict[str, Any]]:
    body = [_text(escaped(message.title), weight="Bolder", size="Large")]
    body += [_text(escaped(said)) for said in message.summary]
    body.append({"type": "FactSet", "facts": _facts(message)})
    for passage in message.passages[:_MOST_PASSAGES]:
        body += _passage(passage)
    if message.clauses:
        lines = [f"- [{escaped(one.title)}]({one.url}): {escaped(one.became)}" for one in message.clauses]
        body += [_head("Clauses affected"), _text("\n".join(lines))]
    if message.actions:
        lines = [
            f"- {escaped(one.title)}{f' ({escaped(one.deadline)})' if one.deadline else ''}"
            for one in message.actions
        ]
        body += [_head("What to do"), _text("\n".join(lines))]
    why = [f"- {escaped(one.name)}: {escaped(' '.join(one.rules))}" for one in message.told_by]
    return [*body, _head("Why you received this"), _text("\n".join(why))]


def _facts(message: AlertMessage) -> list[dict[str, str]]:
    facts = [
        ("Severity", message.severity_label),
        ("Document", message.document),
        ("Detected", f"{message.detected_at:%Y-%m-%d %H:%M} UTC"),
        *(
            (one.term, f"{one.on} (“{one.quote}”)" if one.quote else one.on or "not stated")
            for one in message.dates
        ),
    ]
    if message.affected:
        facts.append(("Affects", message.affected))
    return [{"title": title, "value": escaped(value)} for title, value in facts]


def _passage(passage: Passage) -> list[dict[str, Any]]:
    colours = {"insert": ("Added: ", "Good"), "delete": ("Removed: ", "Attention")}
    lines = [
        _text(f"{colours[piece.kind][0]}{escaped(piece.text)}", color=colours[piece.kind][1])
        for piece in passage.pieces
        if piece.kind in colours
    ]
    return [_head(passage.place or "Changed"), *lines]


def _head(text: str) -> dict[str, Any]:
    return _text(escaped(text), weight="Bolder", separator=True)


def _text(text: str, **look: Any) -> dict[str, Any]:
    return {"type": "TextBlock", "text": text, "wrap": True, **look}


def _footer(to: Destination) -> dict[str, Any]:
    said = f"ConductAtlas for {escaped(to.workspace)} · [this channel]({to.channel_url})"
    return _text(said, isSubtle=True, size="Small")
