"""A run: claimed by one, kept by a lease, finished once."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from apps.core import clock
from apps.documents.models import Health, HealthState
from apps.documents.services.health import Observation
from apps.pipeline.errors import ClaimLostError, NotClaimableError
from apps.pipeline.models import Run, RunOutcome, Stage, State, Trigger
from apps.pipeline.services.runs import (
    Finish,
    advance_run,
    claim_run,
    finish_run,
    note,
    open_run,
    pause_run,
    return_run,
    stuck_runs,
)
from apps.pipeline.stages.closing import close_blind
from tests.factories import START, make_document

MINUTE = timedelta(minutes=1)


def make_run() -> Run:
    with clock.fixed(START):
        return open_run(document=make_document(), scheduled_for=START, trigger=Trigger.SCHEDULE)


def claimed_run() -> Run:
    run = make_run()
    with clock.fixed(START):
        return claim_run(run_id=run.pk, stage=Stage.CAPTURE)


@pytest.mark.django_db
def test_a_round_is_opened_once() -> None:
    run = make_run()

    again = open_run(document=run.document, scheduled_for=START, trigger=Trigger.PERSON)

    assert again == run
    assert again.trigger == Trigger.SCHEDULE
    assert Run.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_claims_a_run() -> None:
    run = make_run()
    barrier, outcomes = Barrier(6), []

    def work() -> None:
        barrier.wait()
        try:
            outcomes.append(claim_run(run_id=run.pk, stage=Stage.CAPTURE).state)
        except NotClaimableError as error:
            outcomes.append(error.code)
        connection.close()

    workers = [Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(outcomes) == ["claimed", *["not_claimable"] * 5]
    assert Run.objects.get().attempts == 1


@pytest.mark.django_db
def test_a_run_of_another_stage_or_a_later_time_is_not_claimed() -> None:
    run = make_run()

    with clock.fixed(START), pytest.raises(NotClaimableError):
        claim_run(run_id=run.pk, stage=Stage.EXTRACT)
    with clock.fixed(START - MINUTE), pytest.raises(NotClaimableError):
        claim_run(run_id=run.pk, stage=Stage.CAPTURE)

    run.refresh_from_db()
    assert (run.state, run.attempts) == (State.WAITING, 0)


@pytest.mark.django_db
def test_a_waiting_run_keeps_its_journal_and_its_attempts_start_anew() -> None:
    run = claimed_run()

    with clock.fixed(START):
        note(run, "captured, received")
        pause_run(run, until=START + MINUTE, reason="the host is busy")

    kept = Run.objects.get()
    assert (kept.state, kept.attempts, kept.claim) == (State.WAITING, 0, None)
    assert kept.next_attempt_at == START + MINUTE
    assert [(step["stage"], step["event"], step["detail"]) for step in kept.steps] == [
        ("capture", "captured, received", ""),
        ("capture", "waits", "the host is busy"),
    ]


@pytest.mark.django_db
def test_a_lost_lease_lets_the_late_worker_write_nothing() -> None:
    late = claimed_run()
    with clock.fixed(START + MINUTE):
        return_run(Run.objects.get())
        taken_over = claim_run(run_id=late.pk, stage=Stage.CAPTURE)

    with pytest.raises(ClaimLostError):
        finish_run(late, Finish(RunOutcome.UNCHANGED))
    with pytest.raises(ClaimLostError):
        advance_run(late, stage=Stage.EXTRACT)

    kept = Run.objects.get()
    assert (kept.state, kept.claim, kept.stage) == (State.CLAIMED, taken_over.claim, Stage.CAPTURE)


@pytest.mark.django_db
def test_a_lost_lease_leaves_health_and_schedule_to_the_one_who_has_the_run() -> None:
    late = claimed_run()
    return_run(Run.objects.get())
    blind = Observation(state=HealthState.UNREACHABLE, at=START, cause="connect_failure")

    with pytest.raises(ClaimLostError):
        close_blind(late, blind, RunOutcome.UNREACHABLE)

    assert Health.objects.get().state == HealthState.PENDING
    assert late.document.sources.get().next_check_at is None


@pytest.mark.django_db
def test_a_run_is_finished_once() -> None:
    run = claimed_run()
    with clock.fixed(START):
        finish_run(run, Finish(RunOutcome.GONE, cause="status_404"))

    with pytest.raises(ClaimLostError):
        finish_run(run, Finish(RunOutcome.UNCHANGED))
    with pytest.raises(NotClaimableError):
        claim_run(run_id=run.pk, stage=Stage.DONE)

    kept = Run.objects.get()
    assert (kept.outcome, kept.cause, kept.finished_at) == (RunOutcome.GONE, "status_404", START)


@pytest.mark.django_db
def test_only_leases_that_ran_out_are_stuck(settings: Settings) -> None:
    settings.RUN_LEASE_SECONDS = 360
    run = claimed_run()

    with clock.fixed(START + 6 * MINUTE):
        within = stuck_runs(limit=10)
    with clock.fixed(START + 6 * MINUTE + timedelta(seconds=1)):
        beyond = stuck_runs(limit=10)

    assert (within, beyond) == ([], [run])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": State.CLAIMED}, "run_claimed_by_somebody"),
        ({"claim": "8c9ee65e-5c3a-4b5e-8c7b-6f1c7a4d3a10"}, "run_claimed_by_somebody"),
        ({"state": State.FINISHED}, "run_finished_is_done"),
        ({"stage": Stage.DONE}, "run_finished_is_done"),
        ({"finished_at": START}, "run_finished_is_done"),
    ],
)
def test_a_state_that_cannot_be_is_refused(fields: dict[str, object], constraint: str) -> None:
    run = make_run()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Run.objects.filter(pk=run.pk).update(**fields)
