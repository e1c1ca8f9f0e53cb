"""The database that the workers of one run copy: migrating costs half a minute of processor time, copying almost none."""

import os

from django.db import connection
from django.db.backends.utils import CursorWrapper

_LOCK = 7_306_914  # of all runs on this server: held only while one of their workers migrates


def copy_the_migrated_database() -> None:
    """Let Django make this worker's test database from one that the first worker to come has migrated. Owners only."""
    name = _name()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])  # until this connection closes
        if not _is_ready(cursor, name):
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            _migrate(name)
            # Only now: one that a killed worker left half migrated is made anew.
            cursor.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE true')
    connection.settings_dict["TEST"]["TEMPLATE"] = name


def drop_the_migrated_database() -> None:
    """Drop it where this run made one. For the process that outlives the workers, as the owner."""
    name = _name()
    with connection._nodb_cursor() as cursor:
        if _is_ready(cursor, name):
            cursor.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE false')
            cursor.execute(f'DROP DATABASE "{name}"')


def _name() -> str:
    return f"test_conductatlas_{os.environ['PYTEST_RUN']}_migrated"


def _is_ready(cursor: CursorWrapper, name: str) -> bool:
    cursor.execute("SELECT datistemplate FROM pg_database WHERE datname = %s", [name])
    return bool(cursor.fetchone() == (True,))


def _migrate(name: str) -> None:
    database, test = connection.settings_dict, connection.settings_dict["TEST"]
    before, of_this_worker = database["NAME"], test["NAME"]
    test["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        connection.close()
        database["NAME"], test["NAME"] = before, of_this_worker
