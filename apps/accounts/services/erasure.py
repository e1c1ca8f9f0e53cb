"""Erasing what a workspace held. Only the owner of the tables may: the application cannot delete from the audit log."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from psycopg import sql

from apps.accounts.errors import NotAMemberError, NotDueError
from apps.accounts.inventory import customer_models
from apps.accounts.models import AuditEntry, Erasure, Workspace
from apps.accounts.plans import audit_kept_for
from apps.accounts.selectors import workspaces_to_erase
from apps.accounts.services.authority import locked
from apps.core import clock
from apps.core.tenancy import Claim, claiming, in_workspace

_BATCH: Final = 5_000


@transaction.atomic
def erase_workspace(*, workspace: Workspace | int) -> Erasure:
    """Delete every row of the workspace and the workspace itself, and return the certificate.

    All or nothing. Raises NotDueError when the deletion was called off or its grace period is not over.
    """
    now = clock.now()
    with locked(workspace) as row, claiming(Claim.RETENTION, "on"):
        if row.deletion_due_at is None or now < row.deletion_due_at:
            raise NotDueError(f"{row} is not to be erased now.")
        number, due_at = row.pk, row.deletion_due_at
        rows = {table: _delete(table, "workspace_id", number) for table in _tables()}
        rows[Workspace._meta.db_table] = _delete(Workspace._meta.db_table, "id", number)
        return Erasure.objects.create(former_workspace=number, due_at=due_at, erased_at=now, rows=rows)


def erase_due_workspaces(*, besides: Collection[int] = ()) -> list[Erasure]:
    """Erase the workspaces whose grace period is over, each by itself, besides these numbers; return the certificates."""
    erased = []
    for number in workspaces_to_erase():
        if number in besides:
            continue
        try:
            erased.append(erase_workspace(workspace=number))
        except (NotDueError, NotAMemberError):
            continue  # called off, or erased by another process, since the list was read
    return erased


def forget_audit_entries(*, workspace: Workspace | int, before: datetime) -> int:
    """Delete what the audit log holds from before this moment, as the plan's retention says; return the number.

    A batch a transaction: what was deleted stays so if the next batch fails.
    """
    forgotten = 0
    while batch := _forget_batch(workspace, before):
        forgotten += batch
    return forgotten


def forget_expired_audit_entries() -> int:
    """Delete what every workspace's plan keeps no longer; return the number of entries."""
    now = clock.now()
    with Workspace.objects.across_workspaces(reason="retention of the audit log") as workspaces:
        rows = list(workspaces.order_by("pk"))
    return sum(forget_audit_entries(workspace=row, before=now - audit_kept_for(row)) for row in rows)


def _forget_batch(workspace: Workspace | int, before: datetime) -> int:
    with in_workspace(workspace), claiming(Claim.RETENTION, "on"):
        old = AuditEntry.objects.for_workspace(workspace).filter(at__lt=before)
        batch = list(old.order_by("at", "pk").values_list("pk", flat=True)[:_BATCH])
        return old.filter(pk__in=batch).delete()[0] if batch else 0


def _tables() -> list[str]:
    return [model._meta.db_table for model in customer_models()]


def _delete(table: str, column: str, number: int) -> int:
    """Delete in one statement: rows that point to each other go together, which Django's PROTECT would not let them."""
    statement = sql.SQL("DELETE FROM {} WHERE {} = %s").format(sql.Identifier(table), sql.Identifier(column))
    with connection.cursor() as cursor:
        cursor.execute(statement, [number])
        return int(cursor.rowcount)
