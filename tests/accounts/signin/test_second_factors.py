import json

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from apps.accounts import encryption
from apps.accounts.models import User
from tests.accounts.signin.people import (
    PASSWORD,
    app_code,
    is_signed_in,
    latest_code,
    make_person,
    prove_again,
    sign_in,
)

ACTIVATE = "/account/two-factor/totp/activate/"
DEACTIVATE = "/account/two-factor/totp/deactivate/"
AUTHENTICATE = "/account/two-factor/authenticate/"
CODES = "/account/two-factor/recovery-codes/"
AN_HOUR_AGO = 3600


def set_up_app(client: Client) -> tuple[str, list[str]]:
    """Set up an authenticator app; return its secret and the recovery codes shown on the next page."""
    prove_again(client)
    secret = client.get(ACTIVATE).context["form"].secret
    response = client.post(ACTIVATE, {"code": app_code(secret)})
    assert response["Location"] == CODES
    return secret, client.get(CODES).context["unused_codes"]


def grow_old(client: Client) -> None:
    """Let the last proof of who one is be an hour old."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= AN_HOUR_AGO
    session.save()


def test_an_app_is_asked_for_after_the_password(signed_in: Client) -> None:
    secret, _ = set_up_app(signed_in)
    other = Client()

    assert sign_in(other) == AUTHENTICATE
    assert not is_signed_in(other)
    other.post(AUTHENTICATE, {"code": app_code(secret, steps=1)})

    assert is_signed_in(other)


@pytest.mark.django_db(transaction=True)  # the message leaves once the change is kept
def test_a_new_second_step_is_told_by_mail(signed_in: Client) -> None:
    set_up_app(signed_in)

    assert [message.subject for message in mail.outbox] == ["[ConductAtlas] An authenticator app was set up"]


def test_a_code_of_the_app_is_good_once(signed_in: Client) -> None:
    secret, _ = set_up_app(signed_in)
    code = app_code(secret, steps=1)
    for browser in (first := Client(), second := Client()):
        sign_in(browser)
        browser.post(AUTHENTICATE, {"code": code})

    assert is_signed_in(first)
    assert not is_signed_in(second)


def test_a_recovery_code_is_good_once(signed_in: Client) -> None:
    _, codes = set_up_app(signed_in)
    for browser in (first := Client(), second := Client()):
        sign_in(browser)
        browser.post(AUTHENTICATE, {"code": codes[0]})

    assert len(codes) == 10
    assert is_signed_in(first)
    assert not is_signed_in(second)


def test_recovery_codes_are_shown_once(signed_in: Client) -> None:
    _, codes = set_up_app(signed_in)

    again = signed_in.get(CODES).content.decode()

    assert not any(code in again for code in codes)


def test_a_secret_is_sealed_in_the_database(signed_in: Client) -> None:
    secret, codes = set_up_app(signed_in)

    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))

    assert secret not in kept
    assert not any(code in kept for code in codes)


def test_a_former_secret_key_still_opens_what_it_sealed(settings: Settings) -> None:
    settings.SECRET_KEY = "the first key"
    sealed = encryption.encrypt("JBSWY3DPEHPK3PXP")

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the second key", ["the first key"]
    assert encryption.decrypt(sealed) == "JBSWY3DPEHPK3PXP"

    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        encryption.decrypt(sealed)


@pytest.mark.parametrize(
    "address",
    [
        ACTIVATE,
        DEACTIVATE,
        f"{CODES}generate/",
        "/account/two-factor/webauthn/add/",
        "/account/email/",
    ],
)
def test_what_protects_an_account_changes_only_after_asking_again(signed_in: Client, address: str) -> None:
    set_up_app(signed_in)
    before = list(Authenticator.objects.values("type", "data"))
    grow_old(signed_in)

    response = signed_in.post(address, {"email": "new@example.com", "action_add": ""})

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert list(Authenticator.objects.values("type", "data")) == before


def test_the_password_once_more_is_enough(signed_in: Client) -> None:
    set_up_app(signed_in)
    grow_old(signed_in)
    asked = signed_in.get(DEACTIVATE)["Location"]

    response = signed_in.post(asked, {"password": PASSWORD, "next": DEACTIVATE})

    assert response["Location"] == DEACTIVATE
    signed_in.post(DEACTIVATE)
    assert not Authenticator.objects.exists()
    assert mail.outbox[-1].subject == "[ConductAtlas] The authenticator app was switched off"


def test_wrong_codes_lock_the_second_step(signed_in: Client) -> None:
    secret, _ = set_up_app(signed_in)
    other = Client()
    sign_in(other)
    for _ in range(5):
        other.post(AUTHENTICATE, {"code": "000000"})

    response = other.post(AUTHENTICATE, {"code": app_code(secret, steps=1)})

    assert response.context["form"].errors["code"] == [
        "Too many wrong attempts. Wait five minutes, or use a passkey."
    ]
    assert not is_signed_in(other)


def test_a_code_by_mail_does_not_go_around_the_second_step(signed_in: Client, person: User) -> None:
    set_up_app(signed_in)
    browser = Client()
    browser.post("/account/login/code/", {"email": person.email})

    response = browser.post("/account/login/code/confirm/", {"code": latest_code()})

    assert response["Location"] == AUTHENTICATE
    assert not is_signed_in(browser)


def test_the_picture_needs_no_exception_from_the_policy(signed_in: Client) -> None:
    prove_again(signed_in)

    response = signed_in.get(ACTIVATE)

    assert b'<svg width="' in response.content
    assert b"data:image" not in response.content
    assert "data:" not in response["Content-Security-Policy"]


def test_a_key_of_somebody_else_does_not_exist(signed_in: Client, db: None) -> None:
    other = make_person("other@example.com")
    key = Authenticator.objects.create(
        user=other, type=Authenticator.Type.WEBAUTHN, data={"name": "Theirs", "credential": {}}
    )

    prove_again(signed_in)

    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert signed_in.post(reverse(name, kwargs={"pk": key.pk}), {"name": "Mine"}).status_code == 404
    key.refresh_from_db()
    assert key.data["name"] == "Theirs"
