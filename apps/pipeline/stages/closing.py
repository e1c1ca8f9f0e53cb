"""Closing a run that brought no text."""

from datetime import timedelta
from random import SystemRandom

from django.db import transaction

from apps.core.http.types import first_header
from apps.documents.fetching.failures import Failure, FailureKind, wait_after
from apps.documents.fetching.politeness import DAY, HOUR, back_off, retry_after
from apps.documents.models import Capture, Health
from apps.documents.services.health import Observation, record_observation
from apps.documents.services.schedule import reschedule
from apps.pipeline.models import Run, RunOutcome
from apps.pipeline.services.runs import Finish, finish_run

# A suspect page is looked at again after hours, when a campaign of challenges or a bad deployment may be over.
_SUSPECT = (4 * HOUR, 12 * HOUR, DAY)


def close_blind(
    run: Run, observation: Observation, outcome: RunOutcome, *, capture: Capture | None = None
) -> None:
    """Close the run: health says why the document cannot be read, and the next attempt follows the kind of failure.

    `capture` is the attempt that decided, where one did. All of it or nothing: a run in other hands is not ours to
    close (ClaimLostError), and a failure is counted once however often its worker dies.
    """
    with transaction.atomic():
        list(run.document.sources.current().select_for_update())  # before health, as the scheduler locks them
        health = record_observation(document=run.document, observation=observation)
        reschedule(document=run.document, at=observation.at + _wait(health, capture))
        finish_run(run, Finish(outcome, cause=observation.cause, detail=observation.detail))


def _wait(health: Health, capture: Capture | None) -> timedelta:
    attempt = max(health.failures_in_a_row, 1)
    if capture is None or not capture.failure:
        return back_off(_SUSPECT, attempt=attempt, random=SystemRandom())
    headers = tuple((name, value) for name, value in capture.headers)
    failure = Failure(
        kind=FailureKind(capture.failure),
        code=capture.error_code,
        detail=capture.error_detail,
        retry_after=retry_after(first_header(headers, "retry-after"), capture.finished_at),
    )
    return wait_after(failure, attempt=attempt, random=SystemRandom())
