"""The analyses stage: what waits is read, whoever dies, and found again, whatever is lost."""

from datetime import timedelta

import pytest
from celery import Celery
from pytest_django import Settings

from apps.analysis.models import Analysis, Publication
from apps.analysis.selectors import waiting as waiting_for
from apps.analysis.selectors.waiting import unread_changes, unread_standings
from apps.core import clock
from apps.documents.models import Document
from apps.pipeline.errors import ClaimLostError, NotClaimableError
from apps.pipeline.models import Backlog, Desk, State
from apps.pipeline.services.backlogs import claim_backlog, open_backlogs
from apps.pipeline.stages import analyses as stage
from apps.pipeline.stages.analyses import open_forgotten_analyses, reanalyse_document, run_analyses
from apps.pipeline.stages.driving import drive_backlog
from apps.pipeline.stages.provisions import run_provisions
from apps.pipeline.stages.sweeping import sweep_backlogs
from apps.pipeline.tasks import analyses as task
from apps.pipeline.tasks import find_unread
from apps.pipeline.tasks import provisions as provisions_task
from tests.factories import START, make_change, make_document, make_history, make_version
from tests.provisions.documents import AGE, LAW, NOTICE_7, NOTICE_30, cut_all, terms
from tests.reliability.broker import waiting_in

pytestmark = pytest.mark.django_db

LEASE = timedelta(seconds=60)
LATER = LEASE + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _lease(settings: Settings) -> None:
    settings.RUN_LEASE_SECONDS = 60


def cut(*texts: str) -> Document:
    document = make_document()
    make_history(document, texts or [terms(NOTICE_30, LAW), terms(NOTICE_7, LAW)])
    cut_all(document)
    return document


def waiting(document: Document) -> Backlog:
    with clock.fixed(START):
        (backlog,) = open_backlogs([document.pk], desk=Desk.ANALYSES)
    return backlog


def test_whoever_cuts_a_document_leaves_its_clauses_waiting_to_be_read() -> None:
    document = make_document()
    make_history(document, [terms(NOTICE_30, LAW)])
    open_backlogs([document.pk])

    run_provisions(document.pk)

    assert Backlog.objects.get(document=document, desk=Desk.ANALYSES).state == State.WAITING


def test_clauses_and_changes_that_wait_are_read_and_told() -> None:
    document = cut()
    waiting(document)

    backlog = run_analyses(document.pk)

    change = document.changes.get()
    assert (backlog.state, backlog.attempts, backlog.claim) == (State.FINISHED, 0, None)
    assert [step["detail"].partition(", ")[0] for step in backlog.steps] == [
        "clauses: 2 looked at",
        f"{change.public_id}: 1 looked at",
    ]
    assert {step["stage"] for step in backlog.steps} == {"analyses"}
    assert Publication.objects.count() == 3


def test_nothing_is_read_twice() -> None:
    document = cut()
    waiting(document)
    run_analyses(document.pk)

    with pytest.raises(NotClaimableError):
        run_analyses(document.pk)
    waiting(document)
    assert run_analyses(document.pk).steps == []


def test_a_long_document_gives_way_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    document = cut()
    waiting(document)
    monkeypatch.setattr(stage, "_TURN", 0.0)
    monkeypatch.setattr(stage, "_CHUNK", 1)

    states = [run_analyses(document.pk).state for _ in range(3)]

    assert states == [State.WAITING, State.WAITING, State.FINISHED]
    assert Analysis.objects.count() == 3


def test_what_is_cut_meanwhile_is_seen_before_letting_go(monkeypatch: pytest.MonkeyPatch) -> None:
    document = cut(terms(NOTICE_30))
    waiting(document)

    def cut_another(_backlog: Backlog) -> None:
        make_change(document.versions.get(number=1), make_version(document, terms(NOTICE_7)))
        cut_all(document)

    with monkeypatch.context() as patched:
        patched.setattr(stage, "lock_backlog", cut_another)
        backlog = run_analyses(document.pk)

    assert backlog.state == State.WAITING
    assert run_analyses(document.pk).state == State.FINISHED
    assert not unread_standings().exists()


def test_a_worker_that_dies_loses_what_it_was_at_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    document = cut()
    waiting(document)

    def die(**_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched, clock.fixed(START):
        patched.setattr(stage, "analyse_change", die)
        with pytest.raises(SystemExit):
            run_analyses(document.pk)
    with clock.fixed(START + LATER):
        swept = sweep_backlogs()

    assert [(one.document_id, one.desk) for one in swept.returned] == [(document.pk, Desk.ANALYSES)]
    assert Publication.objects.count() == 2
    assert run_analyses(document.pk).state == State.FINISHED
    assert not unread_changes().exists()


def test_what_is_told_by_a_worker_that_lost_its_claim_is_not_written() -> None:
    document = cut()
    waiting(document)
    claim_backlog(document_id=document.pk, desk=Desk.ANALYSES)

    with pytest.raises(NotClaimableError):
        run_analyses(document.pk)


def test_another_desk_is_another_queue() -> None:
    document = cut()
    waiting(document)
    claim_backlog(document_id=document.pk, desk=Desk.ANALYSES)

    open_backlogs([document.pk])

    assert run_provisions(document.pk).state == State.FINISHED


def test_what_nobody_has_to_read_is_found_once() -> None:
    document = cut()

    found = open_forgotten_analyses()

    assert [(one.document_id, one.desk) for one in found] == [(document.pk, Desk.ANALYSES)]
    assert open_forgotten_analyses() == []
    run_analyses(document.pk)
    assert open_forgotten_analyses() == []


def test_newer_rules_find_everything_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    document = cut()
    reanalyse_document(document)

    monkeypatch.setattr(waiting_for, "RULES_VERSION", "rules/next")

    assert [one.document_id for one in open_forgotten_analyses()] == [document.pk]
    assert reanalyse_document(document).looked_at == 3


def test_reading_again_counts_what_it_did() -> None:
    document = cut()

    first, again, everything = (
        reanalyse_document(document, is_all=is_all) for is_all in (False, False, True)
    )

    assert (first.looked_at, first.read) == (3, 3)
    assert (again.looked_at, again.read) == (0, 0)
    assert (everything.looked_at, everything.read) == (3, 0)


def test_everything_is_clauses_that_ended_too() -> None:
    document = cut(terms(NOTICE_30, AGE, LAW), terms(NOTICE_30, LAW))

    assert reanalyse_document(document).looked_at == 3
    assert reanalyse_document(document, is_all=True).looked_at == 4


def test_commands_drive_both_desks_in_this_process() -> None:
    document = make_document()
    make_history(document, [terms(NOTICE_30, LAW), terms(NOTICE_7, LAW)])
    open_backlogs([document.pk])
    told: list[str] = []

    drive_backlog(document, on_step=lambda step: told.append(step.stage))

    assert told == ["provisions", "provisions", "analyses", "analyses"]
    assert set(Backlog.objects.values_list("state", flat=True)) == {State.FINISHED}


def test_a_claim_in_other_hands_stops_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    document = cut()
    waiting(document)

    def taken(_document: Document) -> list[str]:
        Backlog.objects.update(state=State.WAITING, claim=None, claimed_at=None)
        return ["clauses: 2 looked at"]

    monkeypatch.setattr(stage, "_read", taken)

    with pytest.raises(ClaimLostError):
        run_analyses(document.pk)

    assert Backlog.objects.get().steps == []


@pytest.mark.django_db(transaction=True)
def test_the_task_works_and_is_safe_to_run_twice(broker: Celery) -> None:
    document = cut()
    waiting(document)

    task(document_id=document.pk)
    task(document_id=document.pk)

    assert Analysis.objects.count() == 3
    assert waiting_in("cpu") == 0


@pytest.mark.django_db(transaction=True)
def test_cutting_nudges_whoever_reads(broker: Celery) -> None:
    document = make_document()
    make_history(document, [terms(NOTICE_30, LAW)])
    open_backlogs([document.pk])

    provisions_task(document_id=document.pk)

    assert waiting_in("cpu") == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_found_unread_is_nudged(broker: Celery) -> None:
    cut()

    find_unread()

    assert waiting_in("cpu") == 1
