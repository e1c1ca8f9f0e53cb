import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import User
from apps.accounts.services.people import admit_person
from apps.pipeline.management.commands.demo import _how_to_sign_in
from tests.accounts.signin.people import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


def test_a_person_is_admitted_once_and_gets_the_new_password() -> None:
    first = admit_person(email="Ops@Example.com", password="an older password")

    again = admit_person(email="ops@example.com", password=PASSWORD)

    assert first.pk == again.pk
    assert sign_in(Client(), "ops@example.com") == "/"
    assert [(address.email, address.verified) for address in EmailAddress.objects.all()] == [
        ("ops@example.com", True)
    ]


def test_the_demo_says_how_to_sign_in() -> None:
    said = "\n".join(_how_to_sign_in(8000))
    found = re.search(r"(\S+@\S+), password (\S+)", said)

    assert found
    assert sign_in(Client(), found[1], found[2]) == "/"


def test_the_demo_lets_nobody_into_a_site_in_production(settings: Settings) -> None:
    settings.IS_PRODUCTION = True

    assert _how_to_sign_in(8000) == []
    assert not User.objects.exists()
