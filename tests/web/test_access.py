"""The access table, walked: every address as every kind of visitor; whoever is denied changes nothing."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from apps.web.access_listing import (
    OPEN,
    SIGN_IN,
    VISITORS,
    addresses,
    as_markdown,
    expected,
)
from apps.web.access_table import ACCESS, Access
from apps.web.management.commands.access_table import BEGIN, END
from tests.web.access_samples import Sample
from tests.web.fingerprints import fingerprint
from tests.web.review_samples import SAMPLES
from tests.web.teams import Team
from tests.web.visits import METHODS, ask, outcome

READ_ONLY = ["/", "/platforms/", "/changes/", "/methodology/", "/status/", "/healthz", "/robots.txt"]
# Steps of signing in that lead back to the first one when they are asked for out of turn.
STEPS = {
    "account_confirm_login_code",
    "account_confirm_password_reset_code",
    "account_email_verification_sent",
    "socialaccount_signup",
    "mfa_authenticate",
    "mfa_login_webauthn",
}


@pytest.fixture(autouse=True)
def _blobs_of_this_test() -> None:
    """Leave them where the module has its own."""


@pytest.fixture
def team(db: None, signed_in: Team) -> Team:
    return signed_in.as_it_was()


def test_every_address_is_in_the_access_table() -> None:
    assert set(addresses()) == set(ACCESS)


def test_the_documentation_prints_the_table() -> None:
    page = (Path(settings.BASE_DIR) / "docs" / "security.md").read_text(encoding="utf-8")
    said = StringIO()
    call_command("access_table", stdout=said)

    assert page.partition(BEGIN)[2].partition(END)[0].strip() == as_markdown() == said.getvalue().strip()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "name", sorted(name for name, wanted in ACCESS.items() if wanted is not Access.PUBLIC)
)
def test_who_is_denied_gets_nothing_and_changes_nothing(team: Team, name: str, method: str) -> None:
    sample = SAMPLES.get(name, Sample())
    sample.prepare(team)
    address = reverse(name, kwargs=sample.kwargs(team))
    denied = [visitor for visitor in VISITORS if expected(name, visitor) != OPEN]
    before = fingerprint()

    got = {visitor: outcome(ask(team, visitor, method, address, sample)) for visitor in denied}

    assert got == {visitor: expected(name, visitor) for visitor in denied}
    assert fingerprint() == before


@pytest.mark.parametrize("name", sorted(name for name, wanted in ACCESS.items() if wanted is Access.PUBLIC))
def test_what_is_public_asks_nobody_to_sign_in(team: Team, name: str) -> None:
    address = reverse(name, kwargs=SAMPLES.get(name, Sample()).kwargs(team))

    response = team.client("anonymous").get(address)

    assert response.status_code < 500
    assert outcome(response) != SIGN_IN or name in STEPS


@pytest.mark.parametrize("address", READ_ONLY)
def test_nothing_can_be_posted(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("address", READ_ONLY)
def test_head_answers_like_get_without_a_body(client: Client, address: str) -> None:
    response = client.head(address)

    assert (response.status_code, response.content) == (200, b"")
