"""What the tests of signing in share."""

import uuid

import pytest
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import User
from tests.accounts.signin.people import EMAIL, make_person, sign_in


@pytest.fixture(autouse=True)
def _limits_of_this_test(settings: Settings) -> None:
    """Count attempts apart from other tests, and let messages follow each other at once."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": f"test-{uuid.uuid4()}"}}
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"confirm_email": None}


@pytest.fixture
def person(db: None) -> User:
    return make_person(EMAIL)


@pytest.fixture
def signed_in(client: Client, person: User) -> Client:
    """Give a browser in which the person has just signed in with the password."""
    sign_in(client)
    return client
