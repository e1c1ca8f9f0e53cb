"""What the page of single sign-on shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509

from apps.accounts.models import IdentityProvider, SignOnDomain, SignOnLink, Workspace
from apps.accounts.signing_on import callback_url, saml_provider, service_party
from apps.accounts.signon.proofs import record_name, record_value
from apps.accounts.single_sign_on import (
    people_known_to_provider,
    provider_of,
    public_id_of,
    sign_on_domains_of,
)
from apps.accounts.types import Protocol
from apps.core.tenancy import in_workspace

_SHOWN = 100


@dataclass(frozen=True, slots=True)
class DomainRow:
    """A domain, and the record that proves it."""

    domain: SignOnDomain
    record_name: str
    record_value: str


@dataclass(frozen=True, slots=True)
class SignOnPage:
    """A workspace's single sign-on; `keys_until` says when each of the provider's certificates runs out by its dates."""

    domains: tuple[DomainRow, ...]
    provider: IdentityProvider | None
    public_id: str
    keys_until: tuple[datetime, ...]
    people: tuple[SignOnLink, ...]
    rules: Mapping[str, bool]

    @property
    def ours(self) -> tuple[tuple[str, str], ...]:
        return () if self.provider is None else self.ours_for(self.provider.protocol)

    def ours_for(self, protocol: str) -> tuple[tuple[str, str], ...]:
        """Return what a provider of this protocol wants to know of us, before it is set up here too."""
        if protocol == Protocol.OIDC:
            return (("Redirect URI", callback_url(self.public_id)),)
        us = service_party(self.public_id)
        return (("Entity ID", us.entity_id), ("Reply address (ACS)", us.acs_url))

    def initial(self, protocol: str) -> dict[str, Any]:
        """Return what a form of this protocol begins with. Never a secret."""
        if self.provider is None or self.provider.protocol != protocol:
            return {}
        names = ("metadata_url", "issuer", "sign_on_url", "certificates", "client_id", "trusts_unmarked")
        return {name: getattr(self.provider, name) for name in names}


def sign_on_page(workspace: Workspace) -> SignOnPage:
    with in_workspace(workspace):
        provider = provider_of(workspace)
        domains = tuple(
            DomainRow(row, record_name(row.domain), record_value(row.token))
            for row in sign_on_domains_of(workspace)
        )
        people = tuple(people_known_to_provider(workspace)[:_SHOWN])
    return SignOnPage(
        domains=domains,
        provider=provider,
        public_id=public_id_of(workspace) if provider is None else provider.public_id,
        keys_until=_keys_until(provider),
        people=people,
        rules={
            "require_sign_on": workspace.require_sign_on,
            "admits_foreign_sign_on": workspace.admits_foreign_sign_on,
            "counts_as_second_factor": provider is not None and provider.counts_as_second_factor,
        },
    )


def _keys_until(provider: IdentityProvider | None) -> tuple[datetime, ...]:
    if provider is None or provider.protocol != Protocol.SAML:
        return ()
    pems = saml_provider(provider).certificates
    return tuple(x509.load_pem_x509_certificate(pem.encode()).not_valid_after_utc for pem in pems)
