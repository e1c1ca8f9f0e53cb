"""The tasks that follow up what was told: reviews that rules open, decisions that come back."""

import structlog
from celery import shared_task

from apps.pipeline.enqueue import enqueue
from apps.pipeline.errors import NotClaimableError
from apps.pipeline.stages.reviews import find_follow_ups, run_follow_up
from apps.reviews.services import reopening

log = structlog.get_logger(__name__)


@shared_task(name="pipeline.open_follow_ups")
def open_follow_ups() -> None:
    """Find changes that were told and not followed up yet, and repeat what was dropped of it."""
    for change_id in find_follow_ups():
        enqueue(follow_up, change_id=change_id)


@shared_task(name="pipeline.follow_up")
def follow_up(*, change_id: int) -> None:
    """Open and reopen the reviews that a change asks for, for one turn."""
    try:
        done = run_follow_up(change_id)
    except NotClaimableError as reason:
        log.info("nothing to do", change=change_id, code=reason.code)
        return
    if done.done_at is None:
        enqueue(follow_up, change_id=change_id)


@shared_task(name="pipeline.end_acceptances")
def end_acceptances() -> None:
    """Bring back the reviews whose acceptance has expired."""
    ended = reopening.end_acceptances()
    if ended:
        log.info("acceptances expired", reviews=ended)
