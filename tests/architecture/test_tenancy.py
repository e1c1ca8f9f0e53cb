"""Every customer table stands behind both locks; a new one that does not fails here."""

from collections.abc import Iterable

import pytest
from django.apps import apps
from django.db import connection, models

from apps.accounts.models import CustomerModel, Workspace
from apps.core.scoped import ScopedManager

OURS = [model for model in apps.get_models() if model.__module__.startswith("apps.")]
CUSTOMERS: list[type[models.Model]] = [model for model in OURS if issubclass(model, CustomerModel)]
LOCKED: list[type[models.Model]] = [*CUSTOMERS, Workspace]
PROTECTED = {Workspace._meta.db_table: "id"} | {model._meta.db_table: "workspace_id" for model in CUSTOMERS}

# What may be read before a workspace is known (docs/decisions/0007). Each is for reading alone.
SHOWN = {
    ("accounts_workspace", "own"),
    ("accounts_workspace", "by_token"),
    ("accounts_workspace", "by_domain"),
    ("accounts_membership", "own"),
    ("accounts_invitation", "by_token"),
    ("accounts_apikey", "by_token"),
    ("accounts_feedtoken", "by_token"),
    ("accounts_joindomain", "by_domain"),
    ("accounts_signondomain", "by_domain"),
    ("billing_customer", "by_stripe_id"),
}


def points_to_a_workspace(model: type[models.Model]) -> bool:
    return any(
        field.name == "workspace" or field.related_model is Workspace for field in model._meta.concrete_fields
    )


def unprotected(tables: Iterable[str]) -> set[str]:
    """Return the tables whose rows are not forced behind a policy of their workspace."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
             WHERE c.oid = ANY(%s::regclass[]) AND relrowsecurity AND relforcerowsecurity
               AND polname = 'in_workspace' AND polcmd = '*' AND polpermissive AND polroles = '{0}'
               AND pg_get_expr(polqual, polrelid) = pg_get_expr(polwithcheck, polrelid)
               AND pg_get_expr(polqual, polrelid) LIKE '%%app.workspace_id%%'
            """,
            [list(tables)],
        )
        return set(tables) - {name for (name,) in cursor.fetchall()}


def other_policies() -> dict[tuple[str, str], str]:
    """Return (table, policy) -> command for all policies but those of every table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, policyname, cmd FROM pg_policies "
            "WHERE policyname NOT IN ('in_workspace', 'across_workspaces')"
        )
        return {(table, name): command for table, name, command in cursor.fetchall()}


def references_within() -> set[tuple[str, str]]:
    """Return (table, column) of the foreign keys that hold within one workspace."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.conrelid::regclass::text, a.attname
              FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[2]
             WHERE contype = 'f' AND cardinality(conkey) = 2 AND conkey[1] = (
                   SELECT attnum FROM pg_attribute WHERE attrelid = c.conrelid AND attname = 'workspace_id')
            """
        )
        return set(cursor.fetchall())


def test_a_model_with_a_workspace_is_a_customer_model() -> None:
    assert {model.__name__ for model in OURS if points_to_a_workspace(model)} == {
        model.__name__ for model in CUSTOMERS
    }
    assert CUSTOMERS


def test_the_archive_has_no_workspace() -> None:
    archive = [model for model in OURS if model._meta.app_label in {"platforms", "documents", "pipeline"}]

    assert archive
    assert [model.__name__ for model in archive if points_to_a_workspace(model)] == []


def test_the_first_lock_is_on_every_customer_model() -> None:
    open_models = [
        model.__name__ for model in LOCKED if not isinstance(model._default_manager, ScopedManager)
    ]

    assert open_models == []


@pytest.mark.django_db
def test_the_second_lock_is_on_every_customer_table() -> None:
    assert unprotected(PROTECTED) == set()


@pytest.mark.django_db
def test_reading_across_is_for_reading() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, cmd FROM pg_policies WHERE policyname = 'across_workspaces'")
        found = dict(cursor.fetchall())

    assert found == dict.fromkeys(PROTECTED, "SELECT")


@pytest.mark.django_db
def test_other_policies_are_known_and_for_reading() -> None:
    assert other_policies() == dict.fromkeys(SHOWN, "SELECT")


@pytest.mark.django_db
def test_customer_rows_point_to_rows_of_their_own_workspace() -> None:
    references = {
        (model._meta.db_table, field.column)
        for model in CUSTOMERS
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.remote_field.model in CUSTOMERS
    }

    assert references
    assert references - references_within() == set()


@pytest.mark.django_db
def test_every_customer_table_is_indexed_by_workspace_once() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT i.indrelid::regclass::text, i.indnatts > 1
              FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
             WHERE a.attname = 'workspace_id'
            """
        )
        found = set(cursor.fetchall())

    assert found == {(table, True) for table, column in PROTECTED.items() if column == "workspace_id"}


@pytest.mark.django_db
def test_the_guard_sees_a_table_without_a_policy() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE careless (workspace_id bigint)")
        without = unprotected(["careless"])
        cursor.execute("ALTER TABLE careless ENABLE ROW LEVEL SECURITY")
        cursor.execute("CREATE POLICY in_workspace ON careless USING (true)")

        assert without == unprotected(["careless"]) == {"careless"}


def test_the_guard_sees_a_model_that_forgot_its_base() -> None:
    class Forgetful(models.Model):
        workspace = models.BigIntegerField()

        class Meta:
            app_label = "accounts"
            managed = False

        def __str__(self) -> str:
            return "forgetful"

    del apps.all_models["accounts"]["forgetful"]
    apps.clear_cache()

    assert points_to_a_workspace(Forgetful)
