from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from django.core import mail
from django.http.response import HttpResponseBase
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import User
from apps.accounts.selectors import verified_emails
from tests.accounts.signin.github import GitHub, serving_github
from tests.accounts.signin.people import EMAIL, INSIDE, is_signed_in, latest_code, prove_again

pytestmark = pytest.mark.django_db

APPLICATION = {"client_id": "an-id", "secret": "a-secret"}
ADDRESSES = {
    "google": "https://accounts.google.com/",
    "github": "https://github.com/login/oauth/authorize",
    "microsoft": "https://login.microsoftonline.com/",
}


@pytest.fixture
def _keys(settings: Settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {
        name: options | {"APPS": [APPLICATION]} for name, options in settings.SOCIALACCOUNT_PROVIDERS.items()
    }


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_provider_without_keys_is_neither_shown_nor_there(client: Client, name: str) -> None:
    assert f"/account/{name}/login/" not in client.get("/account/login/").content.decode()
    assert client.get(f"/account/{name}/login/").status_code == 404
    assert client.get(f"/account/{name}/login/callback/?code=x&state=y").status_code == 404


@pytest.mark.usefixtures("_keys")
@pytest.mark.parametrize("name", ADDRESSES)
def test_a_provider_with_keys_is_gone_to_with_a_proof_of_who_asked(client: Client, name: str) -> None:
    assert f"/account/{name}/login/" in client.get("/account/login/").content.decode()

    assert (
        client.get(f"/account/{name}/login/").status_code == 200
    )  # asks first: a link elsewhere starts nothing
    response = client.post(f"/account/{name}/login/")

    assert response["Location"].startswith(ADDRESSES[name])
    for part in ("client_id=an-id", "state=", "code_challenge="):
        assert part in response["Location"]


@pytest.mark.usefixtures("_keys")
def test_an_answer_nobody_asked_for_is_refused(client: Client) -> None:
    response = client.get("/account/google/login/callback/?code=stolen&state=forged")

    assert response.status_code in {200, 401}
    assert "did not answer as expected" in response.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.fixture
def github(_keys: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHub]:
    with serving_github() as github:
        for name, path in (("access_token_url", "token"), ("profile_url", "user"), ("emails_url", "emails")):
            monkeypatch.setattr(GitHubOAuth2Adapter, name, f"{github.url}/{path}")
        yield github


def come_back(client: Client, address: str = "/account/github/login/") -> HttpResponseBase:
    """Go to the provider and come back with what it gave, as a browser does."""
    gone = parse_qs(urlsplit(client.post(address)["Location"]).query)
    return client.get("/account/github/login/callback/", {"code": "given", "state": gone["state"][0]})


def test_who_is_new_gets_an_account_with_the_address_github_has_proved(
    client: Client, github: GitHub
) -> None:
    github.emails = [{"email": EMAIL, "verified": True, "primary": True}]

    response = come_back(client)

    assert response["Location"] == INSIDE
    assert is_signed_in(client)
    assert verified_emails(User.objects.get()) == {EMAIL}
    assert not User.objects.get().has_usable_password()
    token_request = parse_qs(github.asked[0][1])
    assert (token_request["code"], token_request["client_secret"]) == (["given"], ["a-secret"])
    assert "code_verifier" in token_request
    assert not SocialToken.objects.exists()  # no key to their account is kept


def test_an_address_github_has_not_proved_must_be_proved_to_us(client: Client, github: GitHub) -> None:
    github.emails = [{"email": EMAIL, "verified": False, "primary": True}]

    response = come_back(client)

    assert response["Location"] == "/account/confirm-email/"
    assert not is_signed_in(client)
    client.post("/account/confirm-email/", {"code": latest_code()})
    assert is_signed_in(client)


def test_an_account_that_has_the_address_is_not_opened(client: Client, person: User, github: GitHub) -> None:
    github.emails = [{"email": EMAIL, "verified": True, "primary": True}]

    response = come_back(client)

    assert not is_signed_in(client)
    assert response.status_code == 302
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == 1


def test_an_answer_is_good_once_and_for_the_browser_that_asked(client: Client, github: GitHub) -> None:
    github.emails = [{"email": EMAIL, "verified": True, "primary": True}]
    gone = parse_qs(urlsplit(client.post("/account/github/login/")["Location"]).query)
    answer = {"code": "given", "state": gone["state"][0]}
    thief = Client()

    thief.get("/account/github/login/callback/", answer)
    client.get("/account/github/login/callback/", answer)
    client.post("/account/logout/")
    client.get("/account/github/login/callback/", answer)

    assert not is_signed_in(thief)
    assert not is_signed_in(client)
    assert User.objects.count() == 1


def test_an_account_elsewhere_is_connected_shown_and_disconnected(signed_in: Client, github: GitHub) -> None:
    prove_again(signed_in)
    response = come_back(signed_in, "/account/github/login/?process=connect")
    assert response["Location"] == "/account/connections/"

    page = signed_in.get("/account/connections/").content.decode()
    account = SocialAccount.objects.get()
    other = Client()
    come_back(other)

    assert "GitHub: ada" in page
    assert is_signed_in(other)
    signed_in.post("/account/connections/", {"account": account.pk})
    assert not SocialAccount.objects.exists()
    assert [message.subject for message in mail.outbox] == [
        "[ConductAtlas] An account elsewhere was connected",
        "[ConductAtlas] An account elsewhere was disconnected",
    ]


def test_a_second_step_is_asked_for_after_a_provider_too(
    client: Client, person: User, github: GitHub
) -> None:
    SocialAccount.objects.create(user=person, provider="github", uid="7", extra_data=github.user)
    TOTP.activate(person, generate_totp_secret())

    assert come_back(client)["Location"] == "/account/two-factor/authenticate/"
    assert not is_signed_in(client)
