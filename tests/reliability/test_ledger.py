"""Eight processes append at once; one is killed -9 in the middle of sealing: no gap, no fork, and the next completes it."""

import signal
from dataclasses import replace
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import psycopg
import pytest
from pytest_django import Settings

from apps.evidence.merkle import EMPTY_ROOT, is_consistent, is_included
from apps.evidence.models import Checkpoint, LedgerEntry, PendingLeaf, StampState, Timestamp
from apps.evidence.notes import make_key
from apps.evidence.selectors import consistency_proof, inclusion_proof, root_at
from apps.evidence.services.monitoring import check_log
from apps.evidence.services.sealing import seal
from apps.evidence.services.stamping import stamp_due
from tests.reliability.launching import launch
from tests.reliability.processes import environment, eventually, owner_url

pytestmark = [pytest.mark.reliability, pytest.mark.django_db(transaction=True)]

WRITERS, EACH = 8, 60
SETUP = "import django; django.setup()\n"
WRITE = """
import sys
from apps.evidence.services.noting import append, note_all
from apps.evidence.services.sequencing import append_pending
from apps.evidence.types import Leaf
who = sys.argv[1]
for turn in range(6):
    note_all(Leaf("capture", f"capture/{who}{turn}{number}", {}) for number in range(9))
    append_pending(limit=25)
    append(kind="dossier", subject=f"CA-X-{who}{turn}", facts={})
"""
SEAL = "from apps.evidence.services.sealing import seal; seal()"
WAITS = """
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND wait_event_type = 'Lock' AND query ILIKE '%%evidence_timestamp%%'
"""


def python(log: Path, code: str, *arguments: str, **more: str) -> ForkServerProcess:
    """Start a process of ours on the database of this test."""
    return launch(("-c", SETUP + code, *arguments), environment(**more), log)


def test_eight_processes_append_at_once_without_gap_or_fork(transactional_db: None, tmp_path: Path) -> None:
    log = tmp_path / "log"
    writers = [python(log, WRITE, str(number)) for number in range(WRITERS)]

    for writer in writers:
        writer.join(180)
    assert [writer.exitcode for writer in writers] == [0] * WRITERS, log.read_text()

    size = WRITERS * EACH
    assert not PendingLeaf.objects.exists()
    assert list(LedgerEntry.objects.values_list("index", flat=True)) == list(range(size))
    assert list(check_log()) == []
    root = root_at(size)
    for index in range(0, size, 37):
        proof = inclusion_proof(index=index)
        assert is_included(index, size, proof.leaf_hash, proof.hashes, root)
        grown = consistency_proof(old=index, new=size)
        old_root = grown.old_root if index else EMPTY_ROOT
        assert is_consistent(index, size, grown.hashes, old_root=old_root, new_root=root)


def test_who_is_killed_while_sealing_leaves_it_to_the_next(
    transactional_db: None, settings: Settings, tmp_path: Path
) -> None:
    key = make_key("log.example/evidence")
    settings.EVIDENCE = replace(
        settings.EVIDENCE, origin="log.example/evidence", keys=(key,), authorities=("local",)
    )
    settings.EVIDENCE_LOCAL_DIR = tmp_path
    python(tmp_path / "log", WRITE, "1").join(120)
    with psycopg.connect(owner_url()) as way, psycopg.connect(owner_url(), autocommit=True) as watch:
        way.execute("LOCK TABLE evidence_timestamp IN ACCESS EXCLUSIVE MODE")
        sealer = python(
            tmp_path / "log",
            SEAL,
            EVIDENCE_KEYS=key,
            EVIDENCE_ORIGIN="log.example/evidence",
            EVIDENCE_AUTHORITIES="local",
        )
        assert eventually(lambda: watch.execute(WAITS).fetchone() == (1,))
        sealer.kill()
        sealer.join(30)
        assert sealer.exitcode == -signal.SIGKILL
    assert not Checkpoint.objects.exists()

    checkpoint = seal()
    stamped = stamp_due()

    assert checkpoint is not None
    assert (checkpoint.size, stamped) == (EACH, 1)
    assert Timestamp.objects.get().state == StampState.STAMPED
