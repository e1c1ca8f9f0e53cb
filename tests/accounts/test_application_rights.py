"""What a workspace held can be taken along; the application itself erases nothing of it, nor of the log."""

import json
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import ProgrammingError, connection
from pytest_django import DjangoDbBlocker

from apps.accounts.exports import write_workspace
from apps.accounts.inventory import customer_models
from apps.accounts.models import ApiKey, AuditEntry
from apps.accounts.services.erasure import erase_workspace, forget_audit_entries
from apps.core import clock
from apps.core.tenancy import Claim, claiming, in_workspace
from tests.accounts.cast import make_user
from tests.accounts.conftest import Cast
from tests.accounts.full_cast import OVER, build_full_cast, rows_of
from tests.shared_rows import kept_for_the_module


@pytest.fixture(scope="module")
def filled(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cast]:
    with kept_for_the_module(django_db_blocker, blobs=tmp_path_factory.mktemp("blobs")):
        yield build_full_cast()


@pytest.fixture(autouse=True)
def _blobs_of_this_test() -> None:
    """Leave them where the module has its own."""


@pytest.fixture
def cast(db: None, filled: Cast) -> Cast:
    return filled


def test_the_application_erases_nothing(cast: Cast) -> None:
    before = rows_of(cast.acme)

    with clock.fixed(OVER), pytest.raises(ProgrammingError, match="permission denied"):
        erase_workspace(workspace=cast.acme)
    with pytest.raises(ProgrammingError, match="permission denied"):
        forget_audit_entries(workspace=cast.acme, before=OVER)

    assert rows_of(cast.acme) == before


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM accounts_auditentry",
        "DELETE FROM accounts_auditentry WHERE at < now() - interval '100 years'",
        "UPDATE accounts_auditentry SET actor_name = 'nobody'",
        "TRUNCATE accounts_auditentry",
        "ALTER TABLE accounts_auditentry DISABLE TRIGGER append_only",
        "DELETE FROM accounts_erasure",
        "DELETE FROM accounts_accounterasure",
    ],
)
def test_the_application_deletes_nothing_of_the_log_whatever_it_claims(cast: Cast, statement: str) -> None:
    before = rows_of(cast.acme)

    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        in_workspace(cast.acme),
        claiming(Claim.RETENTION, "on"),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert rows_of(cast.acme) == before


def test_an_export_holds_every_row_and_no_secret(cast: Cast) -> None:
    make_user("Unrelated")
    file = BytesIO()

    counts = write_workspace(cast.acme.pk, file)

    with ZipFile(file) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    everything = "".join(texts.values())
    lines = {name: [json.loads(line) for line in text.splitlines()] for name, text in texts.items()}
    assert {
        name.removesuffix(".jsonl").replace(".", "_"): len(rows) for name, rows in lines.items()
    } == rows_of(cast.acme)
    assert sum(counts.values()) == sum(map(len, lines.values()))
    assert lines["accounts.workspace.jsonl"][0]["name"] == "Acme"
    assert "sha256" not in everything
    assert "umbra" not in everything.lower()


def test_rows_are_deleted_before_what_they_point_to() -> None:
    ordered = customer_models()

    assert ordered.index(AuditEntry) < ordered.index(ApiKey)
    assert len(ordered) == len(set(ordered)) >= 5
