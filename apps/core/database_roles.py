"""The two roles of the database: the owner changes tables, the application reads and writes rows.

Row-level security and grants mean something only to a role that is neither a superuser nor the owner of the tables
(docs/decisions/0006-two-database-roles.md). The site, the workers and the tests are the application; `migrate`, `flush` and
`create_database_roles` log in as the owner for as long as they run.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, IntegrityError, ProgrammingError, connections, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import errors, sql

from apps.core.errors import ConductAtlasError

APPEND_ONLY = "append_only"  # the trigger by which a table says that its rows stay as they are

_OWN_TABLES = """
SELECT relname, EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid AND tgname = %s)
  FROM pg_class c
 WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
   AND pg_has_role(relowner, 'USAGE')
"""
_OWN_SEQUENCES = """
SELECT relname FROM pg_class
 WHERE relkind = 'S' AND relnamespace = current_schema()::regnamespace AND pg_has_role(relowner, 'USAGE')
"""
_LEDGER = "django_migrations"  # what was migrated is the owner's business


class RoleMissingError(ConductAtlasError):
    """The application's role does not exist, and whoever migrates may not create it."""

    code = "database_role_missing"


class UnboundRoleError(ConductAtlasError):
    """The site logs in as a role that row-level security does not bind."""

    code = "database_role_unbound"


def application_role() -> str:
    """Return the role of the site and its workers; empty when they are the owner, because only one address is given."""
    logins = settings.DATABASE_LOGINS
    application = logins["application"]
    role = application["OPTIONS"].get("assume_role") or application["USER"]
    return "" if role == logins["owner"]["USER"] else str(role)


def log_in(role: str, alias: str = DEFAULT_DB_ALIAS) -> None:
    """Be "owner" or "application" from the next query on; what a transaction had begun is lost."""
    connection = connections[alias]
    connection.close()
    login: dict[str, Any] = settings.DATABASE_LOGINS[role]
    connection.settings_dict.update({**login, "OPTIONS": dict(login["OPTIONS"])})


@contextmanager
def as_owner(alias: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Log in as the owner for the length of the block.

    Inside a transaction the login cannot change: the block then runs as whoever began it, and PostgreSQL refuses what is
    not theirs to do.
    """
    connection = connections[alias]
    owner = settings.DATABASE_LOGINS["owner"]
    before = {key: connection.settings_dict[key] for key in owner}
    if connection.in_atomic_block or before == owner:
        yield
        return
    log_in("owner", alias)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def create_application_role(alias: str = DEFAULT_DB_ALIAS) -> bool:
    """Create the application's role unless it is there; return whether it was new. The caller is the owner.

    Raises RoleMissingError when it is missing and may not be created.
    """
    role = application_role()
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
        if cursor.rowcount:
            return False
        try:
            with transaction.atomic(alias):
                cursor.execute(
                    sql.SQL("CREATE ROLE {} {} {}").format(
                        sql.Identifier(role), sql.SQL(_ATTRIBUTES), _password(cursor, role)
                    )
                )
        except (ProgrammingError, IntegrityError) as error:
            if isinstance(error.__cause__, errors.DuplicateObject | errors.UniqueViolation):
                return False  # another process was first
            raise RoleMissingError(_advice(role)) from error
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone() == (False,):  # a superuser may be anybody
            cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(role)))
    return True


def grant_rows(alias: str = DEFAULT_DB_ALIAS) -> int:
    """Give the application what it may do with the owner's tables, and nothing more; return the number of tables.

    Rows of append-only tables may be read and added. The trigger that refuses the rest is what marks such a table.
    """
    role = sql.Identifier(application_role())
    with transaction.atomic(alias), connections[alias].cursor() as cursor:
        cursor.execute(_OWN_TABLES, [APPEND_ONLY])
        tables = dict(cursor.fetchall())
        cursor.execute(_OWN_SEQUENCES)
        sequences = [name for (name,) in cursor.fetchall()]
        kept = [name for name, is_append_only in tables.items() if is_append_only and name != _LEDGER]
        mutable = [name for name in tables if name not in {*kept, _LEDGER}]
        cursor.execute(
            sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(sql.Identifier(_schema(cursor)), role)
        )
        _allow(cursor, "SELECT, INSERT, UPDATE, DELETE", "TABLE", mutable, role)
        _allow(cursor, "SELECT, INSERT", "TABLE", kept, role)
        _allow(cursor, "SELECT", "TABLE", [_LEDGER] if _LEDGER in tables else [], role)
        _allow(cursor, "SELECT, USAGE", "SEQUENCE", sequences, role)
    return len(tables)


def may_ignore_row_security(alias: str = DEFAULT_DB_ALIAS) -> bool:
    """Tell whether the present role sees every row of every workspace whatever the policies say."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        (answer,) = cursor.fetchone()
    return bool(answer)


def owns_tables(alias: str = DEFAULT_DB_ALIAS) -> bool:
    """Tell whether the present role could change the tables and their policies."""
    with connections[alias].cursor() as cursor:
        cursor.execute(_OWN_TABLES, [APPEND_ONLY])
        return cursor.fetchone() is not None


_ATTRIBUTES = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"


def _advice(role: str) -> str:
    return (
        f"The role {role} does not exist, and this one may not create it. Have a superuser run: "
        f"CREATE ROLE {role} {_ATTRIBUTES} PASSWORD '...'; or name two roles in DATABASE_URL and DATABASE_OWNER_URL."
    )


def _password(cursor: CursorWrapper, role: str) -> sql.Composable:
    """Return the clause that sets the password of DATABASE_URL, hashed here: statements end up in logs."""
    login = settings.DATABASE_LOGINS["application"]
    if not login["PASSWORD"] or login["OPTIONS"].get("assume_role"):
        return sql.SQL("")
    hashed = cursor.connection.pgconn.encrypt_password(login["PASSWORD"].encode(), role.encode(), None)
    return sql.SQL("PASSWORD {}").format(sql.Literal(hashed.decode()))


def _schema(cursor: CursorWrapper) -> str:
    cursor.execute("SELECT current_schema()")
    (name,) = cursor.fetchone()
    return str(name)


def _allow(
    cursor: CursorWrapper, privileges: str, kind: str, names: Iterable[str], role: sql.Identifier
) -> None:
    listed = sql.SQL(", ").join(map(sql.Identifier, sorted(names)))
    if not listed.as_string():
        return
    parts = {"kind": sql.SQL(kind), "names": listed, "role": role}
    cursor.execute(sql.SQL("REVOKE ALL ON {kind} {names} FROM {role}").format(**parts))
    cursor.execute(
        sql.SQL("GRANT {privileges} ON {kind} {names} TO {role}").format(
            privileges=sql.SQL(privileges), **parts
        )
    )
