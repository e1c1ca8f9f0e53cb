"""The task that sends members their digests."""

import structlog
from celery import shared_task

from apps.pipeline.stages import digests

log = structlog.get_logger(__name__)


@shared_task(name="pipeline.send_digests")
def send_digests() -> None:
    """Open the digests that are due and send what waits."""
    due = digests.find_due_digests()
    for digest, outcome in digests.send_digests(due.waiting):
        log.info("digest", digest=digest, outcome=outcome)
