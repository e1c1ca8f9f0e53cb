"""Taking an export in hand and letting go of it. Every change of state is a conditional update that must hit one row."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import F, Q

from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.dossiers.errors import ClaimLostError, NotWaitingError
from apps.dossiers.models import Export, ExportState, Stage

NUDGE_IS_LOST_AFTER: Final = timedelta(seconds=60)
MOST_ATTEMPTS: Final = 5  # in a row without a stage done; then it is said that it cannot be made
_FIRST_PAUSE: Final = timedelta(minutes=1)

_FREE: Final = {"claim": None, "claimed_at": None, "nudged_at": None}

# An export and its workspace, by number: what a task is given.
Address = tuple[int, int]


def claim_export(*, workspace_id: int, export_id: int) -> Export:
    """Take the making of a dossier in hand, one that a dead worker had included. Raises NotWaitingError.

    The claim is a lease: it ends `RUN_LEASE_SECONDS` after the last progress that was noted.
    """
    now, claim = clock.now(), uuid.uuid4()
    waits = Q(state=ExportState.WAITING, next_attempt_at__lte=now)
    with in_workspace(workspace_id):
        rows = Export.objects.for_workspace(workspace_id).filter(pk=export_id)
        hit = rows.filter(waits | _is_stuck(now)).update(
            state=ExportState.CLAIMED, claim=claim, claimed_at=now, attempts=F("attempts") + 1
        )
        if hit != 1:
            raise NotWaitingError(f"Export {export_id} is not waiting.")
        return rows.select_related("dossier", "workspace").get()


def note_gathered(export: Export, *, sha256: str, pages_expected: int) -> None:
    """Note that all was read, and where it is kept. Raises ClaimLostError."""
    stage = {"stage": Stage.LAYING_OUT, "attempts": 0, "claimed_at": clock.now()}
    _write(export, gathered_sha256=sha256, pages_expected=pages_expected, **stage)


def note_pages(export: Export, *, laid_out: int, stage: Stage = Stage.LAYING_OUT) -> None:
    """Note how far the pages are; the lease begins anew. Raises ClaimLostError."""
    _write(export, stage=stage, pages_laid_out=laid_out, claimed_at=clock.now())


def finish_unchanged(export: Export, same_as: Export) -> None:
    """Write down that it would say what an earlier edition says. Raises ClaimLostError."""
    _write(
        export,
        **_FREE,
        state=ExportState.UNCHANGED,
        stage=Stage.SEALED,
        same_as=same_as,
        done_at=clock.now(),
        error="",
    )


def finish_failed(export: Export, code: str) -> None:
    """Write down that it cannot be made, and why. Raises ClaimLostError."""
    _write(export, **_FREE, state=ExportState.FAILED, done_at=clock.now(), error=code)


def let_go(export: Export, code: str) -> None:
    """Let it wait and be tried again later, or give up after some attempts. Raises ClaimLostError."""
    if export.attempts >= MOST_ATTEMPTS:
        finish_failed(export, code)
        return
    pause = _FIRST_PAUSE * (1 << export.attempts)
    _write(export, **_FREE, state=ExportState.WAITING, next_attempt_at=clock.now() + pause, error=code)


def write_sealed(export: Export, **values: object) -> None:
    """Write an edition into its row, in the transaction that numbered it. Raises ClaimLostError."""
    _write(export, **_FREE, state=ExportState.DONE, stage=Stage.SEALED, error="", **values)


def return_stuck(*, limit: int = 100) -> int:
    """Give back what dead workers had; what killed several of them in a row is given up."""
    now = clock.now()
    returned = 0
    with Export.objects.across_workspaces(reason="exports that dead workers had") as rows:
        stuck = list(rows.filter(_is_stuck(now)).order_by("claimed_at")[:limit])
    for row in stuck:
        is_over = row.attempts >= MOST_ATTEMPTS
        outcome = (
            {"state": ExportState.FAILED, "done_at": now}
            if is_over
            else {"state": ExportState.WAITING, "next_attempt_at": now}
        )
        with in_workspace(row.workspace_id):
            theirs = Export.objects.for_workspace(row.workspace_id).filter(
                _is_stuck(now), pk=row.pk, claim=row.claim
            )
            returned += theirs.update(**_FREE, **outcome, error="worker_lost")
    return returned


def take_for_nudging(*, limit: int = 100) -> list[Address]:
    """Return the exports that wait and are owed a nudge, and note that it is given now."""
    now = clock.now()
    is_unheard = Q(nudged_at=None) | Q(nudged_at__lte=now - NUDGE_IS_LOST_AFTER)
    due = Q(is_unheard, state=ExportState.WAITING, next_attempt_at__lte=now)
    with Export.objects.across_workspaces(reason="exports that wait for a worker") as rows:
        waiting = list(rows.filter(due).order_by("next_attempt_at", "pk")[:limit])
    taken = []
    for row in waiting:
        with in_workspace(row.workspace_id):
            theirs = Export.objects.for_workspace(row.workspace_id).filter(due, pk=row.pk)
            if theirs.update(nudged_at=now):
                taken.append((row.workspace_id, row.pk))
    return taken


def _is_stuck(now: datetime) -> Q:
    lease = timedelta(seconds=settings.RUN_LEASE_SECONDS)
    return Q(state=ExportState.CLAIMED, claimed_at__lt=now - lease)


def _write(export: Export, **values: object) -> None:
    """Change the row while our claim holds."""
    with in_workspace(export.workspace_id):
        ours = Export.objects.for_workspace(export.workspace_id).filter(
            pk=export.pk, claim=export.claim, state=ExportState.CLAIMED
        )
        if ours.update(**values) != 1:
            raise ClaimLostError(f"Export {export.pk} is in other hands.")
    for name, value in values.items():
        setattr(export, name, value)
