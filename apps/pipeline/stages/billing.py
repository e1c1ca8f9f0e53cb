"""Applying what Stripe sends: one look at the customer settles all that waits of them."""

from apps.billing.errors import BillingError, UnmatchedEventError
from apps.billing.models import EventState
from apps.billing.services.inbox import claim_events, find_customer, put_back_events, settle_events
from apps.billing.services.mirroring import mirror_customer
from apps.pipeline.errors import NotClaimableError


def run_billing(event_id: int) -> str:
    """Apply an event with all that waits of its customer; return the code of what went wrong, empty if nothing did.

    Raises NotClaimableError where nothing waits: it was applied with another, or somebody has it.
    """
    claimed = claim_events(event_id)
    if claimed is None:
        raise NotClaimableError(f"event {event_id} is not waiting")
    try:
        mirror_customer(find_customer(claimed))
    except UnmatchedEventError as error:
        settle_events(claimed, EventState.UNMATCHED, code=error.code)
        return error.code
    except BillingError as error:
        put_back_events(claimed, code=error.code)
        return error.code
    settle_events(claimed)
    return ""
