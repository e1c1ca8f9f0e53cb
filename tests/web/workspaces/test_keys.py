"""The pages of API keys: shown once, rotated with an overlap, ended at once."""

import re
from datetime import timedelta

import pytest

from apps.accounts.errors import InvalidKeyError
from apps.accounts.models import ApiKey
from apps.accounts.services.api_keys import authenticate_key
from apps.accounts.types import Scope
from apps.core import clock
from apps.core.tenancy import in_workspace
from tests.accounts.cast import make_key
from tests.web.teams import Team

_SECRET = re.compile(r"ca_[0-9a-f]{8}_[\w-]{43}")


def keys_of(team: Team) -> list[ApiKey]:
    with in_workspace(team.workspace):
        return list(ApiKey.objects.for_workspace(team.workspace).order_by("pk"))


def shown(page: bytes) -> list[str]:
    return _SECRET.findall(page.decode())


def test_a_key_is_shown_once_and_works(team: Team) -> None:
    client = team.client("admin")
    data = {"name": "Nightly export", "scopes": ["read", "dossier"], "days": "30"}

    made = client.post(team.url("keys/new/"), data)

    (secret,) = shown(made.content)
    holder = authenticate_key(secret)
    assert (holder.user_id, holder.scopes) == (
        team.people["admin"].pk,
        frozenset({Scope.READ, Scope.DOSSIER}),
    )
    assert "no-store" in made["Cache-Control"]
    (key,) = keys_of(team)
    assert key.expires_at is not None
    assert key.expires_at - key.created_at == pytest.approx(timedelta(days=30), abs=timedelta(seconds=5))
    listed = client.get(team.url("keys/")).content
    assert shown(listed) == []
    assert key.prefix.encode() in listed
    assert b"Nightly export" in listed


@pytest.mark.parametrize(
    "data",
    [
        {"name": "", "scopes": "read", "days": "30"},
        {"name": "x", "days": "30"},
        {"name": "x", "scopes": "ownership", "days": "30"},
        {"name": "x", "scopes": "read", "days": "9999"},
    ],
)
def test_a_wish_that_cannot_be_read_makes_no_key(team: Team, data: dict[str, str]) -> None:
    response = team.client("admin").post(team.url("keys/new/"), data)

    assert response.status_code == 200
    assert b"errorlist" in response.content
    assert keys_of(team) == []


def test_rotating_shows_another_and_lets_both_work_for_the_overlap(team: Team) -> None:
    old = make_key(team.workspace, team.people["owner"])

    page = team.client("admin").post(team.url(f"keys/{old.key.pk}/rotate/"), {"overlap": "3600"})

    (secret,) = shown(page.content)
    assert authenticate_key(secret).user_id == team.people["admin"].pk
    assert authenticate_key(old.secret).api_key_id == old.key.pk
    with clock.fixed(clock.now() + timedelta(hours=1)), pytest.raises(InvalidKeyError):
        authenticate_key(old.secret)
    listed = team.client("admin").get(team.url("keys/")).content.decode()
    assert "Being replaced" in listed
    assert listed.count(">Rotate<") == 1


def test_a_key_is_rotated_once(team: Team) -> None:
    old = make_key(team.workspace, team.people["owner"])
    address = team.url(f"keys/{old.key.pk}/rotate/")
    team.client("admin").post(address, {"overlap": "3600"})

    again = team.client("admin").post(address, {"overlap": "3600"})

    assert "This key was rotated already." in again.content.decode()
    assert shown(again.content) == []
    assert len(keys_of(team)) == 2


def test_a_revoked_key_is_dead_at_once_and_offers_nothing(team: Team) -> None:
    key = make_key(team.workspace, team.people["owner"])

    answer = team.client("admin").post(team.url(f"keys/{key.key.pk}/revoke/"), follow=True)

    with pytest.raises(InvalidKeyError):
        authenticate_key(key.secret)
    page = answer.content.decode()
    assert "is revoked: from now on it opens nothing" in page
    assert "/rotate/" not in page
    assert "/revoke/" not in page


@pytest.mark.parametrize("step", ["rotate", "revoke"])
def test_a_key_of_another_workspace_does_not_exist(team: Team, step: str) -> None:
    other = make_key(team.elsewhere, team.people["stranger"])

    response = team.client("owner").post(team.url(f"keys/{other.key.pk}/{step}/"), {"overlap": "0"})

    assert response.status_code == 404
    assert authenticate_key(other.secret).workspace_id == team.elsewhere.pk


@pytest.mark.parametrize("who", ["viewer", "analyst", "procurement"])
def test_roles_that_may_not_use_keys_see_nothing_of_them(team: Team, who: str) -> None:
    key = make_key(team.workspace, team.people["owner"]).key

    pages = [team.client(who).get(team.url(rest)).content for rest in ("", "members/", "keys/", "audit/")]

    assert [page for page in pages if key.prefix.encode() in page or key.name.encode() in page] == []


def test_no_key_yet_says_what_one_is_for(team: Team) -> None:
    page = team.client("owner").get(team.url("keys/")).content.decode()

    assert "No key yet" in page
    assert team.url("keys/new/") in page
