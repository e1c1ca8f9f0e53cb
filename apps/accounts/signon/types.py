"""What goes into reading a provider's word, and what comes out of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

SKEW: Final = timedelta(minutes=2)  # how far a provider's clock may be from ours


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom a provider vouches for. `used` names this one statement, which is good once until `valid_until`."""

    email: str
    subject: str
    used: str
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class ServiceParty:
    """What we are to a SAML provider: our name, and the only address to which it may send people."""

    entity_id: str
    acs_url: str


@dataclass(frozen=True, slots=True)
class SamlProvider:
    """A SAML provider: its name, where people are sent, and the certificates (PEM) whose keys may sign."""

    issuer: str
    sign_on_url: str
    certificates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SamlAnswer:
    """A statement that is genuine and in time; whether this browser asked for it is for the caller to see."""

    in_response_to: str
    vouched: Vouched


@dataclass(frozen=True, slots=True)
class OidcProvider:
    """An OpenID provider, and who we are to it. `trusts_unmarked`: it sends no `email_verified` and is believed all the same."""

    issuer: str
    client_id: str
    client_secret: str
    trusts_unmarked: bool = False


@dataclass(frozen=True, slots=True)
class OidcAsked:
    """What we asked an OpenID provider with, kept in the browser's session until it answers."""

    redirect_uri: str
    nonce: str
    verifier: str
