"""Whether a domain's own DNS says what we asked its holder to put there."""

from typing import Final

import dns.exception
import dns.resolver
from django.conf import settings

from apps.accounts.errors import DomainLookupFailedError

LABEL: Final = "_conductatlas"
PREFIX: Final = "conductatlas-domain="
_SECONDS = 6.0


def record_name(domain: str) -> str:
    """Return where the proof is looked for: below the domain, and only its holder can make names there."""
    return f"{LABEL}.{domain}"


def record_value(token: str) -> str:
    return f"{PREFIX}{token}"


def is_proved(domain: str, token: str) -> bool:
    """Ask the DNS whether the domain carries the token; raises DomainLookupFailedError when it does not answer."""
    return record_value(token) in _texts(record_name(domain))


def _texts(name: str) -> frozenset[str]:
    try:
        answer = _resolver().resolve(f"{name}.", "TXT", lifetime=_SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return frozenset()
    except dns.exception.DNSException as error:
        raise DomainLookupFailedError(
            "The DNS did not answer. Nothing was changed; try again in a minute."
        ) from error
    # An alias, of a wildcard say, leads to names whose holder is somebody else.
    if answer.canonical_name != answer.qname:
        return frozenset()
    return frozenset(b"".join(record.strings).decode("ascii", "replace").strip() for record in answer)


def _resolver() -> dns.resolver.Resolver:
    """Return what asks the servers in DNS_SERVERS, or those of the machine."""
    servers = sorted(settings.DNS_SERVERS)
    resolver = dns.resolver.Resolver(configure=not servers)
    if servers:
        resolver.nameservers = [host for host, _ in servers]
        resolver.nameserver_ports = dict(servers)
    resolver.search = []
    return resolver
