"""The tasks of billing: apply what Stripe sent, compare with it, let what is over end."""

from datetime import timedelta

import structlog
from celery import shared_task

from apps.billing.gateway.client import is_on
from apps.billing.models import EventState
from apps.billing.services import inbox
from apps.billing.services.closing import end_closing_subscriptions
from apps.billing.services.inbox import Received
from apps.billing.services.reconciling import end_test_mode, reconcile_due
from apps.billing.services.settling import end_expired_grants
from apps.pipeline.enqueue import enqueue
from apps.pipeline.errors import NotClaimableError
from apps.pipeline.stages.billing import run_billing

_NUDGE_IS_LOST_AFTER = timedelta(seconds=60)
_MOST = 500
_COMPARED_AT_ONCE = 50  # within a task's time, with a second for each

log = structlog.get_logger(__name__)


@shared_task(name="pipeline.apply_billing_event")
def apply_billing_event(*, event_id: int) -> None:
    """Apply an event of Stripe's, with all that waits of its customer."""
    try:
        code = run_billing(event_id)
    except NotClaimableError as reason:
        log.info("nothing to do", event_id=event_id, code=reason.code)
        return
    if code:
        log.warning("event of Stripe not applied", event_id=event_id, code=code)


@shared_task(name="pipeline.sweep_billing")
def sweep_billing() -> None:
    """Return the events of dead workers and repeat lost nudges; end grants and subscriptions whose time has come."""
    returned = inbox.return_stuck_events(limit=_MOST)
    unheard = inbox.unheard_events(quiet_for=_NUDGE_IS_LOST_AFTER, limit=_MOST)
    for event_id in (*returned, *unheard):
        enqueue(apply_billing_event, event_id=event_id)
    ended = end_expired_grants()
    if returned or ended:
        log.info("billing swept", returned=len(returned), grants_ended=ended)
    for workspace, what in end_closing_subscriptions():
        log.info("subscription of a closing workspace", workspace=workspace, outcome=what)


@shared_task(name="pipeline.reconcile_billing")
def reconcile_billing() -> None:
    """Compare with Stripe those who were not compared for a day; forget what old events said."""
    inbox.forget_bodies()
    if not is_on():
        return
    if testers := end_test_mode():
        log.warning("customers of the test mode ended", customers=testers)
    found = reconcile_due(limit=_COMPARED_AT_ONCE)
    if found.healed or found.failed:
        log.warning(
            "billing differed from Stripe", healed=found.healed, failed=found.failed, of=found.compared
        )


def nudge_event(received: Received) -> None:
    """Send the task for an event that has just come in and waits."""
    if received.is_new and received.event.state == EventState.WAITING:
        enqueue(apply_billing_event, event_id=received.event.pk)
