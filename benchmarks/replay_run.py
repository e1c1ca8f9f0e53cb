"""Replays: record, cut and read, watch, tell. Each step begins where an interrupted replay left it."""

import json
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time

from django.core.management import call_command
from tqdm import tqdm

from apps.alerts.models import Alert, FanOut
from apps.alerts.services.opening import open_fan_out
from apps.alerts.services.raising import raise_alerts
from apps.core import clock
from apps.core.database_roles import as_owner
from apps.documents.histories import History, open_history
from apps.documents.models import Change
from apps.pipeline.services.backlogs import open_backlogs
from apps.pipeline.stages.driving import drive_backlog
from apps.provisions.selectors import uncut_versions
from apps.provisions.services.taxonomy import load_taxonomy
from benchmarks.replay_figures import figures
from benchmarks.replay_live import record_series
from benchmarks.replay_watches import open_all

_SOON = timedelta(minutes=10)  # after its capture, a change has been read


def run(base: Path, out: Path, *, is_helper: bool, is_again: bool) -> None:
    """Replay what is missing, write the figures and print them; a helper only records and reads, from the last document on."""
    call_command("migrate", verbosity=0)
    load_taxonomy()
    _read(open_history(base), is_backwards=is_helper)
    if is_helper:
        return
    opened, everything = open_all()
    if is_again:
        _forget_alerts()
    started = perf_counter()
    told = _tell()
    print(f"{told} changes told in {perf_counter() - started:.0f} s")
    found = figures(base, opened, everything)
    (out / "figures.json").write_text(json.dumps(found, ensure_ascii=False, indent=2), encoding="utf-8")
    print(json.dumps(found["bars"], ensure_ascii=False, indent=2))


def _read(history: History, *, is_backwards: bool) -> None:
    """Record each series, and drive its document's clauses and readings; say what of the processor's time each took."""
    recording = reading = 0.0
    every = list(history.series())
    for series in tqdm(every[::-1] if is_backwards else every, unit=" documents", disable=None):
        started = process_time()
        document = record_series(history, series)
        recorded = process_time()
        if uncut_versions(document).exists():
            open_backlogs([document.pk])
        drive_backlog(document)
        recording, reading = recording + recorded - started, reading + process_time() - recorded
    print(f"processor time: {recording:.0f} s to record, {reading:.0f} s to cut and read")


def _tell() -> int:
    """Tell the publisher's changes that were not told, in the order of time, each ten minutes after it was found."""
    untold = Change.objects.by_publisher().filter(fan_out=None).order_by("detected_at", "pk")
    changes = list(untold)
    for change in tqdm(changes, unit=" changes", disable=None):
        with clock.fixed(change.detected_at + _SOON):
            open_fan_out(change=change)
            raise_alerts(change_id=change.pk)
    return len(changes)


def _forget_alerts() -> None:
    """Take back what was told in this replay's own database: alerts cannot be changed, so the owner empties the tables."""
    from django.db import connection  # noqa: PLC0415 - closed and opened by `as_owner`

    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {Alert._meta.db_table}, {FanOut._meta.db_table} CASCADE")
