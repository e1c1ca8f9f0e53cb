"""One's own data: taken along by oneself only, erased when one says so, kept when one says so again."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from apps.accounts.models import AuditEntry, User
from apps.accounts.services.account_deletion import GRACE
from apps.accounts.types import Role
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.web.access_table import ACCESS, Access
from tests.accounts.cast import make_key, make_member, make_workspace
from tests.accounts.signin.people import EMAIL, is_signed_in, latest_code, make_person, prove_again, sign_in
from tests.web.access_samples import Sample
from tests.web.fingerprints import undone
from tests.web.review_samples import SAMPLES
from tests.web.teams import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return make_person(EMAIL)


@pytest.fixture
def browser(client: Client, person: User) -> Client:
    """Sign the person in, with a password given this minute."""
    sign_in(client, person.email)
    prove_again(client)
    return client


def state_of(person: User) -> bool:
    return User.objects.get(pk=person.pk).is_leaving


def sign_in_by_code(browser: Client, email: str) -> None:
    browser.post(reverse("account_request_login_code"), {"email": email})
    browser.post(reverse("account_confirm_login_code"), {"code": latest_code()})


def leave(browser: Client) -> Any:
    return browser.post(reverse("own_data_delete"), {"email": EMAIL.upper()}, follow=True)


def test_the_zip_is_of_whoever_asks(browser: Client, person: User) -> None:
    response: Any = browser.post(reverse("own_data_export"))

    with ZipFile(BytesIO(b"".join(response))) as archive:
        profile = json.loads(archive.read("profile.jsonl"))
        manifest = json.loads(archive.read("manifest.json"))
    assert (profile["id"], profile["email"]) == (person.pk, EMAIL)
    assert manifest["account"] == person.pk
    assert response["Content-Type"] == "application/zip"
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"].startswith('attachment; filename="conductatlas-own-data-')


@pytest.mark.parametrize("name", ["own_data_export", "own_data_delete"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_browser_left_open_gives_nothing_away(person: User, name: str, method: str) -> None:
    browser = Client()
    browser.force_login(person)

    response = getattr(browser, method)(reverse(name), {"email": EMAIL})

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert not state_of(person)


@pytest.mark.parametrize("name", ["own_data_export", "own_data_delete"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_has_no_password_signs_in_anew(name: str, method: str) -> None:
    nameless, browser = make_person("nopass@example.com", password=None), Client()
    sign_in_by_code(browser, nameless.email)
    address = reverse(name)
    assert b"Sign in again" not in browser.get(address).content

    with clock.fixed(clock.now() + timedelta(minutes=6)):
        response = getattr(browser, method)(address, {"email": nameless.email})

    page = response.content.decode()
    assert "Sign in again" in page
    back = f"{reverse('account_login')}?next={address}"
    assert back in page
    assert browser.post(reverse("account_logout"), {"next": back})["Location"] == back
    assert not state_of(nameless)


def test_deleting_signs_out_everywhere_and_says_until_when(browser: Client, person: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    elsewhere.get(reverse("profile"))

    answer = leave(browser)

    page = answer.content.decode()
    due = clock.now() + GRACE
    assert f"Your account will be erased on {due:%-d %b %Y}" in page
    assert not is_signed_in(browser)
    assert not is_signed_in(elsewhere)
    assert [message.to for message in mail.outbox] == [[EMAIL]]
    assert "sign in, and say so" in str(mail.outbox[0].body)


def test_another_address_deletes_nothing(browser: Client, person: User) -> None:
    response = browser.post(reverse("own_data_delete"), {"email": "somebody@else.example"})

    assert response.status_code == 200
    assert b"This is not your address" in response.content
    assert not state_of(person)


def test_the_only_owner_is_told_what_to_do_first(browser: Client, person: User) -> None:
    workspace = make_workspace(person, "Acme & Sons")

    pages = [browser.get(reverse(name)).content.decode() for name in ("own_data", "own_data_delete")]
    refused = browser.post(reverse("own_data_delete"), {"email": EMAIL})

    for page in (*pages, refused.content.decode()):
        assert "You are the only owner of" in page
        assert "Acme &amp; Sons" in page
        assert reverse("workspace_members", kwargs={"workspace_slug": workspace.slug}) in page
    assert not state_of(person)


def test_who_comes_back_can_keep_the_account(browser: Client, person: User) -> None:
    leave(browser)

    back = Client()
    assert sign_in(back)
    offered = back.get(reverse("workspace_enter"), follow=True).content.decode()
    kept = back.post(reverse("own_data_keep"), follow=True)

    assert "Keep my account" in offered
    assert "Your account stays" in kept.content.decode()
    assert not state_of(person)
    assert mail.outbox[-1].subject.endswith("Your account stays")
    assert back.get(reverse("workspaces")).status_code == 200


def test_keeping_what_was_never_to_go_says_nothing(browser: Client) -> None:
    answer = browser.post(reverse("own_data_keep"), follow=True)

    assert "Your account stays" not in answer.content.decode()
    assert mail.outbox == []


def test_a_leaver_sees_and_does_nothing_else(team: Team) -> None:
    admin = team.people["admin"]
    User.objects.filter(pk=admin.pk).update(deletion_due_at=clock.now() + GRACE)
    browser = team.client("admin")
    left = {
        "own_data", "own_data_export", "own_data_keep",
        "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    }  # fmt: skip
    closed = [name for name, wanted in ACCESS.items() if wanted is not Access.PUBLIC and name not in left]

    for name in closed:
        sample = SAMPLES.get(name, Sample())
        with undone():
            sample.prepare(team)
            address = reverse(name, kwargs=sample.kwargs(team))
            for response in (browser.get(address), browser.post(address, dict(sample.data))):
                assert (response.status_code, response["Location"]) == (302, reverse("own_data")), name

    with in_workspace(team.workspace):
        assert not AuditEntry.objects.for_workspace(team.workspace).filter(actor=admin).exists()
    assert len(closed) > 40


def test_keys_end_with_the_request(browser: Client, person: User, team: Team) -> None:
    make_member(team.workspace, person, Role.ADMIN)
    make_key(team.workspace, person)

    leave(browser)

    listed = team.client("owner").get(team.url("keys/")).content.decode()
    assert "Revoked" in listed


def test_mail_that_cannot_be_sent_undoes_nothing(
    browser: Client, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: User) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("apps.web.views.account.own_data.send_deletion_scheduled", fail)

    page = leave(browser).content.decode()

    assert "could not be sent by e-mail" in page
    assert state_of(person)
