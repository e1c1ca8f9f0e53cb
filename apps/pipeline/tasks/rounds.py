"""A task for each stage of a run. Each is safe to run twice: the claim lets one through."""

from collections.abc import Callable

import structlog
from celery import shared_task

from apps.core import clock
from apps.pipeline.enqueue import enqueue
from apps.pipeline.errors import ClaimLostError, NotClaimableError
from apps.pipeline.models import Run, Stage, State
from apps.pipeline.stages.capture import run_capture
from apps.pipeline.stages.extract import run_extract

log = structlog.get_logger(__name__)


@shared_task(name="pipeline.capture", queue="fetch")
def capture(*, run_id: int) -> None:
    """Obtain the parts of a document by plain HTTP."""
    _work(run_capture, run_id)


@shared_task(name="pipeline.capture_in_browser", queue="browser")
def capture_in_browser(*, run_id: int) -> None:
    """Obtain the parts that plain HTTP could not, in the browser."""
    _work(run_capture, run_id)


@shared_task(name="pipeline.extract", queue="cpu")
def extract(*, run_id: int) -> None:
    """Make the version of a round, if it is one."""
    _work(run_extract, run_id)


def nudge(run: Run) -> None:
    """Send the task that takes the run on, if it is due; a run that waits for later is the sweeper's."""
    if run.state != State.WAITING or run.next_attempt_at > clock.now():
        return
    if run.stage == Stage.EXTRACT:
        enqueue(extract, run_id=run.pk)
    elif run.needs_browser:
        enqueue(capture_in_browser, run_id=run.pk)
    else:
        enqueue(capture, run_id=run.pk)


def _work(stage: Callable[[int], Run], run_id: int) -> None:
    try:
        run = stage(run_id)
    except (NotClaimableError, ClaimLostError) as reason:
        log.info("nothing to do", run=run_id, code=reason.code)
        return
    nudge(run)
