"""The sweeper: what a dead worker, a lost nudge or a flushed broker left behind goes on."""

from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models import Q

from apps.core import clock
from apps.documents.models import HealthState
from apps.documents.services.health import Observation
from apps.pipeline.errors import ClaimLostError
from apps.pipeline.models import Run, RunOutcome, State
from apps.pipeline.services.runs import MAX_ATTEMPTS, return_run, stuck_runs
from apps.pipeline.stages.closing import close_blind

_NUDGE_IS_LOST_AFTER = timedelta(seconds=60)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did. `returned` and `waiting` are owed a nudge."""

    returned: tuple[Run, ...]
    given_up: int
    waiting: tuple[Run, ...]


def sweep_runs(*, limit: int = 500) -> Swept:
    """Return the runs of dead workers to the queue, and list those whose nudge was lost.

    A nudge is taken for lost when its run was due for a while and nobody claimed it; it is repeated once in that while,
    so that a long queue is not filled with copies of itself.

    A run whose worker died MAX_ATTEMPTS times at one stage is closed as quarantined: its bytes are kept, and people
    are told, rather than a worker killed every few minutes.
    """
    returned: list[Run] = []
    given_up = 0
    for run in stuck_runs(limit=limit):
        try:
            if run.attempts >= MAX_ATTEMPTS:
                _give_up(run)
                given_up += 1
            else:
                return_run(run)
                returned.append(run)
        except ClaimLostError:
            log.info("run finished while it was being swept", run=run.pk)
    return Swept(tuple(returned), given_up, tuple(_unheard(limit, besides=[run.pk for run in returned])))


def _unheard(limit: int, besides: list[int]) -> list[Run]:
    """Return waiting runs whose nudge seems lost, and note that it is repeated now."""
    now = clock.now()
    quiet_since = now - min(_NUDGE_IS_LOST_AFTER, timedelta(seconds=settings.RUN_LEASE_SECONDS))
    unheard = Q(nudged_at=None) | Q(nudged_at__lte=quiet_since)
    due = Run.objects.filter(unheard, state=State.WAITING, next_attempt_at__lte=quiet_since)
    runs = list(due.exclude(pk__in=besides).order_by("next_attempt_at")[:limit])
    Run.objects.filter(pk__in=[run.pk for run in runs]).update(nudged_at=now)
    return runs


def _give_up(run: Run) -> None:
    log.error("run given up", run=run.pk, document=run.document_id, stage=run.stage, attempts=run.attempts)
    observation = Observation(
        state=HealthState.QUARANTINED,
        at=clock.now(),
        cause="processing_failed",
        detail=f"the {run.stage} stage was interrupted {run.attempts} times; the captures are kept",
    )
    close_blind(run, observation, RunOutcome.QUARANTINED)
