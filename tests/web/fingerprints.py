"""What is in the customers' tables, in few words: to see that nothing was changed; and changes, undone."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from apps.accounts.inventory import customer_models
from apps.accounts.models import Workspace
from apps.core.tenancy import across_workspaces, in_workspace

_WORKSPACES = Workspace._meta.db_table


def fingerprint() -> dict[str, str]:
    """Return a digest of every customer table, whatever workspace its rows are in."""
    with across_workspaces(reason="the walk of the access table"):
        return _digests(dict.fromkeys(_tables(), "TRUE"))


def fingerprint_of(workspace: Workspace) -> dict[str, str]:
    """Return a digest of what belongs to this workspace in every customer table."""
    column = {_WORKSPACES: "id"}
    with in_workspace(workspace):
        return _digests(
            {table: f"{column.get(table, 'workspace_id')} = {workspace.pk:d}" for table in _tables()}
        )


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is done inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _tables() -> list[str]:
    return [_WORKSPACES, *(model._meta.db_table for model in customer_models())]


def _digests(conditions: dict[str, str]) -> dict[str, str]:
    """Ask all tables in one statement: the walks ask many hundred times."""
    each = (
        f"SELECT '{table}', md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM \"{table}\" t WHERE {condition}"  # noqa: S608 - our own names
        for table, condition in conditions.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return dict(cursor.fetchall())
