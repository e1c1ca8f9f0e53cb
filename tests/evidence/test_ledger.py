"""The archive, its ledger and what was published of it are compared, and what was tampered with is named."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from apps.core.database_roles import as_owner
from apps.documents.models import Capture, Version
from apps.evidence.keys import log_keys
from apps.evidence.models import Checkpoint, Kind, LedgerEntry, PendingLeaf
from apps.evidence.notes import Head, write_note
from apps.evidence.selectors import ledger_size
from apps.evidence.services.sealing import seal
from apps.evidence.services.stamping import stamp_due
from apps.pipeline.tasks import append_to_ledger, seal_ledger, stamp_checkpoints
from tests.factories import make_document, make_history

pytestmark = pytest.mark.django_db(transaction=True)


def run(name: str, *arguments: str) -> str:
    said = StringIO()
    call_command(name, *arguments, stdout=said, stderr=said)
    return said.getvalue()


def faults(*arguments: str) -> str:
    """Return what verify_ledger says of a ledger that does not hold."""
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_ledger", *arguments, stdout=said, stderr=said)
    return said.getvalue()


def tamper(*statements: str) -> None:
    """Do what somebody with the owner's password could do: switch the triggers off and write."""
    tables = ("ledgerentry", "tile", "checkpoint", "timestamp")
    with as_owner(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE evidence_{table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        for table in tables:
            cursor.execute(f"ALTER TABLE evidence_{table} ENABLE TRIGGER USER")


@pytest.fixture
def sealed(ledger: Settings) -> Checkpoint:
    """Fill an archive as of before the ledger, take it in, seal and stamp it."""
    make_history(make_document(), ["one", "two", "three"])
    run("backfill_ledger")
    checkpoint = seal()
    stamp_due()
    assert checkpoint is not None
    return checkpoint


def test_an_archive_of_before_is_taken_in_once(ledger: Settings) -> None:
    make_history(make_document(), ["one", "two"])

    first, second = run("backfill_ledger"), run("backfill_ledger")

    assert first == "5 leaves were missing; 5 were appended.\n"
    assert second == "0 leaves were missing; 0 were appended.\n"
    assert list(LedgerEntry.objects.values_list("kind", flat=True)) == [
        *[Kind.CAPTURE] * 2,
        *[Kind.VERSION] * 2,
        Kind.CHANGE,
    ]


def test_an_untouched_ledger_holds_and_is_remembered(sealed: Checkpoint, tmp_path: Path) -> None:
    past = tmp_path / "past.txt"

    said = run("verify_ledger", "--remember", str(past))
    again = run("verify_ledger", "--past", str(past), "--remember", str(past))

    assert said == "8 entries, 0 published checkpoints compared.\nThe ledger holds.\n"
    assert again == "8 entries, 1 published checkpoints compared.\nThe ledger holds.\n"
    assert past.read_text(encoding="utf-8") == sealed.note


@pytest.mark.parametrize(
    ("fault", "statement"),
    [
        ("altered_leaf: entry 2", "UPDATE evidence_ledgerentry SET leaf = '{}' WHERE index = 2"),
        (
            "altered_leaf: entry 2",
            "UPDATE evidence_ledgerentry SET leaf = '{}', leaf_hash = sha256('\\x007b7d') WHERE index = 2",
        ),
        ("deleted_leaf: entry 7", "DELETE FROM evidence_ledgerentry WHERE index = 7"),
        ("deleted_leaf: entry 3", "DELETE FROM evidence_ledgerentry WHERE index = 3"),
        (
            "deleted_row: capture/999",
            "UPDATE evidence_ledgerentry SET subject = 'capture/999' WHERE index = 0",
        ),
        (
            "rewritten_checkpoint: checkpoint at 8",
            "UPDATE evidence_checkpoint SET root = sha256('x') WHERE size = 8",
        ),
        (
            "rewritten_checkpoint: checkpoint at 8",
            "UPDATE evidence_checkpoint SET note = replace(note, E'\\n8\\n', E'\\n7\\n')",
        ),
        (
            "backdated_timestamp: local",
            "UPDATE evidence_timestamp SET stamped_at = stamped_at - interval '1 year'",
        ),
        ("broken_timestamp: local", "UPDATE evidence_timestamp SET token = set_byte(token, 300, 7)"),
    ],
)
def test_what_was_tampered_with_is_named(sealed: Checkpoint, fault: str, statement: str) -> None:
    tamper(statement)

    assert fault in faults()


def test_a_reordered_log_is_named(sealed: Checkpoint) -> None:
    tamper(
        "UPDATE evidence_ledgerentry SET index = 99 WHERE index = 1",
        "UPDATE evidence_ledgerentry SET index = 1 WHERE index = 2",
        "UPDATE evidence_ledgerentry SET index = 2 WHERE index = 99",
    )

    said = faults("--log-only")

    assert said.count("reordered_log: entry") == 2
    assert "rewritten_log: checkpoint at 8" in said


def test_a_log_that_was_rewritten_and_signed_again_differs_from_what_was_published(
    sealed: Checkpoint, tmp_path: Path
) -> None:
    past = tmp_path / "past.txt"
    past.write_text(sealed.note, encoding="utf-8")
    key = log_keys()[0]
    forged = write_note(Head(sealed.origin, 8, bytes(32)), key)
    past.write_text(forged, encoding="utf-8")

    assert "rewritten_checkpoint: published checkpoint at 8" in faults("--past", str(past))


def test_rows_that_the_log_does_not_have_or_has_otherwise_are_named(sealed: Checkpoint) -> None:
    unrecorded = make_history(make_document(), ["new"])[0]
    capture = Capture.objects.order_by("pk").first()
    assert capture is not None
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE documents_capture DISABLE TRIGGER USER")
        cursor.execute("UPDATE documents_capture SET status = 404 WHERE id = %s", [capture.pk])
        cursor.execute("ALTER TABLE documents_capture ENABLE TRIGGER USER")

    said = faults()

    assert f"altered_row: capture/{capture.pk}" in said
    assert f"unrecorded_row: {unrecorded.document.public_id}/v1" in said


def test_the_tasks_append_seal_and_stamp(ledger: Settings) -> None:
    make_history(make_document(), ["one"])
    run("backfill_ledger")
    assert Version.objects.count() == 1

    append_to_ledger()
    seal_ledger()
    seal_ledger()
    stamp_checkpoints()

    checkpoint = Checkpoint.objects.get()
    assert (checkpoint.size, PendingLeaf.objects.count(), ledger_size()) == (2, 0, 2)
    assert checkpoint.timestamps.get().state == "stamped"


def test_a_key_is_made_where_development_finds_it(ledger: Settings, tmp_path: Path) -> None:
    ledger.EVIDENCE = replace(ledger.EVIDENCE, keys=())

    said = run("make_evidence_key")

    assert log_keys()[0].verifier in said
    assert (tmp_path / "keys.txt").stat().st_mode & 0o777 == 0o600
    assert run("make_evidence_key", "--print").startswith("PRIVATE+KEY+log.example/evidence+")
