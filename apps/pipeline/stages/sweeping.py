"""The sweepers: what a dead worker, a lost nudge or a flushed broker left behind goes on."""

from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models import Q

from apps.core import clock
from apps.documents.models import HealthState
from apps.documents.services.health import Observation
from apps.pipeline.errors import ClaimLostError
from apps.pipeline.models import Backlog, Run, RunOutcome, State
from apps.pipeline.services import backlogs
from apps.pipeline.services.runs import MAX_ATTEMPTS, return_run, stuck_runs
from apps.pipeline.stages.closing import close_blind
from apps.pipeline.stages.provisions import open_forgotten_backlogs

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
    quiet_since = now - _quiet_for()
    unheard = Q(nudged_at=None) | Q(nudged_at__lte=quiet_since)
    due = Run.objects.filter(unheard, state=State.WAITING, next_attempt_at__lte=quiet_since)
    runs = list(due.exclude(pk__in=besides).order_by("next_attempt_at")[:limit])
    Run.objects.filter(pk__in=[run.pk for run in runs]).update(nudged_at=now)
    return runs


def _quiet_for() -> timedelta:
    return min(_NUDGE_IS_LOST_AFTER, timedelta(seconds=settings.RUN_LEASE_SECONDS))


def _give_up(run: Run) -> None:
    log.error("run given up", run=run.pk, document=run.document_id, stage=run.stage, attempts=run.attempts)
    observation = Observation(
        state=HealthState.QUARANTINED,
        at=clock.now(),
        cause="processing_failed",
        detail=f"the {run.stage} stage was interrupted {run.attempts} times; the captures are kept",
    )
    close_blind(run, observation, RunOutcome.QUARANTINED)


@dataclass(frozen=True, slots=True)
class SweptBacklogs:
    """What a sweep of backlogs did. `returned` and `waiting` are owed a nudge."""

    returned: tuple[Backlog, ...]
    given_up: int
    waiting: tuple[Backlog, ...]


def sweep_backlogs(*, limit: int = 500) -> SweptBacklogs:
    """Return the backlogs of dead workers, list those whose nudge was lost, and open those that nobody opened.

    A backlog whose worker died MAX_ATTEMPTS times at one version is given up: people are told, the document is captured on,
    and the next version of it, or `resegment`, tries again.
    """
    returned: list[Backlog] = []
    given_up = 0
    for backlog in backlogs.stuck_backlogs(limit=limit):
        try:
            if backlog.attempts >= backlogs.MAX_ATTEMPTS:
                backlogs.give_up_backlog(backlog)
                given_up += 1
                log.error("backlog given up", document=backlog.document_id, attempts=backlog.attempts)
            else:
                backlogs.return_backlog(backlog)
                returned.append(backlog)
        except ClaimLostError:
            log.info("backlog went on while it was being swept", document=backlog.document_id)
    unheard = backlogs.unheard_backlogs(quiet_for=_quiet_for(), limit=limit)
    known = {backlog.pk for backlog in returned}
    waiting = [backlog for backlog in unheard if backlog.pk not in known]
    return SweptBacklogs(tuple(returned), given_up, (*waiting, *open_forgotten_backlogs(limit=limit)))
