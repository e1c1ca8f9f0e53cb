"""The database itself refuses to rewrite the archive: the application has no right to, and a trigger stops the owner too."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Model

from apps.core.database_roles import as_owner
from apps.documents.models import (
    Capture,
    Change,
    DateReading,
    DeadlineReading,
    Snapshot,
    Version,
    VersionPart,
)
from apps.documents.services.dates import record_dates
from tests.factories import make_document, make_history

ARCHIVE = [Capture, Snapshot, Version, VersionPart, Change, DateReading, DeadlineReading]


def assert_refused(model: type[Model], error: type[Exception], words: str) -> None:
    """Try both ways to rewrite the rows of a model."""
    table, key = model._meta.db_table, model._meta.pk
    assert key is not None
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {key.column} = {key.column}"):  # noqa: S608 - names of ours
        with pytest.raises(error, match=words), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def _fill() -> None:
    versions = make_history(make_document(), ["one", "two"])
    record_dates((version, "Effective 1 May 2026.") for version in versions)


@pytest.mark.django_db
@pytest.mark.parametrize("model", ARCHIVE)
def test_the_application_may_not_rewrite_a_row(model: type[Model]) -> None:
    _fill()
    before = model._default_manager.count()

    assert_refused(model, ProgrammingError, "permission denied")

    assert model._default_manager.count() == before > 0


@pytest.mark.django_db(transaction=True)
def test_the_owner_of_the_tables_is_stopped_by_a_trigger() -> None:
    _fill()
    before = [model._default_manager.count() for model in ARCHIVE]

    with as_owner():
        for model in ARCHIVE:
            assert_refused(model, IntegrityError, "never updated or deleted")

    assert [model._default_manager.count() for model in ARCHIVE] == before
    assert 0 not in before
