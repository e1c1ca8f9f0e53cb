"""Repeats what an archive holds under other platforms, row by row in SQL, with every reference kept."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Field, Model

# Rows of these are meant for everybody and stay as they are; those of all other models of these apps are repeated.
_APPS = ("platforms", "documents", "provisions", "analysis")
_SHARED = frozenset(
    {
        "Operator", "Snapshot", "Host", "RobotsFile", "Collection", "ImportedSeries", "ImportedRecord", "Topic",
        "Regulation", "Article", "SpendingDay", "Outlay",
    }
)  # fmt: skip
_BY_NAME = frozenset(
    {("platforms_platform", "slug"), ("platforms_platform", "name"), ("platforms_alias", "slug")}
)

Apart = Mapping[type[Model], int]


def repeat_rows(*, times: int) -> None:
    """Store everything so many times more. Constraints hold; triggers sleep meanwhile, which takes a superuser."""
    models = [
        model
        for app in _APPS
        for model in apps.get_app_config(app).get_models()
        if model.__name__ not in _SHARED
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")  # the application's own may not
        cursor.execute("SET LOCAL session_replication_role = replica")
        apart = {model: _largest(cursor, model) for model in models if _is_numbered(model)}
        for model in models:
            cursor.execute(_statement(model, apart), [times])
        for model in apart:
            _move_sequence_on(cursor, model)


def _is_numbered(model: type[Model]) -> bool:
    return model._meta.pk.get_internal_type() == "BigAutoField"


def _largest(cursor: Any, model: type[Model]) -> int:
    """Return the largest number of a row: the repeated ones begin after it."""
    cursor.execute(f"SELECT coalesce(max({model._meta.pk.column}), 0) FROM {model._meta.db_table}")  # noqa: S608 - names of our own models
    return int(cursor.fetchone()[0])


def _move_sequence_on(cursor: Any, model: type[Model]) -> None:
    column = model._meta.pk.column
    largest = max(_largest(cursor, model), 1)
    cursor.execute(
        "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [model._meta.db_table, column, largest]
    )


def _statement(model: type[Model], apart: Apart) -> str:
    table = model._meta.db_table
    fields = [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(model, field, apart) for field in fields)
    # One statement reads the rows as they were before it, so none is repeated twice.
    return f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table}, generate_series(1, %s) AS round ORDER BY round"  # noqa: S608 - names of our own models


def _value(model: type[Model], field: "Field[Any, Any]", apart: Apart) -> str:
    table = model._meta.db_table
    column = f'{table}."{field.column}"'
    if (table, field.column) in _BY_NAME:
        return f"{column} || ' ' || round" if field.column == "name" else f"{column} || '-' || round"
    numbered = model if field.primary_key and not field.is_relation else field.related_model
    # A row numbered by another, such as a standing by its provision, goes on with the other's numbers.
    return column if numbered is None or numbered not in apart else f"{column} + {apart[numbered]} * round"
