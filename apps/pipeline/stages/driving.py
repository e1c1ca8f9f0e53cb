"""Driving a run through its stages, and what it leaves to be cut and read, in this process: what commands do."""

import time
from collections.abc import Callable
from datetime import timedelta

from apps.core import clock
from apps.documents.models import Document
from apps.pipeline.errors import ClaimLostError, MustWaitError, NotClaimableError
from apps.pipeline.models import Backlog, Desk, Run, Stage, State
from apps.pipeline.stages.analyses import run_analyses
from apps.pipeline.stages.capture import run_capture
from apps.pipeline.stages.extract import run_extract
from apps.pipeline.stages.provisions import run_provisions
from apps.pipeline.types import StepRecord

_STAGES: dict[str, Callable[[int], Run]] = {Stage.CAPTURE: run_capture, Stage.EXTRACT: run_extract}
_DESKS: dict[str, Callable[[int], Backlog]] = {Desk.PROVISIONS: run_provisions, Desk.ANALYSES: run_analyses}
_PAUSE = 0.2  # seconds between looks at a run that waits or is in a worker's hands


def drive_run(run: Run, *, patience: timedelta, on_step: Callable[[StepRecord], None] | None = None) -> Run:
    """Take the run through its stages until it is finished, waiting as politeness asks.

    A worker may do some of the stages meanwhile: the claim decides. Raises MustWaitError after `patience`.
    """
    give_up_at = time.monotonic() + patience.total_seconds()
    shown = len(run.steps)
    while run.state != State.FINISHED:
        run = _attempt(run)
        shown = _show(run, shown, on_step)
        if run.state == State.FINISHED:
            break
        if time.monotonic() > give_up_at:
            raise MustWaitError(run.next_attempt_at, f"run {run.pk} is not finished")
        if run.state != State.WAITING or run.next_attempt_at > clock.now():
            time.sleep(_PAUSE)  # politeness, or a worker at work: nothing signals its end
    return run


def drive_backlog(document: Document, *, on_step: Callable[[StepRecord], None] | None = None) -> None:
    """Cut and read what waits of the document; a worker that is at it is left to it. No language model is asked."""
    for desk, work in _DESKS.items():
        while Backlog.objects.filter(document=document, desk=desk, state=State.WAITING).exists():
            try:
                backlog = work(document.pk)
            except (NotClaimableError, ClaimLostError):
                return
            if on_step is not None:
                for step in backlog.steps:
                    on_step(StepRecord.model_validate(step))


def _attempt(run: Run) -> Run:
    try:
        return _STAGES[run.stage](run.pk)
    except NotClaimableError:
        return Run.objects.select_related("document__platform").get(pk=run.pk)


def _show(run: Run, shown: int, on_step: Callable[[StepRecord], None] | None) -> int:
    if on_step is not None:
        for step in run.steps[shown:]:
            on_step(StepRecord.model_validate(step))
    return len(run.steps)
