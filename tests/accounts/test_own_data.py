"""What we hold on a person, as a zip for them: all of it, no secret, nothing of others that is not theirs to see."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from apps.accounts.inventory import personal_keys
from apps.accounts.models import User
from apps.accounts.own_data import FORMAT, PARTS, write_person
from apps.accounts.services.members import leave_workspace
from apps.accounts.types import Role, Scope
from apps.core.tenancy import across_workspaces
from tests.accounts.cast import acting, make_feed, make_invitation, make_key, make_member, make_user
from tests.accounts.conftest import Cast

pytestmark = pytest.mark.django_db


def taken_along(user: User) -> dict[str, Any]:
    """Return the files of a person's zip, read."""
    file = BytesIO()
    write_person(user, file)
    with ZipFile(file) as archive:
        assert archive.testzip() is None
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    manifest = json.loads(texts.pop("manifest.json"))
    return {"manifest": manifest} | {
        name: [json.loads(line) for line in text.splitlines()] for name, text in texts.items()
    }


def make_full_person(cast: Cast) -> tuple[User, list[str]]:
    """Make an admin of Acme with everything an account can have; return the secrets too."""
    dana, browser = make_user("Dana"), Client(headers={"User-Agent": "Firefox/145"})
    make_member(cast.acme, dana, Role.ADMIN)
    browser.force_login(dana)
    browser.get("/account/sessions/")
    app = TOTP.activate(dana, "JBSWY3DPEHPK3PXP").instance
    told = {"login": "dana", "access_token": "gho_secret", "plan": {"name": "pro", "client_secret": "deep"}}
    SocialAccount.objects.create(user=dana, provider="github", uid="7", extra_data=told)
    key, feed = make_key(cast.acme, dana, Scope.READ), make_feed(cast.acme, dana)
    invitation = make_invitation(cast.acme, dana, "guest@partner.example")
    secrets = [app.data["secret"], "gho_secret", "deep", key.secret, key.key.secret_sha256, invitation.token]
    secrets += [feed.secret, feed.feed.token_sha256]
    return dana, [*secrets, browser.cookies["sessionid"].value, str(dana.password)]


def test_it_holds_everything_and_says_so(cast: Cast) -> None:
    dana, _ = make_full_person(cast)

    files = taken_along(dana)

    manifest = files.pop("manifest")
    assert (manifest["format"], manifest["account"]) == (FORMAT, dana.pk)
    assert {part["name"]: part["rows"] for part in manifest["files"]} == {
        name: len(rows) for name, rows in files.items()
    }
    assert files["profile.jsonl"][0]["email"] == "dana@acme.example"
    assert [row["email"] for row in files["addresses.jsonl"]] == ["dana@acme.example"]
    assert [row["user_agent"] for row in files["sessions.jsonl"]] == ["Firefox/145"]
    assert [row["type"] for row in files["authenticators.jsonl"]] == ["totp"]
    assert files["connections.jsonl"][0]["told_by_provider"] == {"login": "dana", "plan": {"name": "pro"}}
    assert [(row["workspace"], row["role"]) for row in files["memberships.jsonl"]] == [("Acme", "admin")]
    assert [row["email"] for row in files["invitations-sent.jsonl"]] == ["guest@partner.example"]
    assert [row["name"] for row in files["api-keys.jsonl"]] == ["Exports"]
    assert [row["name"] for row in files["feeds.jsonl"]] == ["News reader"]
    assert [row["action"] for row in files["acts.jsonl"]] == [
        "api_key.issued",
        "feed.issued",
        "invitation.sent",
    ]


def test_no_secret_is_in_it(cast: Cast) -> None:
    dana, secrets = make_full_person(cast)

    text = json.dumps(taken_along(dana))

    assert [secret for secret in secrets if secret in text] == []


def test_it_holds_nothing_of_anybody_else(cast: Cast) -> None:
    make_full_person(cast)
    make_key(cast.umbra, cast.charlie)

    files = taken_along(cast.bob)

    text = json.dumps(files)
    assert [name for name in ("alice", "dana", "charlie", "Exports") if name in text] == []
    assert {row["workspace"] for row in files["memberships.jsonl"]} == {"Acme", "Umbra"}


def test_who_has_left_a_workspace_does_not_take_its_contents_along(cast: Cast) -> None:
    dana, _ = make_full_person(cast)
    leave_workspace(workspace=cast.acme, user=dana, actor=acting(dana))

    files = taken_along(dana)

    assert [row["action"] for row in files["acts.jsonl"]] == [
        "api_key.issued",
        "feed.issued",
        "invitation.sent",
        "member.left",
    ]
    assert {tuple(row) for row in files["acts.jsonl"]} == {
        ("workspace_id", "at", "action", "ip", "user_agent", "session")
    }
    assert [row["email"] for row in files["invitations-sent.jsonl"]] == [None]
    assert "guest@partner.example" not in json.dumps(files)


def test_invitations_to_a_proved_address_are_in_it_and_to_a_claimed_one_are_not(cast: Cast) -> None:
    proved, claimed = make_user("erin"), make_user("gus", verified=False)
    for person in (proved, claimed):
        make_invitation(cast.acme, cast.alice, person.email)

    found = [len(taken_along(person)["invitations-received.jsonl"]) for person in (proved, claimed)]

    assert found == [1, 0]


def test_any_number_of_rows_costs_the_same_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        make_invitation(cast.acme, cast.alice, f"guest{number}@partner.example")

    with django_assert_max_num_queries(60), across_workspaces(reason="a person's own data"):
        write_person(cast.alice, BytesIO())


def test_every_table_that_is_about_a_person_has_a_part() -> None:
    read = {"EmailAddress", "Authenticator", "UserSession", "SocialAccount", "SignOnLink", "FeedToken"}

    assert {key.model.__name__ for key in personal_keys()} == read
    assert len({part.name for part in PARTS}) == len(PARTS)
