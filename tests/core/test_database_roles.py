"""The site, and every test, logs in as a role that owns nothing."""

import os
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Barrier

import pytest
from django.core.checks import Error, Warning  # noqa: A004 - Django's name
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from pytest_django import Settings

from apps.core.checks import check_database_role
from apps.core.database_roles import (
    application_role,
    as_owner,
    create_application_role,
    grant_rows,
    log_in,
    may_ignore_row_security,
    owns_tables,
)

pytestmark = pytest.mark.django_db

WRITES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")


def privileges(table: str) -> set[str]:
    """Return what the present role may do with the rows of a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privilege FROM unnest(%s::text[]) AS privilege WHERE has_table_privilege(%s, privilege)",
            [["SELECT", *WRITES], table],
        )
        return {name for (name,) in cursor.fetchall()}


def test_the_application_is_bound_by_row_security_and_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (name,) = cursor.fetchone()

    assert name == application_role() == "conductatlas_app"
    assert not may_ignore_row_security()
    assert not owns_tables()


def test_rows_of_the_archive_may_be_read_and_added() -> None:
    assert privileges("documents_capture") == {"SELECT", "INSERT"}
    assert privileges("documents_version") == {"SELECT", "INSERT"}


def test_rows_of_other_tables_may_be_changed() -> None:
    assert privileges("documents_health") == {"SELECT", "INSERT", "UPDATE", "DELETE"}


def test_what_was_migrated_may_be_read() -> None:
    assert privileges("django_migrations") == {"SELECT"}


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE smuggled (word text)",
        "ALTER TABLE documents_capture DISABLE TRIGGER append_only",
        "DROP TABLE documents_capture",
        "TRUNCATE documents_capture CASCADE",
        "CREATE ROLE another",
        "ALTER ROLE CURRENT_USER BYPASSRLS",
    ],
)
def test_tables_and_roles_may_not_be_changed(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner|must be superuser"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_the_owner_logs_in_for_a_block_and_the_application_again_after_it() -> None:
    with as_owner():
        inside = owns_tables()

    assert inside
    assert not owns_tables()


def test_inside_a_transaction_nobody_changes_roles() -> None:
    with as_owner():
        assert not owns_tables()


@pytest.mark.django_db(transaction=True)
def test_creating_the_roles_again_changes_nothing() -> None:
    out = StringIO()

    call_command("create_database_roles", stdout=out)

    assert out.getvalue().startswith("conductatlas_app: there already, may use ")
    assert privileges("documents_capture") == {"SELECT", "INSERT"}


@pytest.mark.django_db(transaction=True)
def test_a_grant_too_many_is_taken_back() -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("GRANT ALL ON documents_capture TO conductatlas_app")
        grant_rows()

    assert privileges("documents_capture") == {"SELECT", "INSERT"}


def test_the_deployment_check_accepts_the_application() -> None:
    assert check_database_role(None) == []


def test_the_deployment_check_objects_to_a_superuser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.core.checks.may_ignore_row_security", lambda: True)

    (found,) = check_database_role(None)

    assert isinstance(found, Error)
    assert found.id == "core.E001"


def test_the_deployment_check_warns_of_the_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.core.checks.owns_tables", lambda: True)

    (found,) = check_database_role(None)

    assert isinstance(found, Warning)
    assert found.id == "core.W001"


def test_a_site_that_row_security_does_not_bind_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.web.queries.readiness.may_ignore_row_security", lambda: True)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["parts"]["database"] == "UnboundRoleError"


@pytest.mark.django_db(transaction=True)
def test_who_made_the_database_is_seen_to_be_unbound(settings: Settings) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        (is_superuser,) = cursor.fetchone()

        assert may_ignore_row_security() is is_superuser


@pytest.mark.django_db(transaction=True)
def test_processes_that_create_the_role_at_once_agree(settings: Settings) -> None:
    logins = settings.DATABASE_LOGINS
    role = f"conductatlas_race_{os.getpid()}"
    newcomer = logins["application"] | {"USER": role, "OPTIONS": {}}
    settings.DATABASE_LOGINS = logins | {"application": newcomer}
    start = Barrier(4)

    def create() -> bool:
        try:
            log_in("owner")
            connection.ensure_connection()
            start.wait(timeout=30)
            return create_application_role()
        finally:
            connection.close()

    try:
        with ThreadPoolExecutor(4) as pool:
            answers = [future.result() for future in [pool.submit(create) for _ in range(4)]]
    finally:
        settings.DATABASE_LOGINS = logins
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(f'DROP ROLE IF EXISTS "{role}"')
        log_in("application")

    assert sorted(answers) == [False, False, False, True]


def test_one_address_for_both_has_no_application_role(settings: Settings) -> None:
    owner = settings.DATABASE_LOGINS["owner"]
    settings.DATABASE_LOGINS = {"application": owner, "owner": owner}

    assert application_role() == ""
