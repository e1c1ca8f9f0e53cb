"""Acme has proved acme.example and has a provider; what a browser does on its way there and back."""

import html
import re
from typing import Any

from django.test import Client

from apps.accounts.models import AuditEntry, IdentityProvider, SignOnDomain, User, Workspace
from apps.accounts.services.identity_providers import OidcWish, SamlWish, set_up_oidc, set_up_saml
from apps.accounts.services.sign_on_domains import claim_domain, prove_domain
from apps.accounts.signon.proofs import record_name, record_value
from apps.core.tenancy import in_workspace
from tests.accounts.cast import acting
from tests.accounts.single_sign_on.names import Names
from tests.accounts.single_sign_on.oidc_provider import CLIENT_ID, CLIENT_SECRET, OpenIdProvider
from tests.accounts.single_sign_on.saml_provider import (
    Request,
    Statement,
    encoded,
    metadata,
    provider_keys,
    read_request,
    signed,
)

ADA = "ada@acme.example"
SIGN_ON = "/account/single-sign-on/"
_WHERE = re.compile(r'<a class="button button-primary" href="([^"]+)" rel="noreferrer">')


def own_domain(workspace: Workspace, owner: User, names: Names, domain: str = "acme.example") -> SignOnDomain:
    """Claim a domain, put the record into the DNS, prove it."""
    claimed = claim_domain(workspace=workspace, domain=domain, actor=acting(owner))
    names.texts[record_name(claimed.domain)] = ["v=something else", record_value(claimed.token)]
    return prove_domain(workspace=workspace, domain_id=claimed.pk, actor=acting(owner))


def use_saml(workspace: Workspace, owner: User) -> IdentityProvider:
    wish = SamlWish(metadata=metadata(provider_keys().certificate))
    return set_up_saml(workspace=workspace, wish=wish, actor=acting(owner))


def use_oidc(workspace: Workspace, owner: User, provider: OpenIdProvider, **wishes: Any) -> IdentityProvider:
    wish = OidcWish(issuer=provider.url, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, **wishes)
    return set_up_oidc(workspace=workspace, wish=wish, actor=acting(owner))


def go(client: Client, email: str = ADA, next_url: str = "") -> str:
    """Give the address; return where the way to the provider leads."""
    response = client.post(SIGN_ON, {"email": email, "next": next_url})
    found = _WHERE.search(response.content.decode())
    assert found, response.content.decode()
    return html.unescape(found[1])


def ask(client: Client, email: str = ADA, next_url: str = "") -> Request:
    return read_request(go(client, email, next_url))


def post_answer(client: Client, request: Request, answer: str) -> Any:
    """Bring the answer back as a browser does: posted from another site, then on to where it is led."""
    path = request.acs_url.removeprefix("http://localhost:8000")
    posted = Client().post(path, {"SAMLResponse": answer, "RelayState": request.relay_state})
    return client.get(posted["Location"]) if posted.status_code == 302 else posted


def come_by_saml(client: Client, email: str = ADA, **changes: Any) -> Any:
    request = ask(client, email)
    return post_answer(client, request, encoded(signed(Statement(request, email, **changes).xml)))


def come_by_oidc(client: Client, provider: OpenIdProvider, email: str = ADA) -> Any:
    return client.get(provider.authorize(go(client, email)).removeprefix("http://localhost:8000"))


def signed_in_as(client: Client) -> str:
    """Return who is signed in, or nothing."""
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key).email if key else ""


def actions(workspace: Workspace) -> list[str]:
    """Return what the audit log says of single sign-on, latest first."""
    with in_workspace(workspace):
        found = AuditEntry.objects.for_workspace(workspace).filter(action__startswith="sign_on.")
        return [entry.action.removeprefix("sign_on.") for entry in found]


def refusals(workspace: Workspace) -> list[str]:
    with in_workspace(workspace):
        found = AuditEntry.objects.for_workspace(workspace).filter(action="sign_on.refused")
        return [entry.changes["reason"][1] for entry in found]
