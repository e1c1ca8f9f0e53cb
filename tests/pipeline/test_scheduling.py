"""Opening what is due: nothing is opened twice, and nobody waits for anybody."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from apps.core import clock
from apps.documents.models import Document, HealthState, Source
from apps.documents.services.health import Observation
from apps.documents.services.schedule import next_slot
from apps.pipeline.models import Run, RunOutcome, Stage, State, Trigger
from apps.pipeline.services.runs import claim_run
from apps.pipeline.stages.closing import close_blind
from apps.pipeline.stages.scheduling import open_due_runs
from tests.factories import START, make_document, make_source
from tests.reliability.obstacles import obstacle
from tests.reliability.processes import eventually

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def make_due(count: int = 1, *, parts: int = 1) -> list[Document]:
    """Make documents whose parts were due an hour before START."""
    documents = [make_document() for _ in range(count)]
    for document in documents:
        for _ in range(parts - 1):
            make_source(document)
    Source.objects.update(next_check_at=START - HOUR)
    return documents


@pytest.mark.django_db
def test_a_due_document_gets_one_run_for_all_its_parts_and_its_next_slot() -> None:
    (document,) = make_due(parts=3)

    with clock.fixed(START):
        (run,) = open_due_runs()

    assert (run.document, run.scheduled_for, run.trigger) == (document, START - HOUR, Trigger.SCHEDULE)
    assert (run.stage, run.state, run.next_attempt_at) == (Stage.CAPTURE, State.WAITING, START)
    slot = next_slot(document, after=START)
    assert START < slot <= START + DAY
    assert set(document.sources.values_list("next_check_at", flat=True)) == {slot}
    document.health.refresh_from_db()
    assert document.health.next_attempt_at == slot


@pytest.mark.django_db
def test_what_was_opened_is_not_due_again() -> None:
    make_due(3)
    with clock.fixed(START):
        open_due_runs()

        again = open_due_runs()

    assert again == []
    assert Run.objects.count() == 3


@pytest.mark.django_db
def test_documents_that_are_not_due_not_tracked_or_of_the_past_are_left_alone() -> None:
    early, untracked, former = make_due(3)
    early.sources.update(next_check_at=START + HOUR)
    Document.objects.filter(pk=untracked.pk).update(is_tracked=False)
    former.sources.update(valid_until=START)

    with clock.fixed(START):
        runs = open_due_runs()

    assert runs == []


@pytest.mark.django_db
def test_the_longest_due_come_first_within_the_limit() -> None:
    documents = make_due(3)
    documents[1].sources.update(next_check_at=START - 2 * HOUR)
    documents[2].sources.update(next_check_at=START - 3 * HOUR)

    with clock.fixed(START):
        runs = open_due_runs(limit=2)

    assert [run.document for run in runs] == [documents[2], documents[1]]


@pytest.mark.django_db(transaction=True)
def test_schedulers_at_once_share_the_work() -> None:
    documents = make_due(40)
    barrier = Barrier(4)
    opened: list[int] = []

    def work() -> None:
        barrier.wait()
        opened.extend(run.document_id for run in open_due_runs(limit=10))
        connection.close()

    schedulers = [Thread(target=work) for _ in range(4)]
    for scheduler in schedulers:
        scheduler.start()
    for scheduler in schedulers:
        scheduler.join()
    opened.extend(run.document_id for run in open_due_runs())  # what was in other hands at that moment

    assert sorted(opened) == [document.pk for document in documents]
    assert Run.objects.count() == 40


@pytest.mark.django_db(transaction=True)
def test_a_document_in_the_hands_of_another_scheduler_is_skipped_with_all_its_parts() -> None:
    make_due(parts=2)

    with obstacle() as other:
        other.held.execute("SELECT 1 FROM documents_source WHERE position = 1 FOR UPDATE")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            runs = open_due_runs()

    assert runs == []
    assert set(Source.objects.values_list("next_check_at", flat=True)) == {START - HOUR}


@pytest.mark.django_db(transaction=True)
def test_closing_a_run_waits_for_the_scheduler_without_holding_what_it_needs() -> None:
    make_due()
    with clock.fixed(START):
        (run,) = open_due_runs()
        claimed = claim_run(run_id=run.pk, stage=Stage.CAPTURE)
    blind = Observation(state=HealthState.UNREACHABLE, at=START, cause="connect_failure")

    def close() -> None:
        close_blind(claimed, blind, RunOutcome.UNREACHABLE)
        connection.close()

    with obstacle() as scheduler:
        scheduler.held.execute("SELECT 1 FROM documents_source FOR UPDATE")
        closing = Thread(target=close)
        closing.start()
        assert eventually(scheduler.stuck)
        scheduler.held.execute("SELECT 1 FROM documents_health FOR UPDATE NOWAIT")
        scheduler.held.rollback()
        closing.join()

    run.refresh_from_db()
    assert run.outcome == RunOutcome.UNREACHABLE
