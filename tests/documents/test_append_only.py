"""The database itself refuses to rewrite the archive."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from apps.documents.models import Capture, Change, Snapshot, Version, VersionPart
from tests.factories import make_document, make_history

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Capture, Snapshot, Version, VersionPart, Change])
def test_a_row_of_the_archive_cannot_be_deleted_or_updated(model: type[Model]) -> None:
    make_history(make_document(), ["one", "two"])
    table, key = model._meta.db_table, model._meta.pk
    assert key is not None
    assert model._default_manager.count() > 0

    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {key.column} = {key.column}"):  # noqa: S608 - names of ours
        with (
            pytest.raises(IntegrityError, match="never updated or deleted"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    assert model._default_manager.count() > 0
