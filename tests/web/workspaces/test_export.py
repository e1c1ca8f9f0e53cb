"""Everything a workspace holds, taken along by an owner and nobody else."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client

from apps.accounts.models import AuditEntry
from apps.accounts.types import Role
from apps.core.tenancy import in_workspace
from tests.accounts.cast import make_key, make_member
from tests.accounts.signin.people import EMAIL, make_person, prove_again, sign_in
from tests.web.teams import Team


def exports_of(team: Team) -> int:
    with in_workspace(team.workspace):
        return AuditEntry.objects.for_workspace(team.workspace).filter(action="workspace.exported").count()


@pytest.fixture
def browser(team: Team, client: Client) -> Client:
    """Sign a second owner in, with a password given this minute."""
    make_member(team.workspace, make_person(EMAIL), Role.OWNER)
    sign_in(client)
    prove_again(client)
    return client


def test_an_owner_takes_everything_along_and_that_is_recorded(team: Team, browser: Client) -> None:
    key = make_key(team.workspace, team.people["owner"])

    response: Any = browser.post(team.url("settings/export/"))

    with ZipFile(BytesIO(b"".join(response))) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    everything = "".join(texts.values())
    assert len(texts["accounts.membership.jsonl"].splitlines()) == len(Role) + 1
    acts = [json.loads(line)["action"] for line in texts["accounts.auditentry.jsonl"].splitlines()]
    assert "workspace.exported" in acts
    assert key.key.prefix in everything
    assert [word for word in (key.secret, "sha256", "umbra") if word in everything.lower()] == []
    assert response["Content-Disposition"].startswith('attachment; filename="acme-')
    assert "no-store" in response["Cache-Control"]
    assert exports_of(team) == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_browser_left_open_gives_nothing_away(team: Team, method: str) -> None:
    response = getattr(team.client("owner"), method)(team.url("settings/export/"))

    assert "Sign in again" in response.content.decode()
    assert exports_of(team) == 0


def test_the_way_there_is_shown_to_owners_alone(team: Team) -> None:
    address = team.url("settings/export/")

    assert address in team.client("owner").get(team.url("settings/")).content.decode()
    assert address not in team.client("admin").get(team.url("settings/")).content.decode()
