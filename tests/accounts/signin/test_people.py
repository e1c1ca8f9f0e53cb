import re
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import Membership, User
from apps.accounts.services.people import admit_person
from apps.accounts.types import Role
from apps.core.tenancy import in_workspace
from apps.pipeline.management.commands.demo import _how_to_sign_in
from apps.pipeline.stages.sample_team import gather_sample_team
from tests.accounts.signin.people import EMAIL, INSIDE, PASSWORD, is_signed_in, sign_in

pytestmark = pytest.mark.django_db


def test_a_person_is_admitted_once_and_gets_the_new_password() -> None:
    first = admit_person(email="Ops@Example.com", password="an older password")

    again = admit_person(email="ops@example.com", password=PASSWORD)

    assert first.pk == again.pk
    assert sign_in(Client(), "ops@example.com") == INSIDE
    assert [(address.email, address.verified) for address in EmailAddress.objects.all()] == [
        ("ops@example.com", True)
    ]


def test_the_demo_says_how_to_sign_in() -> None:
    said = "\n".join(_how_to_sign_in(8000))
    found = re.search(r"(\S+@\S+) \(owner of Sample team\), password (\S+)", said)

    assert found
    visitor = Client()
    assert sign_in(visitor, found[1], found[2]) == INSIDE
    assert visitor.get(INSIDE)["Location"] == "/w/sample-team/"


def test_the_team_of_the_demo_is_gathered_once_and_has_every_role() -> None:
    first, again = gather_sample_team("a password of then"), gather_sample_team(PASSWORD)

    viewer = Client()
    sign_in(viewer, "viewer@conductatlas.example")
    with in_workspace(first):
        roles = sorted(Membership.objects.for_workspace(first).values_list("role", flat=True))

    assert first.pk == again.pk
    assert roles == sorted(Role.values)
    assert viewer.get("/w/sample-team/members/").status_code == 200


def test_the_demo_lets_nobody_into_a_site_in_production(settings: Settings) -> None:
    settings.IS_PRODUCTION = True

    assert _how_to_sign_in(8000) == []
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)  # the message leaves once the change is kept
def test_who_has_lost_every_factor_is_let_in_again_and_told(signed_in: Client, person: User) -> None:
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    said = StringIO()

    call_command("forget_second_factors", EMAIL.upper(), stdout=said)

    assert "2 taken from ada@example.com" in said.getvalue()
    assert not Authenticator.objects.exists()
    assert not is_signed_in(signed_in)
    assert sign_in(Client()) == INSIDE
    [message] = mail.outbox
    assert (message.to, message.subject) == ([EMAIL], "[ConductAtlas] Your second steps were taken away")
    assert "/account/password/reset/" in message.body


def test_nobody_is_not_helped(db: None) -> None:
    with pytest.raises(CommandError, match="Nobody has the address"):
        call_command("forget_second_factors", "nobody@example.com")
