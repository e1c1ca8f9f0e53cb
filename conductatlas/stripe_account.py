"""The account at Stripe, as the environment names it; none unless STRIPE_SECRET_KEY is set."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from conductatlas.env import env_bool, env_endpoints, env_int, env_secret, env_str

_KEY = re.compile(r"(?:sk|rk)_(live|test)_\w+")
_ACCOUNT = re.compile(r"acct_\w+")


@dataclass(frozen=True, slots=True)
class StripeSettings:
    """Hold who is asked, and how. Of the webhook's secrets any one is good: two while the endpoint's is being changed."""

    secret_key: str = field(repr=False)
    webhook_secrets: tuple[str, ...] = field(repr=False)
    account: str
    is_live: bool
    base_url: str
    allow: frozenset[tuple[str, int]]
    has_tax: bool
    seconds: int
    retries: int


def stripe_account() -> StripeSettings | None:
    """Return the account that plans are sold through, or nothing; raise when what is set does not make sense."""
    key = env_secret("STRIPE_SECRET_KEY", "")
    if not key:
        return None
    found = _KEY.fullmatch(key)
    if found is None:
        raise ImproperlyConfigured(
            "STRIPE_SECRET_KEY must begin with sk_live_, sk_test_, rk_live_ or rk_test_."
        )
    secrets = tuple(part.strip() for part in env_secret("STRIPE_WEBHOOK_SECRET").split(",") if part.strip())
    if not secrets or not all(secret.startswith("whsec_") for secret in secrets):
        raise ImproperlyConfigured(
            "STRIPE_WEBHOOK_SECRET must begin with whsec_; two are separated by a comma."
        )
    account = env_str("STRIPE_ACCOUNT", "")
    if account and not _ACCOUNT.fullmatch(account):
        raise ImproperlyConfigured("STRIPE_ACCOUNT must begin with acct_.")
    base_url = env_str("STRIPE_BASE_URL", "https://api.stripe.com").rstrip("/")
    if urlsplit(base_url).scheme not in {"https", "http"} or not urlsplit(base_url).hostname:
        raise ImproperlyConfigured(f"STRIPE_BASE_URL must be an address, not {base_url!r}.")
    return StripeSettings(
        secret_key=key,
        webhook_secrets=secrets,
        account=account,
        is_live=found[1] == "live",
        base_url=base_url,
        allow=env_endpoints("STRIPE_ALLOW"),
        has_tax=env_bool("STRIPE_TAX", default=False),
        seconds=env_int("STRIPE_TIMEOUT_SECONDS", 20, minimum=1),
        retries=env_int("STRIPE_RETRIES", 2),
    )
