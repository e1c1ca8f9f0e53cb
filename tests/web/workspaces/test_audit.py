"""The page of the audit log: read and filtered by those who may, taken along where the plan holds it."""

import csv
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from apps.accounts.models import AuditEntry
from apps.accounts.services.members import remove_member
from apps.accounts.services.workspaces import WorkspaceSettings, change_settings
from apps.accounts.types import Role
from apps.core import clock
from apps.core.tenancy import in_workspace
from tests.accounts.cast import acting, make_invitation
from tests.web.teams import Team

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def exported(team: Team, file_format: str, **filters: str) -> tuple[str, str]:
    """Return the file an owner takes along, and what it is called."""
    response = team.client("owner").post(team.url("audit/export/"), {"format": file_format, **filters})
    assert response.status_code == 200
    lines: Any = response
    return b"".join(lines).decode(), response["Content-Disposition"]


def actions(team: Team) -> list[str]:
    with in_workspace(team.workspace):
        found = AuditEntry.objects.for_workspace(team.workspace).order_by("pk")
        return list(found.values_list("action", flat=True))


def test_an_entry_is_shown_with_before_and_after(team: Team) -> None:
    wanted = WorkspaceSettings(name="Acme <b>Legal</b>", join_role=Role.ANALYST)
    change_settings(workspace=team.workspace, wanted=wanted, actor=acting(team.people["admin"]))

    page = team.client("owner").get(team.url("audit/")).content.decode()

    assert "Workspace settings changed: Acme &lt;b&gt;Legal&lt;/b&gt;" in page
    assert "Join role" in page
    assert "viewer → became analyst" in " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "203.0.113.7" in page


def test_it_is_filtered_by_person_action_day_and_words(team: Team) -> None:
    owner, admin = team.people["owner"], team.people["admin"]
    with clock.fixed(NOW):
        make_invitation(team.workspace, owner, "early@partner.example")
    with clock.fixed(NOW + timedelta(days=1)):
        make_invitation(team.workspace, admin, "late@partner.example")
    client = team.client("owner")

    def found(**filters: str) -> list[bool]:
        page = client.get(team.url("audit/"), filters).content.decode()
        return [f"Invitation sent: {name}@partner.example" in page for name in ("early", "late")]

    assert found() == [True, True]
    assert found(actor=str(admin.pk)) == [False, True]
    assert found(action="invitation.sent", q="EARLY@") == [True, False]
    assert found(since="2026-03-03") == [False, True]
    assert found(until="2026-03-02") == [True, False]
    assert found(since="2026-03-02", until="2026-03-03") == [True, True]
    assert found(action="member.removed") == [False, False]


def test_who_was_removed_can_still_be_asked_for(team: Team) -> None:
    guest = team.membership("viewer")
    remove_member(workspace=team.workspace, membership_id=guest.pk, actor=acting(team.people["owner"]))
    client = team.client("owner")

    page = client.get(team.url("audit/"), {"q": "viewer@"}).content.decode()

    assert "Removed: viewer@acme.example" in page


@pytest.mark.parametrize(
    "filters",
    [
        {"actor": "7;DROP"},
        {"actor": "99999999"},
        {"action": "nothing"},
        {"since": "yesterday"},
        {"q": "\x00"},
    ],
)
def test_a_filter_that_cannot_be_read_says_so(team: Team, filters: dict[str, str]) -> None:
    response = team.client("owner").get(team.url("audit/"), filters)

    assert response.status_code == 422
    assert b"errorlist" in response.content


@pytest.mark.parametrize("q", ["%", "_", "'; --", "x" * 100])
def test_hostile_words_find_nothing_and_break_nothing(team: Team, q: str) -> None:
    assert team.client("owner").get(team.url("audit/"), {"q": q}).status_code == 200


def test_nothing_found_says_how_to_see_all(team: Team) -> None:
    page = team.client("owner").get(team.url("audit/"), {"q": "nobody"}).content.decode()

    assert "No entry matches" in page


def test_a_long_log_is_cut_into_pages_at_no_more_queries(team: Team) -> None:
    owner = acting(team.people["owner"])

    def rename(number: int) -> None:
        wanted = WorkspaceSettings(name=f"Name {number:02}")
        change_settings(workspace=team.workspace, wanted=wanted, actor=owner)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert team.client("owner").get(team.url("audit/")).status_code == 200
        return len(captured)

    rename(0)
    queries()  # the first visit notes the session too
    few = queries()
    for number in range(1, 60):
        rename(number)

    assert queries() == few
    second = team.client("owner").get(team.url("audit/"), {"page": "2", "action": "workspace.changed"})
    assert b"Workspace settings changed: Name 00" in second.content
    assert b"action=workspace.changed&amp;page=1" in second.content


def test_the_log_is_taken_along_as_csv_and_that_is_recorded(team: Team) -> None:
    make_invitation(team.workspace, team.people["owner"], "guest@partner.example")

    text, name = exported(team, "csv")

    assert len(list(csv.reader(text.splitlines()))) == 1 + len(actions(team))
    assert "guest@partner.example" in text
    assert "umbra" not in text.lower()
    assert name.startswith('attachment; filename="acme-audit-')
    assert actions(team)[-1] == "audit.exported"


def test_what_is_filtered_is_what_is_taken_along(team: Team) -> None:
    make_invitation(team.workspace, team.people["owner"], "guest@partner.example")

    text, _ = exported(team, "json", action="invitation.sent")

    assert [json.loads(line)["subject"] for line in text.splitlines()] == ["guest@partner.example"]


def test_another_plan_reads_and_does_not_export(team: Team, settings: Settings) -> None:
    settings.WORKSPACE_PLAN = "watcher"
    client, before = team.client("owner"), actions(team)

    page = client.get(team.url("audit/")).content.decode()
    refused = client.post(team.url("audit/export/"), {"format": "csv"}, follow=True)

    assert "in the Professional plan" in page
    assert 'name="format"' not in page
    assert "kept for 1 year in" in " ".join(page.split())
    assert "part of the Professional plan" in refused.content.decode()
    assert refused["Content-Type"].startswith("text/html")
    assert actions(team) == before


def test_another_format_is_refused(team: Team) -> None:
    before = actions(team)

    assert team.client("owner").post(team.url("audit/export/"), {"format": "exe"}).status_code == 400
    assert actions(team) == before


@pytest.mark.parametrize("who", ["viewer", "analyst", "procurement"])
def test_other_roles_have_no_way_to_it(team: Team, who: str) -> None:
    home = team.client(who).get(team.url()).content.decode()
    denied = team.client(who).get(team.url("audit/"))

    assert team.url("audit/") not in home
    assert team.url("keys/") not in home
    assert denied.status_code == 403
    assert "owners and admins" in " ".join(denied.content.decode().split())
