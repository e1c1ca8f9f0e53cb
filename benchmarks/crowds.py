"""Repeats one workspace and its watch in SQL, under other numbers: followers by the thousand. Takes a role that no policy binds."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Model

_SLUG = "t.slug || '-' || n"


def repeat_follower(
    execute: Callable[[str, Sequence[Any]], Any], workspace: Model, watch: Model, *, times: int
) -> None:
    """Store the workspace so many times more, each following what the first follows by the same rules."""
    first = "(SELECT max(id) FROM accounts_workspace)"
    execute(_repeated(workspace, {"slug": _SLUG}), [times, workspace.pk])
    # The numbers of the new workspaces follow each other: nobody else makes any meanwhile.
    execute(_repeated(watch, {"workspace_id": f"{first} - %s + n"}), [times, times, watch.pk])


def _repeated(row: Model, other: Mapping[str, str]) -> str:
    table = row._meta.db_table
    columns = [str(field.column) for field in row._meta.concrete_fields if not field.primary_key]
    values = ", ".join(other.get(column, f't."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    source = f"{table} t, generate_series(1, %s) n WHERE t.id = %s ORDER BY n"
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM {source}"  # noqa: S608 - names of our own models
