from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client

from apps.accounts.models import User
from tests.accounts.signin.people import (
    EMAIL,
    INSIDE,
    PASSWORD,
    is_signed_in,
    latest_code,
    make_person,
    prove_again,
    sign_in,
)

NEW = "ada@new.example.com"
PAGE = "/account/email/"
VERIFY = "/account/confirm-email/"


def ask_for(client: Client, email: str) -> None:
    prove_again(client)
    client.post(PAGE, {"email": email, "action_add": ""})


def test_an_address_changes_once_the_new_one_is_verified(signed_in: Client, person: User) -> None:
    ask_for(signed_in, NEW)
    person.refresh_from_db()
    assert person.email == EMAIL
    assert mail.outbox[-1].to == [NEW]

    signed_in.post(VERIFY, {"code": latest_code()})
    person.refresh_from_db()

    assert person.email == NEW
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(NEW, True, True)]
    assert sign_in(Client(), NEW) == INSIDE
    assert sign_in(Client(), EMAIL) == ""


def test_the_old_address_is_told(signed_in: Client) -> None:
    ask_for(signed_in, NEW)

    signed_in.post(VERIFY, {"code": latest_code()})

    told = [message for message in mail.outbox if message.to == [EMAIL]]
    assert [message.subject for message in told] == ["[ConductAtlas] Your address was changed"]
    assert f"from {EMAIL} to {NEW}" in told[0].body


def test_a_wrong_code_changes_nothing(signed_in: Client, person: User) -> None:
    ask_for(signed_in, NEW)

    signed_in.post(VERIFY, {"code": "WRONG-CODE"})
    person.refresh_from_db()

    assert person.email == EMAIL
    assert is_signed_in(signed_in)


def test_an_address_of_somebody_else_looks_free_and_does_not_become_ours(
    signed_in: Client, person: User
) -> None:
    make_person(NEW)
    ask_for(signed_in, NEW)

    response = signed_in.post(VERIFY, {"code": latest_code()})
    person.refresh_from_db()

    assert response.context["form"].errors["code"] == ["This address belongs to another account."]
    assert person.email == EMAIL
    assert sign_in(Client(), NEW) == INSIDE


def test_an_address_somebody_only_claimed_becomes_ours(signed_in: Client, person: User) -> None:
    make_person(NEW, is_verified=False)
    ask_for(signed_in, NEW)

    signed_in.post(VERIFY, {"code": latest_code()})
    person.refresh_from_db()

    assert person.email == NEW
    assert User.objects.count() == 1


def test_an_account_with_a_second_step_can_change_its_address(signed_in: Client, person: User) -> None:
    TOTP.activate(person, generate_totp_secret())
    ask_for(signed_in, NEW)

    signed_in.post(VERIFY, {"code": latest_code()})
    person.refresh_from_db()

    assert person.email == NEW


def test_a_change_asks_for_the_password_first(signed_in: Client, person: User) -> None:
    response = signed_in.post(PAGE, {"email": NEW, "action_add": ""})

    assert response["Location"].startswith("/account/reauthenticate/")
    assert mail.outbox == []
    signed_in.post(response["Location"], {"password": PASSWORD, "next": PAGE})
    assert mail.outbox[-1].to == [NEW]  # what was asked for goes on
