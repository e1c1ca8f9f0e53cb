from django.core import mail
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from tests.accounts.signin.people import EMAIL, INSIDE, PASSWORD, is_signed_in, latest_code, sign_in

NEW = "copper meadow seven lantern"
RESET = "/account/password/reset/"
CONFIRM = "/account/password/reset/confirm/"
COMPLETE = "/account/password/reset/complete/"


def test_a_forgotten_password_is_replaced_with_a_code(
    client: Client, signed_in: Client, person: User
) -> None:
    browser = Client()

    assert browser.post(RESET, {"email": EMAIL})["Location"] == CONFIRM
    assert browser.post(CONFIRM, {"code": latest_code()})["Location"] == COMPLETE
    response = browser.post(COMPLETE, {"password1": NEW, "password2": NEW})

    assert response.status_code == 302
    assert not is_signed_in(signed_in)
    assert sign_in(Client(), password=PASSWORD) == ""
    assert sign_in(Client(), password=NEW) == INSIDE
    assert mail.outbox[-1].subject == "[ConductAtlas] Your password was reset"


def test_the_second_page_needs_the_code(client: Client, person: User) -> None:
    client.post(RESET, {"email": EMAIL})

    client.post(COMPLETE, {"password1": NEW, "password2": NEW})

    assert sign_in(Client(), password=NEW) == ""


def test_a_reset_for_an_unknown_address_looks_alike(client: Client, person: User) -> None:
    assert client.post(RESET, {"email": "nobody@example.com"})["Location"] == CONFIRM
    assert mail.outbox[0].subject == "[ConductAtlas] There is no account with this address"


def test_a_changed_password_ends_every_other_session(signed_in: Client) -> None:
    other = Client()
    sign_in(other)

    values = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    signed_in.post(reverse("account_change_password"), values)

    assert is_signed_in(signed_in)
    assert not is_signed_in(other)
    assert mail.outbox[-1].subject == "[ConductAtlas] Your password was changed"


def test_a_change_needs_the_old_password(signed_in: Client, person: User) -> None:
    values = {"oldpassword": "a guess of somebody", "password1": NEW, "password2": NEW}

    response = signed_in.post(reverse("account_change_password"), values)

    assert response.context["form"].errors["oldpassword"] == ["This is not your current password."]
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
