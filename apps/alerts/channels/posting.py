"""Posting to an address that a customer gave: through the guard, to that address alone, within limits."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from django.conf import settings

from apps.alerts.channels.base import Outcome, Result
from apps.core.http import Guard, GuardedClient, Limits, Response
from apps.core.http.errors import GuardedHttpError, TooManyRedirects
from apps.core.http.relay import RelayedGuard
from apps.subscriptions.channel_addresses import is_fit_url
from apps.subscriptions.types import Disabled

LONGEST_ANSWER: Final = 1000
_LONGEST_WAIT: Final = timedelta(hours=24)
_LIMITS: Final = Limits(
    raw_bytes=64 * 1024,
    decoded_bytes=64 * 1024,
    header_bytes=16 * 1024,
    redirects=0,
    deadline=15.0,
    read_gap=10.0,
)
GONE: Final = 410
_TOO_MANY: Final = 429
_UNAVAILABLE: Final = 503


def post(address: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
    """Post once, and say what came of it by what every channel agrees on.

    2xx is delivered, 410 is gone for good, and all else is tried again: whoever is responsible there can still put it right.
    A redirect is not followed: what was proved is this address.
    """
    if not is_fit_url(address):
        return Outcome(Result.LATER, code="not_https")
    try:
        response = _client().post(address, body, headers={"Accept": "*/*", **headers})
    except TooManyRedirects as error:
        return Outcome(Result.LATER, code="redirected", answer=_led_to(error))
    except GuardedHttpError as error:
        return Outcome(Result.LATER, code=error.code, answer=str(error)[:LONGEST_ANSWER])
    return _judged(response)


def _client() -> GuardedClient:
    relay = settings.EGRESS_PROXY
    guard = RelayedGuard(relay=next(iter(relay))) if relay else Guard(allow=settings.FETCH_ALLOW)
    return GuardedClient(guard=guard, user_agent=settings.FETCH_USER_AGENT, limits=_LIMITS)


def _judged(response: Response) -> Outcome:
    status, answer = response.status, _beginning(response.body)
    if 200 <= status < 300:  # noqa: PLR2004 - the class of success
        return Outcome(Result.DELIVERED, status=status, answer=answer)
    if status == GONE:
        return Outcome(Result.PERMANENT, "gone", status, answer, disables=Disabled.GONE)
    wait = _asked_wait(response) if status in {_TOO_MANY, _UNAVAILABLE} else None
    return Outcome(Result.LATER, f"status_{status}", status, answer, wait=wait)


def _beginning(body: bytes) -> str:
    """Return how an answer begins, as a text that a database takes and a page may show."""
    text = body[: 4 * LONGEST_ANSWER].decode("utf-8", "replace")
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n")[:LONGEST_ANSWER]


def _led_to(error: TooManyRedirects) -> str:
    return f"It leads on to {error.hops[-1].location}"[:LONGEST_ANSWER] if error.hops else ""


def _asked_wait(response: Response) -> timedelta | None:
    """Return how long `Retry-After` asks us to stay away, a day at most."""
    asked = (response.header("Retry-After") or "").strip()
    if asked.isascii() and asked.isdigit():
        return min(timedelta(seconds=min(int(asked), 10**6)), _LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(asked)
    except ValueError:
        return None
    moment = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(timedelta(0), min(moment - _received_at(response), _LONGEST_WAIT))


def _received_at(response: Response) -> datetime:
    return response.started_at


def cut(text: str, room: int) -> str:
    """Return the text in at most so many characters: senders have limits, and a link leads to the whole."""
    return text if len(text) <= room else f"{text[: room - 1]}…"
