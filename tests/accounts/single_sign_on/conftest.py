import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pytest_django import Settings

from apps.accounts.models import IdentityProvider, User, Workspace
from tests.accounts.conftest import Cast
from tests.accounts.single_sign_on.cast import own_domain, use_oidc, use_saml
from tests.accounts.single_sign_on.names import Names, serving_names
from tests.accounts.single_sign_on.oidc_provider import OpenIdProvider, serving_openid


@dataclass(frozen=True)
class Acme:
    """A workspace that has proved acme.example, its owner, and the provider it trusts."""

    workspace: Workspace
    owner: User
    provider: IdentityProvider


@pytest.fixture(autouse=True)
def _limits_of_this_test(settings: Settings) -> None:
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": f"test-{uuid.uuid4()}"}}
    settings.SITE_URL = "http://localhost:8000"


@pytest.fixture
def names(settings: Settings) -> Iterator[Names]:
    with serving_names() as names:
        settings.DNS_SERVERS = frozenset({("127.0.0.1", names.port)})
        yield names


@pytest.fixture
def openid(settings: Settings) -> Iterator[OpenIdProvider]:
    with serving_openid() as provider:
        host, port = provider.url.removeprefix("http://").split(":")
        settings.FETCH_ALLOW = frozenset({(host, int(port))})
        yield provider


@pytest.fixture
def acme(cast: Cast, names: Names) -> Acme:
    """Acme, which trusts a SAML provider."""
    own_domain(cast.acme, cast.alice, names)
    return Acme(cast.acme, cast.alice, use_saml(cast.acme, cast.alice))


@pytest.fixture
def acme_openid(cast: Cast, names: Names, openid: OpenIdProvider) -> Acme:
    """Acme, which trusts an OpenID provider."""
    own_domain(cast.acme, cast.alice, names)
    return Acme(cast.acme, cast.alice, use_oidc(cast.acme, cast.alice, openid))
