"""The tasks that tell workspaces of changes."""

import structlog
from celery import shared_task

from apps.alerts.models import FanOutState
from apps.alerts.services import opening
from apps.pipeline.enqueue import enqueue
from apps.pipeline.errors import ClaimLostError, NotClaimableError
from apps.pipeline.stages.alerts import find_changes_to_tell, run_alerts

log = structlog.get_logger(__name__)


@shared_task(name="pipeline.open_fan_outs")
def open_fan_outs() -> None:
    """Find changes that are to be told, and repeat what was dropped of telling them."""
    found = find_changes_to_tell()
    for change_id in found.waiting:
        enqueue(raise_alerts, change_id=change_id)
    if found.returned:
        log.warning("fan-outs of dead workers returned", returned=found.returned)


@shared_task(name="pipeline.raise_alerts")
def raise_alerts(*, change_id: int) -> None:
    """Tell a change to those who follow it, for one turn."""
    try:
        fan_out = run_alerts(change_id)
    except (NotClaimableError, ClaimLostError) as reason:
        log.info("nothing to do", change=change_id, code=reason.code)
        return
    if fan_out.state == FanOutState.WAITING:
        enqueue(raise_alerts, change_id=change_id)
    else:
        log.info("change told", change=change_id, workspaces=fan_out.told)


@shared_task(name="pipeline.note_history")
def note_history() -> None:
    """Note the changes that are too old to be told to anybody: those of imported histories."""
    noted = opening.note_history()
    if noted:
        log.info("changes noted as history", changes=noted)
