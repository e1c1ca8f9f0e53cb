import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import RequestFactory
from pytest_django import Settings

from apps.accounts.identity import client_address, has_second_factor
from apps.accounts.models import User
from apps.accounts.selectors import verified_emails
from tests.accounts.signin.people import EMAIL


def test_an_address_counts_once_it_is_verified(person: User) -> None:
    EmailAddress.objects.create(user=person, email="waiting@example.com", verified=False)

    assert verified_emails(person) == {EMAIL}


def test_recovery_codes_alone_are_no_second_factor(person: User) -> None:
    RecoveryCodes.activate(person)
    assert not has_second_factor(person)

    TOTP.activate(person, generate_totp_secret())
    assert has_second_factor(person)


@pytest.mark.parametrize(("proxies", "expected"), [(0, "198.51.100.7"), (1, "203.0.113.4")])
def test_the_address_of_a_request_is_the_one_limits_use(
    rf: RequestFactory, settings: Settings, proxies: int, expected: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

    request = rf.get("/", headers={"X-Forwarded-For": "203.0.113.4"}, REMOTE_ADDR="198.51.100.7")

    assert client_address(request) == expected
