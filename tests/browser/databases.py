"""Copies of a whole database: the archive is stored once, and each module of tests changes a copy of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

from django.db import connection
from psycopg import sql

from apps.core.database_roles import as_owner


def database_in_use() -> str:
    return str(connection.settings_dict["NAME"])


def copy_database(original: str, copy: str) -> str:
    """Copy a database to which nobody is connected; return the name of the copy."""
    drop_database(copy)
    _run("CREATE DATABASE {} TEMPLATE {}", copy, original)
    return copy


def drop_database(name: str) -> None:
    """Drop a database if it is there, whoever is still connected to it."""
    _run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@contextmanager
def using(name: str) -> Iterator[None]:
    """Be connected to another database for the length of the block."""
    before = database_in_use()
    _connect_to(name)
    try:
        yield
    finally:
        _connect_to(before)


def _connect_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _run(statement: LiteralString, *names: str) -> None:
    connection.close()
    with as_owner(), connection._nodb_cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
