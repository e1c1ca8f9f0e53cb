"""OpenID Connect, over HTTP against a provider that checks what it should, and everything that must not get in."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from pytest_django import Settings

from apps.accounts.errors import InvalidProviderError
from apps.accounts.models import User
from apps.accounts.selectors import verified_emails
from tests.accounts.cast import role_in
from tests.accounts.conftest import Cast
from tests.accounts.single_sign_on.cast import (
    ADA,
    actions,
    come_by_oidc,
    go,
    own_domain,
    refusals,
    signed_in_as,
    use_oidc,
)
from tests.accounts.single_sign_on.conftest import Acme
from tests.accounts.single_sign_on.keys import make_keys
from tests.accounts.single_sign_on.names import Names
from tests.accounts.single_sign_on.oidc_provider import CLIENT_SECRET, OpenIdProvider

pytestmark = pytest.mark.django_db
HOUR = 3600


def test_a_colleague_comes_in_and_is_a_member(
    client: Client, acme_openid: Acme, openid: OpenIdProvider
) -> None:
    response = come_by_oidc(client, openid)

    assert response["Location"] == "/w/acme/"
    assert client.get("/w/acme/").status_code == 200
    assert signed_in_as(client) == ADA
    person = User.objects.get(email=ADA)
    assert verified_emails(person) == {ADA}
    assert role_in(acme_openid.workspace, person) == "viewer"
    assert actions(acme_openid.workspace)[0] == "accepted"


def test_an_address_that_only_userinfo_tells_is_taken_from_there(
    client: Client, acme_openid: Acme, openid: OpenIdProvider
) -> None:
    openid.without = ("email", "email_verified")
    openid.userinfo = {"sub": openid.subject, "email": ADA, "email_verified": True}

    come_by_oidc(client, openid)

    assert signed_in_as(client) == ADA
    assert openid.asked[-1] == "/userinfo"


def test_the_secret_is_sealed_and_never_in_the_log(acme_openid: Acme) -> None:
    sealed = acme_openid.provider.client_secret_sealed

    assert CLIENT_SECRET not in sealed
    assert sealed.startswith("gAAAA")  # Fernet


def other_key(openid: OpenIdProvider) -> None:
    openid.key = make_keys("stranger").private


def no_algorithm(openid: OpenIdProvider) -> None:
    openid.algorithm, openid.key = "none", ""


def public_key_as_a_password(openid: OpenIdProvider) -> None:
    public = make_keys("op").private.public_key()
    openid.algorithm = "HS256"
    openid.key = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def said(**claims: Any) -> Any:
    def lie(openid: OpenIdProvider) -> None:
        openid.claims = claims

    return lie


def lacking(*names: str) -> Any:
    def lie(openid: OpenIdProvider) -> None:
        openid.without = names

    return lie


def userinfo_of_somebody_else(openid: OpenIdProvider) -> None:
    openid.without = ("email", "email_verified")
    openid.userinfo = {"sub": "another", "email": ADA, "email_verified": True}


def address_nowhere(openid: OpenIdProvider) -> None:
    openid.without = ("email",)
    openid.userinfo = {"sub": openid.subject}


REFUSED: dict[str, tuple[Any, str]] = {
    "other key": (other_key, "not signed by your identity provider"),
    "alg none": (no_algorithm, "not signed by your identity provider"),
    "alg HS256": (public_key_as_a_password, "not signed by your identity provider"),
    "audience": (said(aud="another-client"), "meant for another service"),
    "audiences": (said(aud=["another-client", "conduct-atlas"]), "meant for another service"),
    "party": (said(azp="another-client"), "meant for another service"),
    "issuer": (said(iss="https://evil.example"), "not issued by your identity provider"),
    "expired": (said(exp=1_700_000_000), "out of date"),
    "not yet": (said(iat=4_000_000_000, nbf=4_000_000_000, exp=4_000_000_300), "not valid yet"),
    "nonce": (said(nonce="another"), "did not ask for what arrived"),
    "no nonce": (lacking("nonce"), "did not ask for what arrived"),
    "no end": (lacking("exp"), "not signed by your identity provider"),
    "no subject": (lacking("sub"), "not signed by your identity provider"),
    "no address": (address_nowhere, "does not tell your e-mail address"),
    "unverified": (said(email_verified=False), "does not vouch for your e-mail address"),
    "unmarked": (lacking("email_verified"), "does not vouch for your e-mail address"),
    "foreign": (said(email="x@umbra.example"), "not in a domain"),
    "below": (said(email="x@eu.acme.example"), "not in a domain"),
    "userinfo": (userinfo_of_somebody_else, "not signed by your identity provider"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_nobody_comes_in_by_what_is_not_right(
    client: Client, acme_openid: Acme, openid: OpenIdProvider, name: str
) -> None:
    lie, reason = REFUSED[name]
    lie(openid)
    people, before = User.objects.count(), actions(acme_openid.workspace)

    response = come_by_oidc(client, openid)

    assert response.status_code == 403
    assert reason in response.content.decode()
    assert signed_in_as(client) == ""
    assert User.objects.count() == people
    assert [action for action in actions(acme_openid.workspace) if action != "refused"] == before


def test_an_answer_is_good_once_and_for_the_browser_that_asked(
    client: Client, acme_openid: Acme, openid: OpenIdProvider
) -> None:
    back = openid.authorize(go(client)).removeprefix("http://localhost:8000")
    thief = Client()
    go(thief)

    assert thief.get(back).status_code == 403
    assert signed_in_as(thief) == ""
    assert client.get(back).status_code == 302
    client.logout()
    assert client.get(back).status_code == 403
    assert signed_in_as(client) == ""


def test_a_code_that_was_used_is_refused_by_the_provider(
    client: Client, acme_openid: Acme, openid: OpenIdProvider
) -> None:
    first = openid.authorize(go(client)).removeprefix("http://localhost:8000")
    client.get(first)
    client.logout()
    second = openid.authorize(go(client)).removeprefix("http://localhost:8000")

    response = client.get(second.replace("code-1", "code-0"))

    assert response.status_code == 403
    assert "did not sign you in" in response.content.decode()


@pytest.mark.parametrize("state", ["", "forged", "\u00e9"])
def test_an_answer_with_another_state_is_refused(
    client: Client, acme_openid: Acme, openid: OpenIdProvider, state: str
) -> None:
    openid.authorize(go(client))
    address = f"/account/single-sign-on/{acme_openid.provider.public_id}/callback/"

    assert client.get(address, {"code": "code-0", "state": state}).status_code == 403
    assert signed_in_as(client) == ""


def test_a_provider_that_says_no_is_told_of(
    client: Client, acme_openid: Acme, openid: OpenIdProvider
) -> None:
    back = openid.authorize(go(client)).removeprefix("http://localhost:8000")
    path, _, query = back.partition("?")
    refused = query.replace("code=code-0", "error=access_denied")

    response = client.get(f"{path}?{refused}")

    assert response.status_code == 403
    assert "did not sign you in" in response.content.decode()


def test_an_unmarked_address_is_believed_where_an_owner_says_so(
    client: Client, cast: Cast, names: Names, openid: OpenIdProvider
) -> None:
    own_domain(cast.acme, cast.alice, names)
    use_oidc(cast.acme, cast.alice, openid, trusts_unmarked=True)
    openid.without = ("email_verified",)

    come_by_oidc(client, openid)

    assert signed_in_as(client) == ADA
    openid.without = ()
    openid.claims = {"email_verified": False}
    other = Client()
    assert come_by_oidc(other, openid).status_code == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://169.254.169.254/latest/"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": None},
    ],
)
def test_a_provider_that_does_not_describe_itself_as_it_should_is_not_taken(
    cast: Cast, names: Names, openid: OpenIdProvider, changes: dict[str, Any]
) -> None:
    openid.discovery = changes

    with pytest.raises(InvalidProviderError):
        use_oidc(cast.acme, cast.alice, openid)

    assert actions(cast.acme) == []


def test_a_private_address_is_not_fetched(cast: Cast, openid: OpenIdProvider, settings: Settings) -> None:
    settings.FETCH_ALLOW = frozenset()

    with pytest.raises(InvalidProviderError):
        use_oidc(cast.acme, cast.alice, openid)

    assert openid.asked == []


def test_a_provider_that_is_down_is_told_of(
    client: Client, acme_openid: Acme, openid: OpenIdProvider
) -> None:
    back = openid.authorize(go(client)).removeprefix("http://localhost:8000")
    openid.discovery = {"token_endpoint": f"{openid.url}/.well-known/openid-configuration"}

    response = client.get(back)

    assert response.status_code == 403
    assert signed_in_as(client) == ""
    assert (
        refusals(acme_openid.workspace) == []
    )  # nobody was vouched for: the log has it, the workspace's does not
