"""Emptying the database after a test that committed: only what has rows, where Django truncates every table."""

from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from apps.core.database_roles import as_owner

# What `migrate` fills, and Django's own flush fills again.
_KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty_the_tables(*_: Any) -> None:
    """Delete all rows, triggers and references aside. As the owner, who is a superuser on a server for tests, else slowly.

    Truncating 112 tables and making Django's permissions anew costs a second of processor time each time; this, 0.02.
    """
    with as_owner():
        if not _is_superuser():
            call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
            return

        names = connection.introspection.django_table_names(only_existing=True, include_views=False)
        emptied = [connection.ops.quote_name(name) for name in names if name not in _KEPT]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in emptied)  # noqa: S608 - names of ours
            )
            filled = [name for (name,) in cursor.fetchall()]
            cursor.execute("SET LOCAL session_replication_role = replica")
            for name in filled:
                cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - a name of ours


def keep_statistics_away() -> None:
    """Have no table analysed, so that plans are those of a table about which nothing is known. As the owner.

    What is emptied is soon analysed as empty, and a test that then fills it in one transaction gets plans for a row or none:
    one query of a history of 76 visits took a minute instead of a hundredth of a second.
    """
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"ALTER TABLE {connection.ops.quote_name(name)} SET (autovacuum_enabled = off)")


def _is_superuser() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone() == (True,))
