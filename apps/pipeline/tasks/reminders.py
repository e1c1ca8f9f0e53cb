"""The task that reminds members of dates."""

import structlog
from celery import shared_task

from apps.pipeline.stages import reminders

log = structlog.get_logger(__name__)


@shared_task(name="pipeline.send_reminders")
def send_reminders() -> None:
    """Open the reminders that are due and send what waits."""
    for reminder, outcome in reminders.send_reminders(reminders.find_due_reminders()):
        log.info("reminder", reminder=reminder, outcome=outcome)
