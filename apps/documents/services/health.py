"""The health of a document: one row that says what its captures add up to."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from apps.documents.models import Document, Health, HealthState


@dataclass(frozen=True, slots=True)
class Observation:
    """What a round showed. `verified` is true when the present version was seen on the page."""

    state: HealthState
    at: datetime
    cause: str = ""
    detail: str = ""
    verified: bool = False


@transaction.atomic
def record_observation(*, document: Document, observation: Observation) -> Health:
    """Bring the document's health up to date; `since` moves only when the state does.

    An observation older than the last one changes nothing: rounds may finish out of order.
    """
    health, _ = Health.objects.select_for_update().get_or_create(
        document=document, defaults={"since": observation.at, "updated_at": observation.at}
    )
    if health.last_capture_at and observation.at < health.last_capture_at:
        return health
    if health.state != observation.state:
        health.state, health.since = observation.state, observation.at
    health.cause = observation.cause
    health.detail = observation.detail[:500]
    health.last_capture_at = health.updated_at = observation.at
    health.failures_in_a_row = health.failures_in_a_row + 1 if health.is_blind else 0
    if observation.verified:
        health.last_verified_at = observation.at
    health.save()
    return health
