"""Slack by an incoming webhook, in Block Kit. The limits are those of Slack's reference of blocks."""

import json
from dataclasses import replace
from typing import Any, Final

from apps.alerts.channels.base import Destination, Outcome, Payload, Result
from apps.alerts.channels.messages import AlertMessage, Message, Passage, TestMessage
from apps.alerts.channels.posting import cut, post
from apps.subscriptions.types import Disabled

_HEADER: Final = 150
_TEXT: Final = 3000
_FIELD: Final = 2000
_MOST_PASSAGES: Final = 3
# What Slack says of a webhook that will not come back, beside 410.
_OVER: Final = frozenset({403, 404})


def escaped(text: str) -> str:
    """Return a text that names nobody, links nowhere and is set as it is: `<!channel>` of a vendor stays words."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A sign that joins nothing to nothing keeps marks of emphasis from taking hold.
    return safe.translate({ord(mark): f"{mark}\u2060" for mark in "*_~`"})


class Slack:
    def compose(self, message: Message, to: Destination) -> Payload:
        body = json.dumps(_message(message, to), ensure_ascii=False)
        return Payload(body.encode(), shown=body)

    def send(self, payload: Payload, to: Destination) -> Outcome:
        outcome = post(to.address, payload.body, {"Content-Type": "application/json"})
        if outcome.status in _OVER:
            return replace(outcome, result=Result.PERMANENT, code="gone", disables=Disabled.GONE)
        if outcome.status == 400:  # noqa: PLR2004 - Slack calls this payload invalid, and would again
            return replace(outcome, result=Result.PERMANENT, code="refused")
        return outcome


def _message(message: Message, to: Destination) -> dict[str, Any]:
    if isinstance(message, AlertMessage):
        return {"text": escaped(message.title), "blocks": _alert(message, to)}
    if isinstance(message, TestMessage):
        said = f"This is a test of the channel “{to.channel}”. Alerts of {to.workspace} will look like a message here."
        return {"text": escaped(said), "blocks": [_section(escaped(said)), _footer(to)]}
    said = f"The code that confirms the channel “{to.channel}” of {to.workspace}: {message.proof}"
    typed = f"{escaped(said)}\nType it on <{message.url}|the page of the channel>."
    return {"text": escaped(said), "blocks": [_section(typed), _footer(to)]}


def _alert(message: AlertMessage, to: Destination) -> list[dict[str, Any]]:
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": cut(message.title, _HEADER)}},
        _section("\n".join(map(escaped, message.summary))) if message.summary else None,
        {"type": "section", "fields": [_field(*fact) for fact in _facts(message)]},
        *(_section(_passage(passage)) for passage in message.passages[:_MOST_PASSAGES]),
        _section(_clauses(message)) if message.clauses else None,
        _section(_actions(message)) if message.actions else None,
        {"type": "actions", "elements": [_button("Read the change", message.change_url, is_primary=True)]},
        _section(f"*Why you received this*\n{_why(message)}"),
        _footer(to),
    ]
    return [block for block in blocks if block is not None]


def _facts(message: AlertMessage) -> list[tuple[str, str]]:
    """Return ten at most, as a section takes."""
    facts = [
        ("Severity", message.severity_label),
        ("Document", message.document),
        ("Detected", f"{message.detected_at:%Y-%m-%d %H:%M} UTC"),
        *((one.term, _date(one.on, one.quote)) for one in message.dates),
    ]
    return [*facts, ("Affects", message.affected)][:10] if message.affected else facts[:10]


def _date(on: str, quote: str) -> str:
    return f"{on} (“{quote}”)" if quote else on or "not stated"


def _passage(passage: Passage) -> str:
    marks = {"insert": "*Added:*", "delete": "*Removed:*"}
    lines = [
        f"> {marks[piece.kind]} {escaped(' '.join(piece.text.split()))}"
        for piece in passage.pieces
        if piece.kind in marks
    ]
    return "\n".join([f"*{escaped(passage.place)}*" if passage.place else "*Changed*", *lines])


def _clauses(message: AlertMessage) -> str:
    lines = [f"• <{one.url}|{escaped(one.title)}>: {escaped(one.became)}" for one in message.clauses]
    return "*Clauses affected*\n" + _lines(lines, _TEXT - 20)


def _actions(message: AlertMessage) -> str:
    lines = [
        f"• {escaped(one.title)}{f' ({escaped(one.deadline)})' if one.deadline else ''}"
        for one in message.actions
    ]
    return "*What to do*\n" + _lines(lines, _TEXT - 20)


def _why(message: AlertMessage) -> str:
    return _lines(
        [f"{escaped(one.name)}: {escaped(' '.join(one.rules))}" for one in message.told_by], _TEXT - 40
    )


def _lines(lines: list[str], room: int) -> str:
    """Join whole lines while they fit: a link that is cut in two is none."""
    kept: list[str] = []
    for line in lines:
        if sum(map(len, kept)) + len(kept) + len(line) > room:
            kept.append("…")
            break
        kept.append(line)
    return "\n".join(kept)


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": cut(text, _TEXT)}}


def _field(term: str, value: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": cut(f"*{term}*\n{escaped(value)}", _FIELD)}


def _button(label: str, url: str, *, is_primary: bool) -> dict[str, Any]:
    button = {"type": "button", "text": {"type": "plain_text", "text": label}, "url": url}
    return button | ({"style": "primary"} if is_primary else {})


def _footer(to: Destination) -> dict[str, Any]:
    text = f"ConductAtlas for {escaped(to.workspace)} · <{to.channel_url}|this channel>"
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": cut(text, _FIELD)}]}
