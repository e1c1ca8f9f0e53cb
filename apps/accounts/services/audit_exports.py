"""Taking the audit log or the whole workspace along: who may, and that it was done."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import IO, Final

from apps.accounts.errors import NotInPlanError
from apps.accounts.exports import audit_as_csv, audit_as_json, write_workspace
from apps.accounts.models import Action, Workspace
from apps.accounts.plans import may_export_audit
from apps.accounts.selectors import AuditFilter
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import require
from apps.accounts.types import Actor, Permission
from apps.core.tenancy import in_workspace

EXPORTS: Final[Mapping[str, Callable[[int, AuditFilter], Iterator[str]]]] = MappingProxyType(
    {"csv": audit_as_csv, "json": audit_as_json}
)


def export_audit(
    *, workspace: Workspace, wanted: AuditFilter, file_format: str, actor: Actor
) -> Iterator[str]:
    """Record that the log is taken along, and return its lines, the record's own among them.

    Raises NotPermittedError, NotInPlanError, or KeyError for a format that there is not.
    """
    export = EXPORTS[file_format]
    with in_workspace(workspace):
        require(workspace, actor, Permission.AUDIT)
        if not may_export_audit(workspace):
            raise NotInPlanError("The export of the audit log is part of the Professional plan.")
        record_audit(
            workspace_id=workspace.pk,
            actor=actor,
            action=Action.AUDIT_EXPORTED,
            subject=workspace,
            changes={"format": (None, file_format)},
        )
    return export(workspace.pk, wanted)


def export_workspace(
    *, workspace: Workspace, file: IO[bytes], actor: Actor, uploads: Iterable[tuple[str, bytes]] = ()
) -> None:
    """Write everything the workspace holds into a zip, and record that; an owner's right in every plan.

    `uploads` are the files of its members, path and bytes, from the apps that keep them. Raises NotPermittedError.
    """
    with in_workspace(workspace):
        require(workspace, actor, Permission.OWNERSHIP)
        record_audit(
            workspace_id=workspace.pk, actor=actor, action=Action.WORKSPACE_EXPORTED, subject=workspace
        )
        write_workspace(workspace.pk, file, uploads)
