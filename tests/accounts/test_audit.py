"""The audit log: one row for each thing changed, in the same transaction, without secrets."""

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from apps.accounts.errors import LastOwnerError
from apps.accounts.exports import COLUMNS, audit_as_csv, audit_as_json
from apps.accounts.models import Action, AuditEntry, Workspace
from apps.accounts.selectors import AuditFilter, audit_entries
from apps.accounts.services.api_keys import revoke_api_key, rotate_api_key
from apps.accounts.services.audit import record_audit
from apps.accounts.services.feed_tokens import issue_feed, revoke_feed
from apps.accounts.services.invitations import accept_invitation, revoke_invitation
from apps.accounts.services.members import (
    change_role,
    join_by_domain,
    leave_workspace,
    remove_member,
    transfer_ownership,
)
from apps.accounts.services.workspaces import (
    WorkspaceSettings,
    allow_domain,
    cancel_deletion,
    change_settings,
    disallow_domain,
    schedule_deletion,
)
from apps.accounts.types import SYSTEM, FeedKind, Role
from apps.core import clock
from apps.core.tenancy import in_workspace
from tests.accounts.cast import acting, make_invitation, make_key, make_user, membership, send_again
from tests.accounts.conftest import Cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EVERYTHING = AuditFilter()


def entries(workspace: Workspace, wanted: AuditFilter = EVERYTHING) -> list[AuditEntry]:
    with in_workspace(workspace):
        return list(audit_entries(workspace, wanted))


def number_of(workspace: Workspace, user: Any) -> int:
    found = membership(workspace, user)
    assert found is not None
    return found.pk


def live_through(cast: Cast) -> list[str]:
    """Do everything that can be done in Acme; return the secrets that were given out on the way."""
    acme, alice = cast.acme, acting(cast.alice)
    dana, erin = make_user("Dana"), make_user("Erin")
    change_settings(workspace=acme, wanted=WorkspaceSettings(name="Acme Inc."), actor=alice)
    domain = allow_domain(workspace=acme, domain="acme.example", actor=alice)
    join_by_domain(workspace=acme, user=erin, actor=acting(erin))
    disallow_domain(workspace=acme, domain_id=domain.pk, actor=alice)
    first = make_invitation(acme, cast.alice, "dana@acme.example")
    second = send_again(acme, cast.alice, first)
    accept_invitation(token=second.token, user=dana, actor=acting(dana))
    third = make_invitation(acme, cast.alice, "gus@acme.example")
    revoke_invitation(workspace=acme, invitation_id=third.invitation.pk, actor=alice)
    key = make_key(acme, cast.alice)
    newer = rotate_api_key(workspace=acme, key_id=key.key.pk, actor=alice)
    revoke_api_key(workspace=acme, key_id=newer.key.pk, actor=alice)
    feed = issue_feed(workspace=acme, kind=FeedKind.ATOM, name="Reader", actor=alice)
    revoke_feed(workspace=acme, feed_id=feed.feed.pk, actor=alice)
    change_role(workspace=acme, membership_id=number_of(acme, dana), role=Role.ADMIN, actor=alice)
    remove_member(workspace=acme, membership_id=number_of(acme, erin), actor=alice)
    leave_workspace(workspace=acme, user=dana, actor=acting(dana))
    schedule_deletion(workspace=acme, actor=alice)
    cancel_deletion(workspace=acme, actor=alice)
    transfer_ownership(workspace=acme, membership_id=number_of(acme, cast.bob), actor=alice)
    return [first.token, second.token, third.token, key.secret, newer.secret, feed.secret]


def test_everything_that_can_be_done_is_recorded(cast: Cast) -> None:
    live_through(cast)

    found = [entry.action for entry in sorted(entries(cast.acme), key=lambda entry: entry.pk)]

    assert found == [
        "workspace.created",
        "workspace.changed",
        "domain.added",
        "member.joined",
        "domain.removed",
        "invitation.sent",
        "invitation.resent",
        "member.joined",
        "invitation.sent",
        "invitation.revoked",
        "api_key.issued",
        "api_key.rotated",
        "api_key.revoked",
        "feed.issued",
        "feed.revoked",
        "member.role_changed",
        "member.removed",
        "member.left",
        "workspace.deletion_scheduled",
        "workspace.deletion_cancelled",
        "member.ownership_transferred",
        "member.role_changed",
    ]
    assert {action for action in Action.values if not action.startswith("sign_on.")} - set(found) == {
        "audit.exported",
        "workspace.exported",
        "member.account_erased",
    }
    assert [entry.action for entry in entries(cast.umbra)] == ["workspace.created"]


def test_secrets_and_their_digests_are_never_in_it(cast: Cast) -> None:
    given = live_through(cast)
    with in_workspace(cast.acme), connection.cursor() as cursor:
        cursor.execute(
            "SELECT token_sha256 FROM accounts_invitation UNION SELECT secret_sha256 FROM accounts_apikey"
            " UNION SELECT token_sha256 FROM accounts_feedtoken"
        )
        digests = [digest for (digest,) in cursor.fetchall()]
        cursor.execute("SELECT string_agg(e::text, '') FROM accounts_auditentry e")
        (written,) = cursor.fetchone()

    assert len(digests) == 5
    assert [secret for secret in (*given, *digests) if secret in written] == []


@pytest.mark.parametrize("field", ["token", "password", "secret_sha256", "recovery_codes"])
def test_a_field_that_is_a_secret_is_refused(cast: Cast, field: str) -> None:
    with in_workspace(cast.acme), pytest.raises(ValueError, match="Secrets are never"):
        record_audit(
            workspace_id=cast.acme.pk,
            actor=SYSTEM,
            action="x.y",
            subject=cast.acme,
            changes={field: ("a", "b")},
        )


def test_an_entry_says_who_from_where_what_before_and_after(cast: Cast) -> None:
    key = make_key(cast.acme, cast.alice).key
    actor = acting(cast.alice, api_key_id=key.pk, user_agent="curl/8" + "x" * 400)

    with clock.fixed(NOW):
        change_settings(workspace=cast.acme, wanted=WorkspaceSettings(name="New"), actor=actor)

    entry = entries(cast.acme)[-1]
    assert (entry.at, entry.action) == (NOW, "workspace.changed")
    assert (entry.actor_id, entry.actor_name) == (cast.alice.pk, "alice@acme.example")
    assert (entry.ip, entry.session, len(entry.user_agent)) == ("203.0.113.7", "5e551011", 300)
    assert (entry.subject_type, entry.subject_id, entry.subject) == ("workspace", cast.acme.pk, "New")
    assert entry.changes == {"name": ["Acme", "New"]}
    assert entry.api_key == key


def test_what_changes_nothing_records_nothing(cast: Cast) -> None:
    before = len(entries(cast.acme))
    alice = acting(cast.alice)

    change_settings(workspace=cast.acme, wanted=WorkspaceSettings(name="Acme"), actor=alice)
    change_role(
        workspace=cast.acme, membership_id=number_of(cast.acme, cast.bob), role=Role.ANALYST, actor=alice
    )
    cancel_deletion(workspace=cast.acme, actor=alice)
    disallow_domain(workspace=cast.acme, domain_id=1, actor=alice)

    assert len(entries(cast.acme)) == before


def test_what_fails_records_nothing(cast: Cast) -> None:
    before = len(entries(cast.acme))

    with pytest.raises(LastOwnerError):
        leave_workspace(workspace=cast.acme, user=cast.alice, actor=acting(cast.alice))

    assert len(entries(cast.acme)) == before


def test_the_change_goes_with_its_entry(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("apps.accounts.services.members.record_audit", fail)

    with pytest.raises(RuntimeError):
        leave_workspace(workspace=cast.acme, user=cast.bob, actor=acting(cast.bob))

    assert membership(cast.acme, cast.bob) is not None


def test_it_is_filtered_and_searched(cast: Cast) -> None:
    live_through(cast)
    dana = next(entry for entry in entries(cast.acme) if entry.actor_name == "dana@acme.example").actor_id

    assert len(entries(cast.acme, AuditFilter(action="member.joined"))) == 2
    assert {entry.action for entry in entries(cast.acme, AuditFilter(actor_id=dana))} == {
        "member.joined",
        "member.left",
    }
    assert {entry.subject for entry in entries(cast.acme, AuditFilter(search="GUS@"))} == {"gus@acme.example"}
    assert entries(cast.acme, AuditFilter(search="100%")) == []


def test_it_is_cut_by_date(cast: Cast) -> None:
    for day in range(3):
        with clock.fixed(NOW + timedelta(days=day)):
            change_settings(
                workspace=cast.acme,
                wanted=WorkspaceSettings(name=f"Day {day}"),
                actor=acting(cast.alice),
            )

    wanted = AuditFilter(since=NOW + timedelta(days=1), until=NOW + timedelta(days=2))

    assert [entry.subject for entry in entries(cast.acme, wanted)] == ["Day 1"]


@pytest.mark.parametrize("export", [audit_as_csv, audit_as_json])
def test_an_export_holds_the_workspace_and_nothing_else(
    cast: Cast, export: Callable[[int, AuditFilter], Any]
) -> None:
    live_through(cast)
    make_invitation(cast.umbra, cast.charlie, "spy@umbra.example")

    text = "".join(export(cast.acme.pk, EVERYTHING))

    assert "gus@acme.example" in text
    assert "umbra" not in text.lower()


def test_the_csv_has_a_row_for_each_entry_under_its_names(cast: Cast) -> None:
    live_through(cast)

    first, *rest = csv.reader(audit_as_csv(cast.acme.pk, EVERYTHING))

    assert first == list(COLUMNS)
    assert len(rest) == len(entries(cast.acme))
    assert {len(row) for row in rest} == {len(COLUMNS)}


def test_a_name_that_is_a_formula_stays_text(cast: Cast) -> None:
    evil = "=HYPERLINK(1)"
    change_settings(workspace=cast.acme, wanted=WorkspaceSettings(name=evil), actor=acting(cast.alice))

    row = list(csv.reader(audit_as_csv(cast.acme.pk, AuditFilter(action="workspace.changed"))))[1]

    assert row[COLUMNS.index("subject")] == f"'{evil}"


def test_the_json_can_be_read_line_by_line(cast: Cast) -> None:
    change_settings(
        workspace=cast.acme, wanted=WorkspaceSettings(require_two_factor=True), actor=acting(cast.alice)
    )

    found = [json.loads(line) for line in audit_as_json(cast.acme.pk, EVERYTHING)]

    assert [row["changes"] for row in found] == [{"require_two_factor": [False, True]}, {}]
    assert list(found[0]) == list(COLUMNS)


def test_an_export_that_is_broken_off_leaves_the_workspace(cast: Cast) -> None:
    lines = audit_as_csv(cast.acme.pk, EVERYTHING)
    next(lines)
    next(lines)

    lines.close()  # type: ignore[attr-defined]  # a generator, as every caller that streams knows

    with in_workspace(cast.umbra):
        assert audit_entries(cast.umbra).count() == 1
