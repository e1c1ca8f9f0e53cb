"""The task that tells people of their plan."""

import structlog
from celery import shared_task

from apps.pipeline.stages.notices import send_notices

log = structlog.get_logger(__name__)


@shared_task(name="pipeline.send_billing_notices")
def send_billing_notices() -> None:
    """Send the messages about plans that are due."""
    for notice, outcome in send_notices():
        log.info("message about a plan", notice=notice, outcome=outcome)
