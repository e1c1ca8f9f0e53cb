"""The library, set up once: our network, our time limits, one version of the API, no telemetry."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final
from urllib.parse import urlsplit

import stripe
from django.conf import settings

from apps.billing.errors import (
    BillingOffError,
    CardDeclinedError,
    GatewayError,
    GatewayUnavailableError,
    InvalidDetailsError,
    NotThereError,
)
from apps.billing.gateway.transport import GuardedTransport
from apps.core.http import Guard, GuardedClient, Limits

API_VERSION: Final = (
    "2026-10-28.endive"  # what the code was written for; an upgrade of the library does not change it
)
_MIB: Final = 2**20
_USER_AGENT: Final = "ConductAtlas"
_INPUT_CODES: Final = frozenset(
    {"tax_id_invalid", "customer_tax_location_invalid", "email_invalid", "parameter_invalid_string_blank"}
)

stripe.enable_telemetry = False
# The library logs addresses and bodies at debug level.
logging.getLogger("stripe").setLevel(logging.WARNING)


def is_on() -> bool:
    """Say whether plans are sold here."""
    return settings.STRIPE is not None


def is_live() -> bool:
    """Say whether real money is moved here; False too where nothing is sold."""
    account = settings.STRIPE
    return account is not None and account.is_live


def has_tax() -> bool:
    """Say whether Stripe Tax reckons the tax."""
    account = settings.STRIPE
    return account is not None and account.has_tax


def client() -> stripe.StripeClient:
    """Return the client of the account in the settings; raises BillingOffError without one."""
    account = settings.STRIPE
    if account is None:
        raise BillingOffError("Plans are not sold here: whoever runs this installation grants them.")
    return _client(account.secret_key, account.base_url, account.allow, account.seconds, account.retries)


@contextmanager
def speaking() -> Iterator[None]:
    """Turn the library's errors into ours. What Stripe wrote is shown only where it is meant for the person."""
    try:
        yield
    except stripe.CardError as error:
        raise CardDeclinedError(error.user_message or "The card was declined.") from error
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise GatewayUnavailableError(
            "Stripe does not answer. Nothing was changed; try again later."
        ) from error
    except stripe.InvalidRequestError as error:
        raise _told(error) from error
    except stripe.StripeError as error:
        if (error.http_status or 0) >= 500:  # noqa: PLR2004 - HTTP's own border
            raise GatewayUnavailableError("Stripe does not answer. Try again later.") from error
        raise GatewayError(_place(error)) from error


def _told(error: stripe.InvalidRequestError) -> GatewayError | InvalidDetailsError:
    if error.code == "resource_missing":
        return NotThereError(_place(error))
    if error.code in _INPUT_CODES:
        return InvalidDetailsError(error.user_message or "Stripe does not accept this.")
    return GatewayError(_place(error))


def _place(error: stripe.StripeError) -> str:
    """Name the error without its words, which may repeat what was sent."""
    param = getattr(error, "param", None)
    return f"Stripe refused ({error.http_status}, {error.code or 'no code'}, {param or 'no parameter'}, {error.request_id})."


@cache
def _client(
    secret_key: str, base_url: str, allow: frozenset[tuple[str, int]], seconds: int, retries: int
) -> stripe.StripeClient:
    guarded = GuardedClient(
        guard=Guard(allow=allow),
        user_agent=_USER_AGENT,
        limits=Limits(
            raw_bytes=8 * _MIB,
            decoded_bytes=16 * _MIB,
            redirects=0,
            deadline=float(seconds),
            read_gap=float(seconds),
        ),
    )
    return stripe.StripeClient(
        secret_key,
        stripe_version=API_VERSION,
        base_addresses={"api": base_url},
        max_network_retries=retries,
        http_client=GuardedTransport(guarded, host=urlsplit(base_url).netloc),
    )
