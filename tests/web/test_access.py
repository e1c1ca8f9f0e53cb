"""Every address is in the table, and every view refuses to be anything but read."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.web.access import ACCESS, Access

READ_ONLY = ["/", "/platforms/", "/changes/", "/methodology/", "/status/", "/healthz", "/robots.txt"]


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def test_every_address_is_in_the_access_table() -> None:
    names = {pattern.name for pattern in patterns(get_resolver())}

    assert names == set(ACCESS)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(name for name in ACCESS if ACCESS[name] is Access.SIGNED_IN))
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_asked_to_sign_in(client: Client, name: str, method: str) -> None:
    numbers = {"pk": 1} if name in {"mfa_edit_webauthn", "mfa_remove_webauthn"} else {}
    address = reverse(name, kwargs=numbers)

    response = getattr(client, method)(address)

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("address", READ_ONLY)
def test_nothing_can_be_posted(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("address", READ_ONLY)
def test_head_answers_like_get_without_a_body(client: Client, address: str) -> None:
    response = client.head(address)

    assert (response.status_code, response.content) == (200, b"")
