"""What Stripe sends: whether it is Stripe's, and what little of it is believed."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import stripe

from apps.billing.errors import EventRefusedError
from apps.billing.gateway.parsing import certain_moment, number_of

TOLERANCE: Final = 300  # seconds: older, and it may be a recording


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is read of an event before anything is asked: what kind, about which object, of which customer if it says."""

    stripe_id: str
    type: str
    is_live: bool
    account: str
    api_version: str
    happened_at: datetime
    object_id: str
    customer: str
    charge: str


def open_envelope(body: bytes, signature: str, secrets: tuple[str, ...]) -> Envelope:
    """Check the signature on the very bytes received, and read the envelope; raises EventRefusedError.

    Any one secret is good. Nothing of the body is in the error.
    """
    _verify(body, signature, secrets)
    try:
        return _read(json.loads(body))
    except (ValueError, KeyError, TypeError) as error:
        raise EventRefusedError("not_an_event") from error


def read_envelope(body: bytes) -> Envelope:
    """Read an event that was verified when it came."""
    return _read(json.loads(body))


def _verify(body: bytes, signature: str, secrets: tuple[str, ...]) -> None:
    reason = "not_signed"
    if not signature.isascii():  # the library compares nothing else
        raise EventRefusedError(reason)
    for secret in secrets:
        try:
            stripe.WebhookSignature.verify_header(body, signature, secret, TOLERANCE)
        except stripe.SignatureVerificationError as error:
            reason = _worst(reason, str(error))
        except UnicodeDecodeError:
            raise EventRefusedError("not_an_event") from None
        else:
            return
    raise EventRefusedError(reason)


def _worst(before: str, words: str) -> str:
    # The library tells these apart in words alone: a stale one was at least signed by this secret.
    if before == "stale" or words.startswith("Timestamp outside"):
        return "stale"
    return "forged" if "matching the expected" in words else "not_signed"


def _read(found: Any) -> Envelope:
    about = found["data"]["object"]
    kind = about.get("object", "")
    return Envelope(
        stripe_id=str(found["id"])[:255],
        type=str(found["type"])[:100],
        is_live=bool(found["livemode"]),
        account=str(found.get("account") or ""),
        api_version=str(found.get("api_version") or "")[:60],
        happened_at=certain_moment(int(found["created"])),
        object_id=str(about.get("id") or "")[:255],
        customer=str(about["id"] if kind == "customer" else number_of(about.get("customer")))[:255],
        charge=number_of(about.get("charge"))[:255],
    )
