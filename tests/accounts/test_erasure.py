"""What a workspace held can be taken along, and is gone when its time has come."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.db import IntegrityError, ProgrammingError, connection

from apps.accounts.errors import NotDueError
from apps.accounts.exports import write_workspace
from apps.accounts.inventory import customer_models
from apps.accounts.models import ApiKey, AuditEntry, Erasure, Workspace
from apps.accounts.selectors import memberships_of, workspaces_to_erase
from apps.accounts.services.api_keys import rotate_api_key
from apps.accounts.services.erasure import erase_workspace, forget_audit_entries
from apps.accounts.services.workspaces import GRACE, allow_domain, cancel_deletion, schedule_deletion
from apps.core import clock
from apps.core.database_roles import as_owner
from apps.core.tenancy import across_workspaces, in_workspace
from tests.accounts.cast import acting, make_invitation, make_key, make_user
from tests.accounts.conftest import Cast, build_cast

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OVER = NOW + GRACE


def build_full_cast() -> Cast:
    """Fill both workspaces, with a key that replaces another; Acme is to be erased at OVER."""
    cast = build_cast()
    for workspace, owner in ((cast.acme, cast.alice), (cast.umbra, cast.charlie)):
        make_invitation(workspace, owner, f"new@{workspace.slug}.example")
        key = make_key(workspace, owner).key
        rotate_api_key(workspace=workspace, key_id=key.pk, actor=acting(owner))
        allow_domain(workspace=workspace, domain="acme.example", actor=acting(owner))
    with clock.fixed(NOW):
        schedule_deletion(workspace=cast.acme, actor=acting(cast.alice))
    return cast


def rows_of(workspace: Workspace) -> dict[str, int]:
    """Count a workspace's rows in every customer table and its own."""
    tables = {model._meta.db_table: "workspace_id" for model in customer_models()}
    tables[Workspace._meta.db_table] = "id"
    with across_workspaces(reason="a test"), connection.cursor() as cursor:
        counts = {}
        for table, column in tables.items():
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [workspace.pk])  # noqa: S608 - names of ours
            (counts[table],) = cursor.fetchone()
    return counts


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_of_an_erased_workspace_and_the_other_is_whole() -> None:
    cast = build_full_cast()
    before, other = rows_of(cast.acme), rows_of(cast.umbra)

    with clock.fixed(OVER), as_owner():
        erased = erase_workspace(workspace=cast.acme)

    assert erased.rows == before
    assert 0 not in before.values()
    assert set(rows_of(cast.acme).values()) == {0}
    assert rows_of(cast.umbra) == other
    assert [membership.workspace for membership in memberships_of(cast.bob)] == [cast.umbra]


@pytest.mark.django_db(transaction=True)
def test_the_certificate_says_when_and_how_much_and_names_nobody() -> None:
    cast = build_full_cast()

    with clock.fixed(OVER), as_owner():
        erase_workspace(workspace=cast.acme)

    certificate = Erasure.objects.get()
    assert (certificate.former_workspace, certificate.due_at, certificate.erased_at) == (
        cast.acme.pk,
        OVER,
        OVER,
    )
    assert certificate.total == sum(certificate.rows.values()) > 10
    assert "Acme" not in json.dumps(certificate.rows) + str(certificate)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_erased_before_its_time_or_once_called_off() -> None:
    cast = build_full_cast()
    before = rows_of(cast.acme)

    with as_owner():
        with clock.fixed(OVER - timedelta(seconds=1)), pytest.raises(NotDueError):
            erase_workspace(workspace=cast.acme)
        cancel_deletion(workspace=cast.acme, actor=acting(cast.alice))
        with clock.fixed(OVER), pytest.raises(NotDueError):
            erase_workspace(workspace=cast.acme)

    after = rows_of(cast.acme)
    assert after.pop("accounts_auditentry") == before.pop("accounts_auditentry") + 1
    assert after == before


@pytest.mark.django_db(transaction=True)
def test_the_application_erases_nothing() -> None:
    cast = build_full_cast()
    before = rows_of(cast.acme)

    with clock.fixed(OVER), pytest.raises(ProgrammingError, match="permission denied"):
        erase_workspace(workspace=cast.acme)
    with pytest.raises(ProgrammingError, match="permission denied"):
        forget_audit_entries(workspace=cast.acme, before=OVER)

    assert rows_of(cast.acme) == before


@pytest.mark.django_db(transaction=True)
def test_the_command_erases_what_is_due() -> None:
    cast = build_full_cast()
    out = StringIO()
    with clock.fixed(OVER - timedelta(seconds=1)):
        assert workspaces_to_erase() == []

    with clock.fixed(OVER):
        call_command("erase_workspaces", stdout=out)
        call_command("erase_workspaces", stdout=out)

    assert out.getvalue().splitlines() == [
        f"Erased workspace {cast.acme.pk}, erased 2026-04-01: {Erasure.objects.get().total} rows."
    ]


@pytest.mark.django_db(transaction=True)
def test_the_log_is_forgotten_up_to_a_date_and_never_changed() -> None:
    cast = build_full_cast()

    with as_owner():
        forgotten = forget_audit_entries(workspace=cast.acme, before=datetime.now(tz=UTC))
        with in_workspace(cast.acme):
            left = AuditEntry.objects.for_workspace(cast.acme).count()
        with pytest.raises(IntegrityError, match="never updated"), in_workspace(cast.umbra):
            AuditEntry.objects.for_workspace(cast.umbra).update(actor_name="nobody")
        with pytest.raises(IntegrityError, match="never updated or deleted"), in_workspace(cast.umbra):
            AuditEntry.objects.for_workspace(cast.umbra).delete()

    assert forgotten > 0
    assert left == 0
    assert rows_of(cast.umbra)["accounts_auditentry"] > 0


def test_rows_are_deleted_before_what_they_point_to() -> None:
    ordered = customer_models()

    assert ordered.index(AuditEntry) < ordered.index(ApiKey)
    assert len(ordered) == len(set(ordered)) >= 5


@pytest.mark.django_db
def test_an_export_holds_every_row_and_no_secret() -> None:
    cast = build_full_cast()
    make_user("Unrelated")
    file = BytesIO()

    counts = write_workspace(cast.acme.pk, file)

    with ZipFile(file) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    everything = "".join(texts.values())
    lines = {name: [json.loads(line) for line in text.splitlines()] for name, text in texts.items()}
    assert {
        name.removesuffix(".jsonl").replace(".", "_"): len(rows) for name, rows in lines.items()
    } == rows_of(cast.acme)
    assert sum(counts.values()) == sum(map(len, lines.values()))
    assert lines["accounts.workspace.jsonl"][0]["name"] == "Acme"
    assert "sha256" not in everything
    assert "umbra" not in everything.lower()
