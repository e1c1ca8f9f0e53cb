"""Opening, claiming and finishing runs. Every change of state is a conditional update that must hit one row."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from apps.core import clock
from apps.documents.models import Document, Version
from apps.pipeline.errors import ClaimLostError, NotClaimableError
from apps.pipeline.models import Run, RunOutcome, Stage, State, Trigger
from apps.pipeline.types import StepRecord

MAX_ATTEMPTS = 5  # of one stage without progress: then the run is a poison pill, and people are told


@dataclass(frozen=True, slots=True)
class Finish:
    """How a run ended."""

    outcome: RunOutcome
    cause: str = ""
    detail: str = ""
    version: Version | None = None


def open_run(*, document: Document, scheduled_for: datetime, trigger: Trigger) -> Run:
    """Begin a round, or return the one already begun for this moment."""
    now = clock.now()
    run, _ = Run.objects.get_or_create(
        document=document,
        scheduled_for=scheduled_for,
        defaults={"trigger": trigger, "next_attempt_at": now, "created_at": now},
    )
    return run


def claim_run(*, run_id: int, stage: Stage) -> Run:
    """Take the run for one attempt at a stage; raise NotClaimableError when that is not ours to do.

    The claim is a lease: a worker that dies loses it after `RUN_LEASE_SECONDS`, and the sweeper gives the run back.
    """
    now, claim = clock.now(), uuid.uuid4()
    hit = Run.objects.filter(pk=run_id, stage=stage, state=State.WAITING, next_attempt_at__lte=now).update(
        state=State.CLAIMED, claim=claim, claimed_at=now, attempts=F("attempts") + 1
    )
    if hit != 1:
        raise NotClaimableError(f"run {run_id} is not waiting for {stage}")
    return Run.objects.select_related("document__platform").get(pk=run_id)


def note(run: Run, event: str, detail: str = "") -> None:
    """Add a line to the journal; it is written with the run's next change of state."""
    step = StepRecord(at=clock.now(), stage=run.stage, event=event, detail=detail[:500])
    run.steps.append(step.model_dump(mode="json"))


def pause_run(run: Run, *, until: datetime, reason: str) -> None:
    """Put the run back to wait in the database; waiting is not a failed attempt."""
    note(run, "waits", reason)
    _write(run, state=State.WAITING, next_attempt_at=until, attempts=0)


def advance_run(run: Run, *, stage: Stage, needs_browser: bool = False) -> None:
    """Leave the run waiting for a stage, due at once."""
    _write(
        run,
        stage=stage,
        state=State.WAITING,
        needs_browser=needs_browser,
        next_attempt_at=clock.now(),
        attempts=0,
    )


def finish_run(run: Run, finish: Finish) -> None:
    """Close the run with its outcome."""
    note(run, finish.outcome, finish.detail or finish.cause)
    _write(
        run,
        stage=Stage.DONE,
        state=State.FINISHED,
        outcome=finish.outcome,
        cause=finish.cause,
        version=finish.version,
        finished_at=clock.now(),
    )


def stuck_runs(*, limit: int) -> list[Run]:
    """Return claimed runs whose lease has run out, oldest first."""
    before = clock.now() - timedelta(seconds=settings.RUN_LEASE_SECONDS)
    return list(Run.objects.filter(state=State.CLAIMED, claimed_at__lt=before).order_by("claimed_at")[:limit])


def return_run(run: Run) -> None:
    """Give a run whose worker died back to the queue; raise ClaimLostError when it is no longer in those hands."""
    note(run, "worker lost", f"attempt {run.attempts}")
    _write(run, state=State.WAITING, next_attempt_at=clock.now())


def _write(run: Run, **fields: object) -> None:
    """Change the run while our claim holds, and drop the claim."""
    values = {**fields, "steps": run.steps, "claim": None, "claimed_at": None}
    hit = Run.objects.filter(pk=run.pk, claim=run.claim, state=State.CLAIMED).update(**values)
    if hit != 1:
        raise ClaimLostError(f"run {run.pk} is in other hands")
    for name, value in values.items():
        setattr(run, name, value)
