"""Setting a provider up: what is taken, what is not, who may, and what is told of it."""

import pytest
from django.test import Client

from apps.accounts.errors import InvalidProviderError, NotPermittedError
from apps.accounts.models import AuditEntry, IdentityProvider, SignOnLink, Workspace
from apps.accounts.services.identity_providers import (
    OidcWish,
    SamlWish,
    remove_provider,
    set_up_oidc,
    set_up_saml,
)
from apps.accounts.signing_on import oidc_provider
from apps.accounts.single_sign_on import provider_of, provider_with
from apps.accounts.types import Role
from apps.core.tenancy import in_workspace
from tests.accounts.cast import acting, make_member, make_user
from tests.accounts.conftest import Cast
from tests.accounts.single_sign_on.cast import actions, come_by_saml, use_oidc, use_saml
from tests.accounts.single_sign_on.conftest import Acme
from tests.accounts.single_sign_on.keys import make_keys
from tests.accounts.single_sign_on.oidc_provider import CLIENT_ID, CLIENT_SECRET, OpenIdProvider
from tests.accounts.single_sign_on.saml_provider import ISSUER, SIGN_ON_URL, metadata

pytestmark = pytest.mark.django_db
KEYS = make_keys("idp.acme.example")
PARTS = {"issuer": ISSUER, "sign_on_url": SIGN_ON_URL, "certificates": KEYS.certificate}


def provider_at(workspace: Workspace) -> IdentityProvider | None:
    with in_workspace(workspace):
        return provider_of(workspace)


def told(workspace: Workspace, action: str) -> dict[str, object]:
    with in_workspace(workspace):
        changes: dict[str, object] = (
            AuditEntry.objects.for_workspace(workspace).filter(action=f"sign_on.{action}")[0].changes
        )
        return changes


@pytest.mark.parametrize(
    "wish",
    [
        SamlWish(metadata=metadata(KEYS.certificate)),
        SamlWish(metadata=f'<?xml version="1.0" encoding="UTF-8"?>\n{metadata(KEYS.certificate)}'),
        SamlWish(**PARTS),
        SamlWish(**{**PARTS, "certificates": "".join(KEYS.certificate.splitlines()[1:-1])}),
    ],
    ids=["metadata", "with a declaration", "parts", "bare certificate"],
)
def test_a_saml_provider_is_described_in_several_ways(cast: Cast, wish: SamlWish) -> None:
    made = set_up_saml(workspace=cast.acme, wish=wish, actor=acting(cast.alice))

    assert (made.issuer, made.sign_on_url, made.certificates) == (ISSUER, SIGN_ON_URL, KEYS.certificate)
    assert provider_with(made.public_id) == provider_at(cast.acme) == made


WEAK = make_keys("weak", bits=1024).certificate


@pytest.mark.parametrize(
    "wish",
    [
        SamlWish(),
        SamlWish(metadata="<no"),
        SamlWish(metadata="<EntityDescriptor/>"),
        SamlWish(metadata=metadata()),
        SamlWish(metadata=metadata(WEAK)),
        SamlWish(metadata=metadata(KEYS.certificate, sign_on_url="http://idp.acme.example/sso")),
        SamlWish(metadata=metadata(KEYS.certificate, sign_on_url="javascript:alert(1)")),
        SamlWish(metadata=f"<!DOCTYPE x>{metadata(KEYS.certificate)}"),
        SamlWish(metadata=metadata(KEYS.certificate, issuer="x" * 1025)),
        SamlWish(metadata_url="http://idp.acme.example/metadata"),
        SamlWish(metadata_url="https://127.0.0.1/metadata"),
        SamlWish(**{**PARTS, "certificates": "not a certificate"}),
    ],
    ids=[
        "nothing", "no xml", "no provider", "no key", "weak key", "open line", "script", "document type",
        "long name", "open metadata", "private address", "no certificate",
    ],
)  # fmt: skip
def test_what_describes_no_provider_is_not_taken(cast: Cast, wish: SamlWish) -> None:
    with pytest.raises(InvalidProviderError):
        set_up_saml(workspace=cast.acme, wish=wish, actor=acting(cast.alice))

    assert provider_at(cast.acme) is None
    assert actions(cast.acme) == []


def test_only_owners_set_a_provider_up_and_remove_it(acme: Acme) -> None:
    admin = make_user("admin")
    make_member(acme.workspace, admin, Role.ADMIN)

    with pytest.raises(NotPermittedError):
        set_up_saml(workspace=acme.workspace, wish=SamlWish(**PARTS), actor=acting(admin))
    with pytest.raises(NotPermittedError):
        set_up_oidc(
            workspace=acme.workspace, wish=OidcWish("https://idp.example", "a", "b"), actor=acting(admin)
        )
    with pytest.raises(NotPermittedError):
        remove_provider(workspace=acme.workspace, actor=acting(admin))

    assert provider_at(acme.workspace) == acme.provider


def test_the_audit_log_tells_what_was_set_up_and_no_secret(cast: Cast, openid: OpenIdProvider) -> None:
    use_oidc(cast.acme, cast.alice, openid)

    assert told(cast.acme, "set_up") == {
        "protocol": [None, "oidc"],
        "issuer": [None, openid.url],
        "client_id": [None, CLIENT_ID],
    }


def test_setting_up_the_same_again_changes_nothing(acme: Acme) -> None:
    before = actions(acme.workspace)

    again = use_saml(acme.workspace, acme.owner)

    assert (again.pk, again.changed_at) == (acme.provider.pk, acme.provider.changed_at)
    assert actions(acme.workspace) == before


def test_an_empty_secret_keeps_the_one_there_is(cast: Cast, openid: OpenIdProvider) -> None:
    use_oidc(cast.acme, cast.alice, openid)
    wish = OidcWish(issuer=openid.url, client_id=CLIENT_ID, trusts_unmarked=True)

    changed = set_up_oidc(workspace=cast.acme, wish=wish, actor=acting(cast.alice))

    assert oidc_provider(changed).client_secret == CLIENT_SECRET
    assert told(cast.acme, "changed") == {"trusts_unmarked": [False, True]}


def test_a_secret_is_not_shown_to_a_client_it_was_not_given_for(cast: Cast, openid: OpenIdProvider) -> None:
    use_oidc(cast.acme, cast.alice, openid)

    with pytest.raises(InvalidProviderError, match="Give the client secret"):
        set_up_oidc(
            workspace=cast.acme, wish=OidcWish(issuer=openid.url, client_id="x"), actor=acting(cast.alice)
        )


def test_another_provider_begins_with_nobody(client: Client, acme: Acme) -> None:
    come_by_saml(client)
    wish = SamlWish(**{**PARTS, "issuer": "https://another.example/"})

    set_up_saml(workspace=acme.workspace, wish=wish, actor=acting(acme.owner))

    with in_workspace(acme.workspace):
        assert not SignOnLink.objects.for_workspace(acme.workspace).exists()
    assert told(acme.workspace, "changed") == {"issuer": [ISSUER, "https://another.example/"]}


@pytest.mark.parametrize("public_id", ["", "-", "x-1", "0-1", "99999999999999999999-1", "\u0661-1", "1-"])
def test_names_of_no_provider_find_none(cast: Cast, public_id: str) -> None:
    assert provider_with(public_id) is None


@pytest.mark.parametrize("rest", ["callback/", "finish/", "metadata/", "acs/"])
def test_addresses_of_no_provider_or_the_wrong_kind_are_not_there(
    client: Client, cast: Cast, openid: OpenIdProvider, rest: str
) -> None:
    made = use_oidc(cast.acme, cast.alice, openid)
    ask = client.post if rest == "acs/" else client.get

    assert ask(f"/account/single-sign-on/{cast.acme.pk}-0000/{rest}").status_code == 404
    expected = 403 if rest == "callback/" else 404
    assert ask(f"/account/single-sign-on/{made.public_id}/{rest}").status_code == expected
