import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from apps.accounts.models import User
from tests.accounts.cast import make_invitation, make_user, make_workspace
from tests.accounts.signin.people import (
    EMAIL,
    INSIDE,
    PASSWORD,
    is_signed_in,
    latest_code,
    make_person,
    sign_in,
)

pytestmark = pytest.mark.django_db

SIGNUP = "/account/signup/"
VERIFY = "/account/confirm-email/"


def sign_up(client: Client, email: str = EMAIL, password: str = PASSWORD) -> str:
    response = client.post(SIGNUP, {"email": email, "password1": password})
    return response["Location"] if response.status_code == 302 else ""


def test_a_new_person_is_let_in_once_the_address_is_verified(client: Client) -> None:
    assert sign_up(client) == VERIFY
    assert not is_signed_in(client)

    response = client.post(VERIFY, {"code": latest_code()})

    assert response["Location"] == INSIDE
    assert is_signed_in(client)
    assert EmailAddress.objects.get().verified
    assert User.objects.get().email == EMAIL


def test_a_code_works_without_hyphen_and_in_small_letters(client: Client) -> None:
    sign_up(client)

    client.post(VERIFY, {"code": latest_code().replace("-", "").lower()})

    assert is_signed_in(client)


def test_three_wrong_codes_end_it(client: Client) -> None:
    sign_up(client)
    code = latest_code()
    for _ in range(3):
        client.post(VERIFY, {"code": "WRONG-CODE"})

    client.post(VERIFY, {"code": code})

    assert not is_signed_in(client)
    assert not EmailAddress.objects.get().verified


def test_a_code_is_bound_to_the_browser_that_asked(client: Client) -> None:
    sign_up(client)

    elsewhere = Client()
    elsewhere.post(VERIFY, {"code": latest_code()})

    assert not is_signed_in(elsewhere)
    assert not EmailAddress.objects.get().verified


def test_the_password_alone_does_not_open_an_unverified_account(client: Client) -> None:
    sign_up(client)

    other = Client()

    assert sign_in(other) == VERIFY
    assert not is_signed_in(other)


def test_a_new_code_can_be_sent_and_replaces_the_old(client: Client) -> None:
    sign_up(client)
    old = latest_code()

    client.post(VERIFY, {"action": "resend"})
    client.post(VERIFY, {"code": old})

    assert len(mail.outbox) == 2
    assert not is_signed_in(client)
    client.post(VERIFY, {"code": latest_code()})
    assert is_signed_in(client)


def test_an_address_in_use_is_not_told_from_a_new_one(client: Client) -> None:
    make_person(EMAIL)
    fresh = Client()

    taken, new = sign_up(client), sign_up(fresh, "new@example.com")
    page_taken, page_new = client.get(taken).content, fresh.get(new).content

    assert taken == new == VERIFY
    assert page_taken.count(b"<form") == page_new.count(b"<form")
    assert [(message.to, message.subject) for message in mail.outbox] == [
        ([EMAIL], "[ConductAtlas] You have an account already"),
        (["new@example.com"], "[ConductAtlas] Your code to verify this address"),
    ]
    assert User.objects.count() == 2


def test_an_address_in_use_is_known_whatever_its_case(client: Client) -> None:
    make_person(EMAIL)

    sign_up(client, EMAIL.upper())

    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "password",
    ["short-one-1", "123456789012345", "passwordpassword"[:8], "ada@example.com", "qwertyuiop"],
)
def test_a_weak_password_is_refused(client: Client, password: str) -> None:
    response = client.post(SIGNUP, {"email": EMAIL, "password1": password})

    assert response.status_code == 200
    assert response.context["form"].errors["password1"]
    assert not User.objects.exists()
    assert mail.outbox == []


def test_whoever_proves_the_address_shuts_out_who_signed_up_with_it(client: Client) -> None:
    stranger = Client()
    sign_up(stranger)
    client.post(reverse("account_request_login_code"), {"email": EMAIL})

    client.post(reverse("account_confirm_login_code"), {"code": latest_code()})

    assert is_signed_in(client)
    assert sign_in(Client()) == ""
    stranger.post(VERIFY, {"code": "WRONG-CODE"})
    assert not is_signed_in(stranger)


def test_a_closed_site_lets_in_who_is_invited_and_nobody_else(client: Client, settings: Settings) -> None:
    settings.SIGNUP_OPEN = False
    assert "Accounts are by invitation" in client.get(SIGNUP).content.decode()
    assert sign_up(client) == ""
    assert not User.objects.exists()

    alice = make_user("Alice")
    invited = make_invitation(make_workspace(alice), alice, EMAIL)
    client.get(f"/invitations/{invited.token}/")

    assert sign_up(client) == VERIFY
    client.post(VERIFY, {"code": latest_code()})
    assert is_signed_in(client)
