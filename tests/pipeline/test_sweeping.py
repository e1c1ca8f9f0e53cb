"""What dead workers and lost nudges leave behind."""

from datetime import timedelta

import pytest
from celery import Celery
from pytest_django import Settings

from apps.core import clock
from apps.documents.models import Health, HealthState
from apps.pipeline.models import Run, RunOutcome, Stage, State
from apps.pipeline.services.runs import MAX_ATTEMPTS, claim_run
from apps.pipeline.stages.sweeping import sweep_runs
from apps.pipeline.tasks import upkeep
from apps.pipeline.tasks.rounds import nudge
from tests.factories import START
from tests.pipeline.test_runs import make_run
from tests.reliability.broker import waiting_in

pytestmark = pytest.mark.django_db

LEASE = timedelta(seconds=60)
QUEUES = ("fetch", "browser", "cpu", "default")
LATER = LEASE + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _lease(settings: Settings) -> None:
    settings.RUN_LEASE_SECONDS = 60


def die(run: Run, *, times: int = 1) -> None:
    """Let that many workers claim the run and die, each a lease after the other, the sweeper in between."""
    for attempt in range(times):
        at = START + attempt * LATER
        with clock.fixed(at):
            if attempt:
                sweep_runs()
            claim_run(run_id=run.pk, stage=Stage.CAPTURE)


def test_a_run_whose_worker_died_goes_back_to_the_queue() -> None:
    run = make_run()
    die(run)

    with clock.fixed(START + LATER):
        swept = sweep_runs()

    run.refresh_from_db()
    assert (swept.returned, swept.given_up, swept.waiting) == ((run,), 0, ())
    assert (run.state, run.claim, run.attempts) == (State.WAITING, None, 1)
    assert [(step["event"], step["detail"]) for step in run.steps] == [("worker lost", "attempt 1")]


def test_a_run_within_its_lease_is_left_alone() -> None:
    run = make_run()
    die(run)

    with clock.fixed(START + LEASE):
        swept = sweep_runs()

    assert (swept.returned, swept.given_up, swept.waiting) == ((), 0, ())
    assert Run.objects.get().state == State.CLAIMED


def test_a_run_that_kills_its_workers_is_given_up_and_people_are_told() -> None:
    run = make_run()
    die(run, times=MAX_ATTEMPTS)

    with clock.fixed(START + MAX_ATTEMPTS * LATER):
        swept = sweep_runs()

    run.refresh_from_db()
    health = Health.objects.get()
    assert (swept.returned, swept.given_up, swept.waiting) == ((), 1, ())
    assert (run.state, run.outcome, run.cause) == (
        State.FINISHED,
        RunOutcome.QUARANTINED,
        "processing_failed",
    )
    assert (health.state, health.cause) == (HealthState.QUARANTINED, "processing_failed")
    assert health.detail == "the capture stage was interrupted 5 times; the captures are kept"
    assert run.document.sources.get().next_check_at is not None


def test_one_worker_less_than_that_may_die() -> None:
    run = make_run()
    die(run, times=MAX_ATTEMPTS - 1)

    with clock.fixed(START + (MAX_ATTEMPTS - 1) * LATER):
        swept = sweep_runs()

    assert (swept.returned, swept.given_up) == ((run,), 0)


def test_a_nudge_that_nobody_followed_is_repeated_once_in_a_while() -> None:
    run = make_run()

    waiting = {}
    for seconds in (59, 60, 90, 119, 120):
        with clock.fixed(START + timedelta(seconds=seconds)):
            waiting[seconds] = sweep_runs().waiting

    assert waiting == {59: (), 60: (run,), 90: (), 119: (), 120: (run,)}


def test_a_run_that_waits_for_later_is_not_nudged() -> None:
    run = make_run()
    Run.objects.filter(pk=run.pk).update(next_attempt_at=START + timedelta(hours=1))

    with clock.fixed(START + LATER):
        swept = sweep_runs()

    assert swept.waiting == ()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("stage", "needs_browser", "queue"),
    [(Stage.CAPTURE, False, "fetch"), (Stage.CAPTURE, True, "browser"), (Stage.EXTRACT, False, "cpu")],
)
def test_what_was_swept_is_nudged_in_the_queue_of_its_stage(
    broker: Celery, stage: Stage, needs_browser: bool, queue: str
) -> None:
    for died in (make_run(), make_run()):
        Run.objects.filter(pk=died.pk).update(stage=stage, needs_browser=needs_browser)
    with clock.fixed(START):
        claim_run(run_id=died.pk, stage=stage)

    with clock.fixed(START + LATER):
        upkeep.sweep_runs()

    assert {name: waiting_in(name) for name in QUEUES if waiting_in(name)} == {queue: 2}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("minutes", "nudged"), [(0, 1), (1, 1), (3, 0)])
def test_a_short_wait_is_kept_by_the_broker_and_a_long_one_by_the_database(
    broker: Celery, minutes: int, nudged: int
) -> None:
    run = make_run()
    run.next_attempt_at = START + timedelta(minutes=minutes)

    with clock.fixed(START):
        nudge(run)

    assert waiting_in("fetch") == nudged
