"""Ordering twice, working twice, dying in the middle: one row answers, and the next goes on where the last one was."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from apps.accounts.errors import NotPermittedError
from apps.accounts.models import AuditEntry, User, Workspace
from apps.accounts.types import Role
from apps.billing.errors import NotInPlanError
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.dossiers.errors import BusyError, ClaimLostError, NoSuchDossierError, NotWaitingError
from apps.dossiers.models import Export, ExportState, Stage
from apps.dossiers.services import sealing
from apps.dossiers.services.claiming import (
    MOST_ATTEMPTS,
    claim_export,
    note_pages,
    return_stuck,
    take_for_nudging,
)
from apps.dossiers.services.ordering import note_download, repeat_dossier, start_dossier
from apps.dossiers.services.sealing import seal_export
from apps.dossiers.types import Outline, Template
from apps.pipeline.errors import NotClaimableError
from apps.pipeline.stages.dossiers import run_dossier
from tests import factories
from tests.accounts.cast import acting, make_member, make_user, make_workspace
from tests.dossiers.cast import (
    add_document,
    export_of,
    make_dossier,
    make_sealed,
    make_vendor,
    order,
    outline,
)
from tests.provisions.documents import AGE, terms

pytestmark = pytest.mark.django_db
LEASE = timedelta(seconds=settings.RUN_LEASE_SECONDS + 1)


def test_the_same_order_twice_within_seconds_is_one(workspace: Workspace) -> None:
    wanted = Outline(template=Template.VENDOR, platforms=(factories.make_platform().pk,))

    first, second = order(workspace, wanted), order(workspace, wanted)

    assert first == second
    with pytest.raises(BusyError):
        repeat_dossier(workspace=workspace, dossier_id=first.pk, actor=acting(make_owner(workspace)))


def make_owner(workspace: Workspace) -> User:
    person = make_user()
    make_member(workspace, person, Role.ADMIN)
    return person


def test_who_may_not_and_whose_plan_has_none_order_nothing(workspace: Workspace) -> None:
    viewer = make_user("viewer")
    make_member(workspace, viewer, Role.VIEWER)
    wanted = Outline(template=Template.VENDOR, platforms=(factories.make_platform().pk,))

    with pytest.raises(NotPermittedError):
        start_dossier(workspace=workspace, title="x", outline=wanted, actor=acting(viewer))
    workspace.plan = "watcher"
    with pytest.raises(NotInPlanError):
        order(workspace, wanted)

    with in_workspace(workspace):
        assert not Export.objects.for_workspace(workspace).exists()


def test_a_download_is_in_the_audit_log_and_another_workspaces_is_not_there(workspace: Workspace) -> None:
    export, reader = make_sealed(workspace), make_owner(workspace)
    elsewhere = make_workspace(make_user("other"), "Umbra")

    note_download(workspace=workspace, export_id=export.pk, actor=acting(reader))

    with in_workspace(workspace):
        entry = AuditEntry.objects.for_workspace(workspace).filter(action="dossier.downloaded").get()
    assert (entry.actor_name, entry.changes) == (reader.email, {"edition": [None, 1]})
    with pytest.raises(NoSuchDossierError):
        note_download(workspace=elsewhere, export_id=export.pk, actor=acting(make_owner(elsewhere)))


def test_one_worker_has_it_and_a_dead_ones_is_given_back(workspace: Workspace) -> None:
    export = export_of(make_dossier(workspace))
    address = {"workspace_id": workspace.pk, "export_id": export.pk}
    assert take_for_nudging() == [(workspace.pk, export.pk)]
    assert take_for_nudging() == []

    dead = claim_export(**address)
    with pytest.raises(NotWaitingError):
        claim_export(**address)
    with pytest.raises(NotClaimableError):
        run_dossier(**address)
    with clock.fixed(clock.now() + LEASE):
        assert return_stuck() == 1
        alive = claim_export(**address)

    with pytest.raises(ClaimLostError):
        note_pages(dead, laid_out=3)
    assert (alive.attempts, alive.error) == (2, "worker_lost")


def test_what_kills_every_worker_is_given_up(workspace: Workspace) -> None:
    export = export_of(make_dossier(workspace))
    for turn in range(MOST_ATTEMPTS):
        with clock.fixed(clock.now() + LEASE * (2 * turn)):
            claim_export(workspace_id=workspace.pk, export_id=export.pk)
        with clock.fixed(clock.now() + LEASE * (2 * turn + 1)):
            return_stuck()

    found = export_of(export.dossier)
    assert (found.state, found.error) == (ExportState.FAILED, "worker_lost")


def test_whoever_goes_on_draws_what_was_gathered_by_the_one_who_died(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor = make_vendor("Northwind", terms(AGE))
    export = export_of(order(workspace, outline(Template.CLAUSE_FILE, vendor)))
    address = {"workspace_id": workspace.pk, "export_id": export.pk}

    def killed(*_args: object, **_fields: object) -> None:
        raise SystemExit("killed")  # as a worker that is stopped in the middle

    with monkeypatch.context() as patched:
        patched.setattr(sealing, "draw", killed)
        with pytest.raises(SystemExit):
            seal_export(**address)
    gathered = export_of(export.dossier)
    assert (gathered.stage, bool(gathered.gathered_sha256)) == (Stage.LAYING_OUT, True)
    with clock.fixed(clock.now() + LEASE):
        done = seal_export(**address)
        again = repeat_dossier(
            workspace=workspace, dossier_id=export.dossier_id, actor=acting(make_owner(workspace))
        )
        same = seal_export(workspace_id=workspace.pk, export_id=again.pk)

    assert (done.state, done.content_sha256) == (ExportState.DONE, gathered.gathered_sha256)
    assert (same.state, same.same_as) == (ExportState.UNCHANGED, done)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), in_workspace(workspace):
        Export.objects.for_workspace(workspace).filter(pk=done.pk).update(file_sha256="0" * 64)


def test_what_was_never_captured_cannot_be_made(workspace: Workspace) -> None:
    export = export_of(make_dossier(workspace))

    found = seal_export(workspace_id=workspace.pk, export_id=export.pk)

    assert (found.state, found.error) == (ExportState.FAILED, "nothing_to_print")


def test_a_new_version_makes_another_edition(workspace: Workspace) -> None:
    vendor = make_vendor("Northwind", terms(AGE))
    dossier = order(workspace, outline(Template.CLAUSE_FILE, vendor))
    first = seal_export(workspace_id=workspace.pk, export_id=export_of(dossier).pk)
    add_document(vendor.platform, [terms(AGE, title="Privacy")], title="Privacy")

    again = repeat_dossier(workspace=workspace, dossier_id=dossier.pk, actor=acting(make_owner(workspace)))
    second = seal_export(workspace_id=workspace.pk, export_id=again.pk)

    assert (first.edition, second.edition) == (1, 2)
    assert first.content_sha256 != second.content_sha256
