"""A task for each stage of a run. Each is safe to run twice: the claim lets one through."""

from collections.abc import Callable
from datetime import timedelta

import structlog
from celery import shared_task

from apps.core import clock
from apps.pipeline.enqueue import Task, enqueue, enqueue_after
from apps.pipeline.errors import ClaimLostError, NotClaimableError
from apps.pipeline.models import Run, Stage, State
from apps.pipeline.stages.capture import run_capture
from apps.pipeline.stages.extract import run_extract
from apps.pipeline.tasks.desks import nudge_backlogs_of

_LONGEST_WAIT_IN_BROKER = timedelta(minutes=2)  # well under the broker's visibility timeout

log = structlog.get_logger(__name__)


@shared_task(name="pipeline.capture")
def capture(*, run_id: int) -> None:
    """Obtain the parts of a document by plain HTTP."""
    _work(run_capture, run_id)


@shared_task(name="pipeline.capture_in_browser")
def capture_in_browser(*, run_id: int) -> None:
    """Obtain the parts that plain HTTP could not, in the browser."""
    _work(run_capture, run_id)


@shared_task(name="pipeline.extract")
def extract(*, run_id: int) -> None:
    """Make the version of a round, if it is one."""
    _work(run_extract, run_id)


def nudge(run: Run) -> None:
    """Send the task that takes the run on, now or after a short wait; a run that waits for long is the sweeper's."""
    delay = run.next_attempt_at - clock.now()
    if run.state != State.WAITING or delay > _LONGEST_WAIT_IN_BROKER:
        return
    task = _task_of(run)
    if delay > timedelta(0):
        enqueue_after(delay, task, run_id=run.pk)
    else:
        enqueue(task, run_id=run.pk)


def _task_of(run: Run) -> "Task[..., None]":
    if run.stage == Stage.EXTRACT:
        return extract
    return capture_in_browser if run.needs_browser else capture


def _work(stage: Callable[[int], Run], run_id: int) -> None:
    try:
        run = stage(run_id)
    except (NotClaimableError, ClaimLostError) as reason:
        log.info("nothing to do", run=run_id, code=reason.code)
        return
    nudge(run)
    if run.state == State.FINISHED:
        nudge_backlogs_of(run.document_id)
