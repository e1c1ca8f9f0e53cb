"""The tasks that look at addresses which people would have watched."""

from datetime import timedelta

import structlog
from celery import shared_task

from apps.core import clock
from apps.pipeline.enqueue import Task, enqueue, enqueue_after
from apps.pipeline.services.adding import Added
from apps.pipeline.stages import looks
from apps.pipeline.tasks.rounds import nudge
from apps.subscriptions.models import AddressRequest
from apps.subscriptions.selectors.addresses import addresses_to_look_at
from apps.subscriptions.types import AddressState

_LONGEST_WAIT_IN_BROKER = timedelta(minutes=2)  # what waits longer is the sweeper's

log = structlog.get_logger(__name__)


@shared_task(name="pipeline.look_at_address")
def look_at_address(*, workspace_id: int, request_id: int) -> None:
    """Look at an address by plain HTTP."""
    _look(workspace_id, request_id)


@shared_task(name="pipeline.look_at_address_in_browser")
def look_at_address_in_browser(*, workspace_id: int, request_id: int) -> None:
    """Look at an address in the browser, where plain HTTP brought no text."""
    _look(workspace_id, request_id)


@shared_task(name="pipeline.sweep_addresses")
def sweep_addresses() -> None:
    """Repeat what was dropped of looking at addresses: twice at once, the claim lets one through."""
    for workspace_id, request_id, needs_browser in addresses_to_look_at():
        enqueue(_task(needs_browser=needs_browser), workspace_id=workspace_id, request_id=request_id)


def nudge_look(request: AddressRequest) -> None:
    """Send the task that looks at an address, now or when its host lets us."""
    wait = request.next_attempt_at - clock.now()
    if request.state != AddressState.WAITING or wait > _LONGEST_WAIT_IN_BROKER:
        return
    task = _task(needs_browser=request.needs_browser)
    if wait > timedelta(0):
        enqueue_after(wait, task, workspace_id=request.workspace_id, request_id=request.pk)
    else:
        enqueue(task, workspace_id=request.workspace_id, request_id=request.pk)


def nudge_added(added: Added) -> None:
    """Send the task that captures a new document at once."""
    if added.run is not None:
        nudge(added.run)


def _look(workspace_id: int, request_id: int) -> None:
    request = looks.look_at_address(workspace_id=workspace_id, request_id=request_id)
    if request is None:
        log.info("nothing to do", address=request_id)
        return
    nudge_look(request)


def _task(*, needs_browser: bool) -> "Task[..., None]":
    return look_at_address_in_browser if needs_browser else look_at_address
