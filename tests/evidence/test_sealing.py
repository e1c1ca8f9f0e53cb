"""Checkpoints are signed once, go on from each other, and are stamped; whoever dies leaves it to the next."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import IntegrityError, transaction
from pytest_django import Settings

from apps.core import clock
from apps.evidence.errors import LedgerForkError, NoKeyError, StampRefusedError
from apps.evidence.keys import log_keys
from apps.evidence.models import Checkpoint, Kind, StampState, Timestamp
from apps.evidence.notes import make_key, read_key, read_note
from apps.evidence.selectors import checkpoint_over, root_at
from apps.evidence.services import sealing
from apps.evidence.services.noting import note
from apps.evidence.services.sealing import seal
from apps.evidence.services.stamping import stamp_due
from apps.evidence.stamping.asking import local_authority
from apps.evidence.stamping.tokens import ask_for, check_stamp

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


def note_one(subject: str = "capture/1") -> None:
    note(kind=Kind.CAPTURE, subject=subject, facts={})


def test_sealing_appends_what_waits_signs_the_head_and_asks_for_stamps(ledger: Settings) -> None:
    note_one()

    with clock.fixed(NOON):
        checkpoint = seal()

    assert checkpoint is not None
    head, key = read_note(checkpoint.note, log_keys())
    assert (head.origin, head.size, head.root) == ("log.example/evidence", 1, root_at(1))
    assert (checkpoint.key, checkpoint.sealed_at) == (key.verifier, NOON)
    asked = Timestamp.objects.get()
    assert (asked.authority, asked.state, asked.next_attempt_at) == ("local", StampState.PENDING, NOON)
    assert checkpoint_over(0) == checkpoint
    assert checkpoint_over(1) is None


def test_nothing_new_is_sealed_once(ledger: Settings) -> None:
    assert seal() is None
    note_one()
    seal()

    assert seal() is None
    assert Checkpoint.objects.count() == 1


def test_without_a_key_nothing_is_sealed_and_nothing_lost(ledger: Settings) -> None:
    ledger.EVIDENCE = replace(ledger.EVIDENCE, keys=())
    note_one()

    with pytest.raises(NoKeyError):
        seal()

    assert not Checkpoint.objects.exists()


def test_keys_rotate_and_old_checkpoints_stay_verifiable(ledger: Settings) -> None:
    first, second = make_key("log.example/evidence"), make_key("log.example/evidence")
    ledger.EVIDENCE = replace(
        ledger.EVIDENCE, keys=(f"{first}@2026-01-01/2026-09-01T13:00:00", f"{second}@2026-09-01T13:00:00")
    )
    signed_by = []
    for hours in (0, 2):
        note_one(f"capture/{hours}")
        with clock.fixed(NOON + timedelta(hours=hours)):
            checkpoint = seal()
        assert checkpoint is not None
        signed_by.append(read_note(checkpoint.note, log_keys())[1].verifier)

    assert signed_by == [read_key(first).verifier, read_key(second).verifier]


def test_a_tree_that_does_not_go_on_is_not_signed(ledger: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    note_one()
    seal()
    forged = Checkpoint.objects.get()
    forged.root = bytes(32)
    monkeypatch.setattr(sealing, "latest_checkpoint", lambda: forged)
    note_one("capture/2")

    with pytest.raises(LedgerForkError):
        seal()

    assert Checkpoint.objects.count() == 1


def test_who_dies_while_sealing_has_sealed_nothing_and_the_next_completes_it(
    ledger: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_one()
    with monkeypatch.context() as broken:
        broken.setattr(Timestamp.objects, "bulk_create", _die)
        with pytest.raises(SystemExit), transaction.atomic():
            seal()
    assert not Checkpoint.objects.exists()

    sealed = seal()

    assert sealed is not None
    assert sealed.size == 1


def _die(_: object) -> None:
    raise SystemExit


def test_a_stamp_is_asked_for_checked_and_kept(ledger: Settings, tmp_path: Path) -> None:
    note_one()
    with clock.fixed(NOON):
        seal()
        stamped = stamp_due()

    row = Timestamp.objects.select_related("checkpoint").get()
    assert (stamped, row.state, row.stamped_at) == (1, StampState.STAMPED, NOON)
    (tmp_path / "checkpoint.txt").write_text(row.checkpoint.note, encoding="utf-8")
    (tmp_path / "stamp.tsr").write_bytes(row.token)
    (tmp_path / "roots.pem").write_bytes(local_authority().root.public_bytes(Encoding.PEM))
    verified = subprocess.run(
        ["openssl", "ts", "-verify", "-data", "checkpoint.txt", "-in", "stamp.tsr", "-CAfile", "roots.pem"],  # noqa: S607
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Verification: OK" in verified.stdout, verified.stderr
    with pytest.raises(IntegrityError), transaction.atomic():
        Timestamp.objects.filter(pk=row.pk).update(stamped_at=NOON - timedelta(days=1))


def test_an_authority_that_does_not_answer_is_asked_again_until_time_is_up(ledger: Settings) -> None:
    ledger.EVIDENCE = replace(ledger.EVIDENCE, authorities=("http://127.0.0.1:1/tsr",))
    note_one()
    with clock.fixed(NOON):
        seal()
        assert stamp_due() == 0
        assert stamp_due() == 0
    row = Timestamp.objects.get()
    assert (row.state, row.attempts, row.error) == (StampState.PENDING, 1, "stamp_unreachable")
    assert row.next_attempt_at == NOON + timedelta(minutes=2)

    with clock.fixed(NOON + timedelta(days=3)):
        stamp_due()

    row.refresh_from_db()
    assert (row.state, row.attempts) == (StampState.FAILED, 2)


def test_an_authority_that_is_named_no_more_is_given_up(ledger: Settings) -> None:
    note_one()
    seal()
    ledger.EVIDENCE = replace(ledger.EVIDENCE, authorities=())

    assert stamp_due() == 0
    assert Timestamp.objects.get().error == "authority_removed"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token, data: (token, data + b"!"),
        lambda token, data: (token[:-1] + bytes([token[-1] ^ 1]), data),
        lambda _, data: (b"no token", data),
    ],
)
def test_an_answer_that_does_not_hold_is_refused(
    ledger: Settings, spoil: Callable[[bytes, bytes], tuple[bytes, bytes]]
) -> None:
    request = ask_for(b"checkpoint")
    token, data = spoil(local_authority().answer(request.as_bytes(), NOON), b"checkpoint")

    with pytest.raises(StampRefusedError):
        check_stamp(token, data, [local_authority().root], request)


def test_an_answer_to_another_question_is_refused(ledger: Settings) -> None:
    token = local_authority().answer(ask_for(b"checkpoint").as_bytes(), NOON)

    with pytest.raises(StampRefusedError, match="Nonce"):
        check_stamp(token, b"checkpoint", [local_authority().root], ask_for(b"checkpoint"))
