"""What people do with dossiers: order one, have it made again, take a file away."""

from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from psycopg.errors import UniqueViolation

from apps.accounts.models import Workspace
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import require as require_permission
from apps.accounts.types import Actor, Permission
from apps.billing.entitlements import require as require_plan
from apps.billing.types import Feature
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.dossiers.actions import Action
from apps.dossiers.errors import BusyError, NoSuchDossierError
from apps.dossiers.models import Dossier, Export, ExportState
from apps.dossiers.types import Outline

_LONGEST_TITLE: Final = 200
TWICE_WITHIN: Final = timedelta(seconds=10)  # a button pressed twice orders once


def start_dossier(*, workspace: Workspace, title: str, outline: Outline, actor: Actor) -> Dossier:
    """Keep what a dossier is to hold, and let its first edition wait to be made.

    Raises NotInPlanError, NotPermittedError or NotAMemberError. The same asked for twice within seconds is one dossier.
    """
    require_plan(workspace, Feature.DOSSIERS)
    now = clock.now()
    wanted = outline.model_dump(mode="json")
    title = " ".join(title.split())[:_LONGEST_TITLE]
    with in_workspace(workspace):
        require_permission(workspace, actor, Permission.DOSSIERS)
        Workspace.objects.for_workspace(
            workspace
        ).select_for_update().get()  # two presses wait for each other
        rows = Dossier.objects.for_workspace(workspace)
        recent = rows.filter(created_at__gte=now - TWICE_WITHIN, title=title, made_by=actor.user_id)
        same = recent.filter(outline_json=wanted).first()
        if same is not None:
            return same
        dossier = rows.create(
            template=outline.template.value,
            title=title,
            outline_json=wanted,
            made_by_id=actor.user_id,
            created_at=now,
        )
        _ask(dossier, actor)
        record_audit(workspace_id=workspace.pk, actor=actor, action=Action.STARTED, subject=dossier)
        return dossier


def repeat_dossier(*, workspace: Workspace, dossier_id: int, actor: Actor) -> Export:
    """Let another edition wait to be made: of what the archive holds now.

    Raises NotInPlanError, NotPermittedError, NotAMemberError, NoSuchDossierError, or BusyError while one is being made.
    """
    require_plan(workspace, Feature.DOSSIERS)
    with in_workspace(workspace):
        require_permission(workspace, actor, Permission.DOSSIERS)
        dossier = _dossier(workspace, dossier_id)
        try:
            with transaction.atomic():
                export = _ask(dossier, actor)
        except IntegrityError as error:
            if not isinstance(error.__cause__, UniqueViolation):
                raise
            raise BusyError(
                "An edition of this dossier is being made. Wait for it, then ask again."
            ) from error
        record_audit(workspace_id=workspace.pk, actor=actor, action=Action.REPEATED, subject=dossier)
        return export


def note_download(*, workspace: Workspace, export_id: int, actor: Actor) -> Export:
    """Write down who takes a file away, and return it. What is sealed stays readable whatever the plan becomes.

    Raises NotPermittedError, NotAMemberError or NoSuchDossierError.
    """
    with in_workspace(workspace):
        require_permission(workspace, actor, Permission.DOSSIERS)
        rows = Export.objects.for_workspace(workspace).filter(pk=export_id, state=ExportState.DONE)
        export = rows.select_related("dossier").first()
        if export is None:
            raise NoSuchDossierError("There is no such edition in this workspace.")
        record_audit(
            workspace_id=workspace.pk,
            actor=actor,
            action=Action.DOWNLOADED,
            subject=export.dossier,
            changes={"edition": (None, export.edition)},
        )
        return export


def _ask(dossier: Dossier, actor: Actor) -> Export:
    now = clock.now()
    return Export.objects.for_workspace(dossier.workspace_id).create(
        dossier=dossier, as_of=now, next_attempt_at=now, asked_by_id=actor.user_id, asked_at=now
    )


def _dossier(workspace: Workspace, dossier_id: int) -> Dossier:
    dossier = Dossier.objects.for_workspace(workspace).filter(pk=dossier_id).first()
    if dossier is None:
        raise NoSuchDossierError("There is no such dossier in this workspace.")
    return dossier
