"""How often something may be tried, and from where it seems to be."""

import pytest
from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory
from pytest_django import Settings

from apps.accounts.models import User
from tests.accounts.signin.people import EMAIL, INSIDE, PASSWORD, is_signed_in, sign_in

LOGIN = "/account/login/"
WRONG = "not the password"


def test_five_wrong_passwords_lock_the_account_for_the_right_one(person: User) -> None:
    for number in range(5):
        sign_in(Client(REMOTE_ADDR=f"198.51.100.{number}"), password=WRONG)
    client = Client(REMOTE_ADDR="203.0.113.9")

    response = client.post(LOGIN, {"login": EMAIL, "password": PASSWORD})

    assert response.context["form"].non_field_errors() == [
        "Too many wrong attempts. Wait five minutes, or use a passkey."
    ]
    assert not is_signed_in(client)


def test_a_lock_of_one_account_is_none_of_another(person: User, client: Client) -> None:
    for _ in range(5):
        sign_in(client, "somebody@example.com", WRONG)

    assert sign_in(client) == INSIDE


def test_a_right_password_in_between_does_not_start_the_count_again(client: Client, person: User) -> None:
    for _ in range(4):
        sign_in(client, password=WRONG)
    assert sign_in(Client()) == INSIDE

    sign_in(client, password=WRONG)

    assert sign_in(Client()) == ""


def test_ten_wrong_passwords_a_minute_stop_an_address(person: User) -> None:
    client = Client(REMOTE_ADDR="198.51.100.7")
    for number in range(10):
        sign_in(client, f"somebody-{number}@example.com", WRONG)

    assert sign_in(client) == ""
    assert sign_in(Client(REMOTE_ADDR="198.51.100.8")) == INSIDE


@pytest.mark.django_db
def test_too_many_sign_ups_from_one_address_are_refused_with_a_page(client: Client) -> None:
    weak = {"email": "a@example.com", "password1": "weak"}
    for _ in range(10):
        client.post("/account/signup/", weak)

    response = client.post("/account/signup/", weak)

    assert response.status_code == 429
    assert "Too many attempts" in response.content.decode()


@pytest.mark.django_db
def test_three_codes_a_minute_go_to_one_address(client: Client, person: User) -> None:
    for _ in range(3):
        Client().post("/account/login/code/", {"email": EMAIL})

    response = client.post("/account/login/code/", {"email": EMAIL})

    assert response.status_code == 200
    assert response.context["form"].errors["email"]


def test_an_address_far_ahead_in_the_header_is_not_believed(person: User, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    for number in range(10):
        forged = Client(headers={"X-Forwarded-For": f"10.0.0.{number}"}, REMOTE_ADDR="198.51.100.7")
        sign_in(forged, f"somebody-{number}@example.com", WRONG)

    forged = Client(headers={"X-Forwarded-For": "10.0.0.99"}, REMOTE_ADDR="198.51.100.7")

    assert sign_in(forged) == ""


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, "10.9.9.9", "198.51.100.7"),
        (1, "10.9.9.9, 203.0.113.4", "203.0.113.4"),
        (2, "10.9.9.9, 203.0.113.4, 192.0.2.1", "203.0.113.4"),
        (1, "", "198.51.100.7"),
        (1, "2001:db8::7", "2001:db8::7"),
    ],
)
def test_the_address_is_the_last_one_that_a_proxy_of_ours_wrote(
    rf: RequestFactory, settings: Settings, proxies: int, header: str, expected: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": header} if header else {}

    request = rf.get("/", headers=headers, REMOTE_ADDR="198.51.100.7")

    assert get_adapter().get_client_ip(request) == expected


def test_fewer_addresses_than_proxies_is_a_mistake_of_ours(rf: RequestFactory, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2

    request = rf.get("/", headers={"X-Forwarded-For": "203.0.113.4"})

    with pytest.raises(ImproperlyConfigured):
        get_adapter().get_client_ip(request)
