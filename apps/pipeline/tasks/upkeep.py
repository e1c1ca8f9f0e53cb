"""Beat's tasks: open what is due, repair what was dropped."""

import structlog
from celery import shared_task

from apps.accounts.services import sessions
from apps.core import clock
from apps.pipeline.stages import scheduling, sweeping
from apps.pipeline.tasks.rounds import nudge

log = structlog.get_logger(__name__)


@shared_task(name="pipeline.open_due_runs")
def open_due_runs() -> None:
    """Open a run for every document whose time has come."""
    for run in scheduling.open_due_runs():
        nudge(run)


@shared_task(name="pipeline.sweep_runs")
def sweep_runs() -> None:
    """Return the runs of dead workers and repeat lost nudges."""
    swept = sweeping.sweep_runs()
    for run in (*swept.returned, *swept.waiting):
        nudge(run)
    if swept.returned or swept.given_up:
        log.warning("runs swept", returned=len(swept.returned), given_up=swept.given_up)


@shared_task(name="pipeline.forget_expired_sessions")
def forget_expired_sessions() -> None:
    """Forget the sign-ins that are over."""
    forgotten = sessions.forget_expired_sessions(now=clock.now())
    if forgotten:
        log.info("sessions forgotten", sessions=forgotten)
