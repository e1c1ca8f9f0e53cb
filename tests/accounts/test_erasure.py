"""What a workspace held is gone when its time has come."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from pytest_django import Settings

from apps.accounts.errors import NotDueError
from apps.accounts.models import AuditEntry, Erasure
from apps.accounts.selectors import memberships_of, workspaces_to_erase
from apps.accounts.services import erasure
from apps.accounts.services.audit import record_audit
from apps.accounts.services.erasure import (
    erase_due_workspaces,
    erase_workspace,
    forget_audit_entries,
    forget_expired_audit_entries,
)
from apps.accounts.services.workspaces import cancel_deletion
from apps.accounts.types import SYSTEM, Plan
from apps.billing.terms import terms_of_plan
from apps.core import clock
from apps.core.database_roles import as_owner
from apps.core.tenancy import in_workspace
from apps.pipeline.tasks import upkeep
from tests.accounts.cast import acting
from tests.accounts.conftest import build_cast
from tests.accounts.full_cast import NOW, OVER, build_full_cast, rows_of
from tests.racing import at_once


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


@pytest.mark.django_db(transaction=True)
def test_of_erasures_of_a_workspace_at_once_one_erases() -> None:
    cast = build_full_cast()

    def erase() -> None:
        with clock.fixed(OVER):
            for certificate in erase_due_workspaces():
                assert certificate.former_workspace == cast.acme.pk

    with as_owner():
        came_of_it = at_once([erase] * 4)

    assert came_of_it == {"done": 4}
    assert Erasure.objects.get().former_workspace == cast.acme.pk


@pytest.mark.django_db(transaction=True)
def test_the_tasks_of_the_owner_erase_and_forget(settings: Settings) -> None:
    cast = build_full_cast()
    settings.WORKSPACE_PLAN = Plan.FREE

    with clock.fixed(OVER):
        upkeep.erase_workspaces()
    with clock.fixed(datetime.now(tz=UTC) + terms_of_plan(Plan.FREE).audit_kept_for + timedelta(hours=1)):
        upkeep.forget_audit_entries()

    assert Erasure.objects.get().former_workspace == cast.acme.pk
    assert rows_of(cast.umbra)["accounts_auditentry"] == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("plan", Plan)
def test_the_log_is_kept_as_long_as_the_plan_says_to_the_second(settings: Settings, plan: Plan) -> None:
    cast = build_cast()
    settings.WORKSPACE_PLAN = plan
    for age in (
        terms_of_plan(plan).audit_kept_for,
        terms_of_plan(plan).audit_kept_for + timedelta(seconds=1),
        timedelta(0),
    ):
        with clock.fixed(NOW - age), in_workspace(cast.acme):
            record_audit(workspace_id=cast.acme.pk, actor=SYSTEM, action="invitation.sent", subject=cast.acme)

    with clock.fixed(NOW), as_owner():
        forgotten = forget_expired_audit_entries()

    with in_workspace(cast.acme):
        left = AuditEntry.objects.for_workspace(cast.acme).filter(action="invitation.sent")
        assert {entry.at for entry in left} == {NOW, NOW - terms_of_plan(plan).audit_kept_for}
    assert forgotten == 1


@pytest.mark.django_db(transaction=True)
def test_forgetting_goes_on_where_it_broke_off(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = build_full_cast()
    later, before = datetime.now(tz=UTC) + timedelta(days=1), rows_of(cast.acme)["accounts_auditentry"]
    monkeypatch.setattr(erasure, "_BATCH", 2)
    forget_batch, batches = erasure._forget_batch, []

    def die_at_the_third(*arguments: Any) -> int:
        batches.append(arguments)
        if len(batches) == 3:
            raise KeyboardInterrupt
        return forget_batch(*arguments)

    with as_owner():
        with monkeypatch.context() as patch:
            patch.setattr(erasure, "_forget_batch", die_at_the_third)
            with pytest.raises(KeyboardInterrupt):
                forget_audit_entries(workspace=cast.acme, before=later)
        left = rows_of(cast.acme)["accounts_auditentry"]
        rest = forget_audit_entries(workspace=cast.acme, before=later)

    assert (before - left, rest) == (4, before - 4)
    assert rows_of(cast.acme)["accounts_auditentry"] == 0
