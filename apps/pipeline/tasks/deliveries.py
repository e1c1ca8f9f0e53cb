"""The tasks that send messages to channels."""

from datetime import timedelta

import structlog
from celery import shared_task

from apps.alerts.services import delivering
from apps.alerts.services.notifying import tell_of_disabled
from apps.pipeline.enqueue import enqueue, enqueue_after
from apps.pipeline.stages.deliveries import find_whose_turn, run_deliveries

log = structlog.get_logger(__name__)


@shared_task(name="pipeline.find_due_deliveries")
def find_due_deliveries() -> None:
    """Give every workspace whose messages are due its turn, and repeat what was dropped."""
    found = find_whose_turn()
    for workspace_id in found.workspaces:
        enqueue(send_deliveries, workspace_id=workspace_id)
    if found.returned:
        log.warning("deliveries of dead workers returned", returned=found.returned)


@shared_task(name="pipeline.send_deliveries")
def send_deliveries(*, workspace_id: int) -> None:
    """Send what one workspace owes its channels, for one turn; then others have theirs."""
    turn = run_deliveries(workspace_id)
    if turn.has_more:
        enqueue(send_deliveries, workspace_id=workspace_id)
    # What hiccups is tried again within minutes, even where the beat is down; the rest waits in its row.
    for pause in sorted({pause for pause in turn.pauses if pause <= delivering.QUICK[-1]}):
        enqueue_after(pause + timedelta(seconds=1), send_deliveries, workspace_id=workspace_id)
    if turn.sent or turn.failed:
        log.info("messages sent", workspace=workspace_id, sent=turn.sent, failed=turn.failed)


@shared_task(name="pipeline.tell_of_disabled_channels")
def tell_of_disabled_channels() -> None:
    """Tell those who set channels up that one was disabled."""
    for channel, outcome in tell_of_disabled():
        log.info("message about a channel", channel=channel, outcome=outcome)


@shared_task(name="pipeline.forget_payloads")
def forget_payloads() -> None:
    """Forget what messages said, after the time for which it is kept."""
    forgotten = delivering.forget_payloads()
    if forgotten:
        log.info("payloads forgotten", attempts=forgotten)


def nudge_deliveries(workspace_id: int) -> None:
    """Send what somebody is waiting for in front of a page."""
    enqueue(send_deliveries, workspace_id=workspace_id)
