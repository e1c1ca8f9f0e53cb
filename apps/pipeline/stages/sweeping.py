"""The sweeper: what a dead worker, a lost nudge or a flushed broker left behind goes on."""

from dataclasses import dataclass

import structlog

from apps.core import clock
from apps.documents.models import HealthState
from apps.documents.services.health import Observation
from apps.pipeline.errors import ClaimLostError
from apps.pipeline.models import Run, RunOutcome, State
from apps.pipeline.services.runs import MAX_ATTEMPTS, return_run, stuck_runs
from apps.pipeline.stages.closing import close_blind

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    returned: int
    given_up: int
    waiting: tuple[Run, ...]


def sweep_runs(*, limit: int = 500) -> Swept:
    """Return the runs of dead workers to the queue, and list all that wait for a nudge.

    A run whose worker died MAX_ATTEMPTS times at one stage is closed as quarantined: its bytes are kept, and people
    are told, rather than a worker killed every few minutes.
    """
    returned = given_up = 0
    for run in stuck_runs(limit=limit):
        try:
            if run.attempts >= MAX_ATTEMPTS:
                _give_up(run)
                given_up += 1
            else:
                return_run(run)
                returned += 1
        except ClaimLostError:
            log.info("run finished while it was being swept", run=run.pk)
    waiting = Run.objects.filter(state=State.WAITING, next_attempt_at__lte=clock.now()).order_by(
        "next_attempt_at"
    )
    return Swept(returned, given_up, tuple(waiting[:limit]))


def _give_up(run: Run) -> None:
    log.error("run given up", run=run.pk, document=run.document_id, stage=run.stage, attempts=run.attempts)
    observation = Observation(
        state=HealthState.QUARANTINED,
        at=clock.now(),
        cause="processing_failed",
        detail=f"the {run.stage} stage was interrupted {run.attempts} times; the captures are kept",
    )
    close_blind(run, observation, RunOutcome.QUARANTINED)
