import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from tests.accounts.signin.people import (
    EMAIL,
    INSIDE,
    PASSWORD,
    is_signed_in,
    latest_code,
    make_person,
    sign_in,
)

ASK = "/account/login/code/"
CONFIRM = "/account/login/code/confirm/"


def test_it_lets_in_with_address_and_password(client: Client, person: User) -> None:
    assert sign_in(client) == INSIDE
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("email", "password"), [(EMAIL, "not the password"), ("nobody@example.com", PASSWORD)]
)
def test_a_wrong_password_and_an_unknown_address_look_alike(
    client: Client, person: User, email: str, password: str
) -> None:
    response = client.post(reverse("account_login"), {"login": email, "password": password})

    assert response.context["form"].non_field_errors() == ["No account has this address and this password."]
    assert not is_signed_in(client)


def test_the_session_changes_its_key_at_sign_in(client: Client, person: User) -> None:
    client.post(ASK, {"email": EMAIL})
    before = client.session.session_key

    client.post(CONFIRM, {"code": latest_code()})

    assert is_signed_in(client)
    assert before
    assert client.session.session_key != before


def test_it_lets_in_with_a_code(client: Client, person: User) -> None:
    assert client.post(ASK, {"email": EMAIL})["Location"] == CONFIRM

    response = client.post(CONFIRM, {"code": latest_code()})

    assert response["Location"] == INSIDE
    assert is_signed_in(client)


def test_a_code_for_an_unknown_address_looks_alike(client: Client, person: User) -> None:
    known, unknown = Client(), Client()

    first = known.post(ASK, {"email": EMAIL})
    second = unknown.post(ASK, {"email": "nobody@example.com"})

    assert first["Location"] == second["Location"] == CONFIRM
    assert known.get(CONFIRM).content.count(b"<button") == unknown.get(CONFIRM).content.count(b"<button")
    assert mail.outbox[1].to == ["nobody@example.com"]
    assert mail.outbox[1].subject == "[ConductAtlas] There is no account with this address"


def test_a_code_is_good_once(client: Client, person: User) -> None:
    client.post(ASK, {"email": EMAIL})
    code = latest_code()
    client.post(CONFIRM, {"code": code})
    client.post(reverse("account_logout"))

    client.post(ASK, {"email": EMAIL})
    client.post(CONFIRM, {"code": code})

    assert not is_signed_in(client)


def test_it_leads_back_to_where_one_was(client: Client, person: User) -> None:
    assert sign_in(client, next="/changes/?kind=numbers") == "/changes/?kind=numbers"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "https:///evil.example",
        "/\\evil.example",
    ],
)
def test_it_leads_nowhere_else(client: Client, person: User, address: str) -> None:
    assert sign_in(client, next=address) == INSIDE


def test_signing_out_needs_a_post_and_ends_the_session(signed_in: Client) -> None:
    assert signed_in.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(signed_in)

    response = signed_in.post(reverse("account_logout"))

    assert response["Location"] == "/"
    assert not is_signed_in(signed_in)


def test_signing_out_from_elsewhere_is_refused(signed_in: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in.cookies

    assert strict.post(reverse("account_logout")).status_code == 403
    assert is_signed_in(signed_in)


@pytest.mark.django_db
def test_a_closed_account_stays_out(client: Client) -> None:
    user = make_person("closed@example.com")
    user.is_active = False
    user.save(update_fields=["is_active"])

    assert sign_in(client, "closed@example.com") == reverse("account_inactive")
    assert not is_signed_in(client)
