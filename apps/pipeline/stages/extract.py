"""The extract stage: from the captures of a round to a version, a change, or the proof that nothing changed."""

from datetime import datetime

from django.db import transaction

from apps.core import clock
from apps.documents.extraction import ExtractionError
from apps.documents.models import Capture, HealthState
from apps.documents.selectors import captures_in_round, current_sources, latest_version
from apps.documents.services.health import Observation, record_observation
from apps.documents.services.readings import Reading, read_captures
from apps.documents.services.schedule import SECOND_LOOK_AFTER, next_slot, reschedule
from apps.documents.services.versions import Recorded, RecordedOutcome, record_version
from apps.pipeline.models import Run, RunOutcome, Stage
from apps.pipeline.services.backlogs import open_backlogs
from apps.pipeline.services.runs import Finish, advance_run, claim_run, finish_run, note
from apps.pipeline.stages.closing import close_blind
from apps.provisions.selectors import uncut_versions

_HEALTH = {
    RecordedOutcome.FIRST: (HealthState.VERIFIED, RunOutcome.NEW_VERSION),
    RecordedOutcome.NEW: (HealthState.CHANGED, RunOutcome.NEW_VERSION),
    RecordedOutcome.UNCHANGED: (HealthState.VERIFIED, RunOutcome.UNCHANGED),
    RecordedOutcome.SUPERSEDED: (HealthState.VERIFIED, RunOutcome.UNCHANGED),
    RecordedOutcome.HELD: (HealthState.HELD, RunOutcome.HELD),
}


def run_extract(run_id: int) -> Run:
    """Read the round's captures and record what they say; the document's health follows.

    Raises NotClaimableError when the run is not waiting for this.
    """
    run = claim_run(run_id=run_id, stage=Stage.EXTRACT)
    captures = _good_captures(run)
    if captures is None:
        note(run, "back to capture", "the document's sources were declared anew during this round")
        advance_run(run, stage=Stage.CAPTURE)
        return run
    try:
        reading = read_captures(captures, anchor=latest_version(run.document))
    except ExtractionError as error:
        observation = Observation(
            state=HealthState.QUARANTINED, at=clock.now(), cause=error.code, detail=str(error)
        )
        close_blind(run, observation, RunOutcome.QUARANTINED)
        return run
    note(
        run,
        "extracted",
        f"{reading.words} words, sha256 {reading.text_sha256[:16]}, coverage {reading.coverage:.0%}",
    )
    if reading.ignored_selectors:
        note(run, "selector matches nothing", reading.trouble[1])
    recorded = record_version(document=run.document, reading=reading)
    _conclude(run, recorded, reading)
    return run


def _good_captures(run: Run) -> list[Capture] | None:
    """Return one good capture for each part, the browser's where it was needed; None when a part lacks one."""
    attempts = [capture for capture in captures_in_round(run.document, run.scheduled_for) if capture.is_good]
    chosen = {capture.source_id: capture for capture in attempts}
    parts = [chosen.get(source.pk) for source in current_sources(run.document)]
    return None if None in parts else [part for part in parts if part is not None]


@transaction.atomic
def _conclude(run: Run, recorded: Recorded, reading: Reading) -> None:
    """Bring health, schedule and run to what was recorded, together: a run in other hands changes none of them."""
    state, outcome = _HEALTH[recorded.outcome]
    cause, detail = reading.trouble
    is_seen = recorded.outcome is not RecordedOutcome.HELD
    reschedule(document=run.document, at=_next_look(run, recorded))
    seen = Observation(state=state, at=reading.captured_at, cause=cause, detail=detail, verified=is_seen)
    record_observation(document=run.document, observation=seen)
    if recorded.change is not None:
        note(run, "change recorded", f"{recorded.change.public_id} {recorded.change.kind}")
    if uncut_versions(run.document).exists():  # ours too, which a round may make that brings no news
        open_backlogs([run.document_id])
    finish_run(run, Finish(outcome, detail=f"version {recorded.version.number}", version=recorded.version))


def _next_look(run: Run, recorded: Recorded) -> datetime:
    """Return the next moment in the document's cadence; after its first text, a minute from now."""
    now = clock.now()
    is_first = recorded.outcome is RecordedOutcome.FIRST
    return now + SECOND_LOOK_AFTER if is_first else next_slot(run.document, after=now)
