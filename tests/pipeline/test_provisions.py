"""The provisions stage: what waits is cut, whoever dies, and found again, whatever is lost."""

from datetime import timedelta

import pytest
from celery import Celery
from pytest_django import Settings

from apps.core import clock
from apps.documents.models import Document
from apps.pipeline.errors import ClaimLostError, NotClaimableError
from apps.pipeline.models import Backlog, Desk, State
from apps.pipeline.services.backlogs import (
    GIVEN_UP,
    MAX_ATTEMPTS,
    claim_backlog,
    close_backlog,
    lock_backlog,
    note_progress,
    open_backlogs,
)
from apps.pipeline.stages import provisions as stage
from apps.pipeline.stages.provisions import open_forgotten_backlogs, resegment_document, run_provisions
from apps.pipeline.stages.sweeping import sweep_backlogs
from apps.pipeline.tasks import provisions as task
from apps.pipeline.tasks import sweep_backlogs as sweep_task
from apps.provisions.models import Provision, Segmentation
from apps.provisions.selectors import uncut_versions
from tests.factories import START, make_change, make_document, make_history, make_version
from tests.pipeline.rounds import MONDAY, capture_on, declare
from tests.pipeline.sites import Site
from tests.provisions.documents import AGE, LAW, NOTICE_7, NOTICE_30, other_segmenter, terms
from tests.reliability.broker import waiting_in

pytestmark = pytest.mark.django_db

LEASE = timedelta(seconds=60)
LATER = LEASE + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _lease(settings: Settings) -> None:
    settings.RUN_LEASE_SECONDS = 60


def history(*texts: str) -> Document:
    document = make_document()
    make_history(document, texts or [terms(NOTICE_30, LAW), terms(NOTICE_7, LAW)])
    return document


def waiting(document: Document) -> Backlog:
    with clock.fixed(START):
        (backlog,) = open_backlogs([document.pk])
    return backlog


def events(backlog: Backlog) -> list[str]:
    return [step["event"] for step in backlog.steps]


def test_every_version_that_waits_is_cut_in_its_order_and_told() -> None:
    document = history()
    waiting(document)

    backlog = run_provisions(document.pk)

    assert list(Segmentation.objects.values_list("version__number", flat=True)) == [1, 2]
    assert (backlog.state, backlog.attempts, backlog.claim) == (State.FINISHED, 0, None)
    assert [step["detail"] for step in backlog.steps] == [
        "version 1: 2 clauses, 2 new, 0 touched by the change",
        "version 2: 2 clauses, 0 new, 1 touched by the change",
    ]


def test_nothing_waits_twice() -> None:
    document = history()
    waiting(document)
    run_provisions(document.pk)

    with pytest.raises(NotClaimableError):
        run_provisions(document.pk)


def test_opening_again_what_is_worked_on_leaves_it_to_who_has_it() -> None:
    document = history()
    waiting(document)
    claimed = claim_backlog(document_id=document.pk)

    opened = open_backlogs([document.pk])

    assert opened == []
    assert Backlog.objects.get().claim == claimed.claim


def test_a_version_recorded_meanwhile_is_seen_before_letting_go(monkeypatch: pytest.MonkeyPatch) -> None:
    document = history(terms(NOTICE_30))
    waiting(document)

    def record_another(backlog: Backlog) -> None:
        last = document.versions.get(number=1)
        make_change(last, make_version(document, terms(NOTICE_7)))
        assert open_backlogs([document.pk]) == []
        lock_backlog(backlog)

    with monkeypatch.context() as patched:
        patched.setattr(stage, "lock_backlog", record_another)
        backlog = run_provisions(document.pk)

    assert backlog.state == State.WAITING
    assert run_provisions(document.pk).state == State.FINISHED
    assert not uncut_versions(document).exists()


def test_a_long_history_gives_way_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    document = history()
    waiting(document)
    monkeypatch.setattr(stage, "_TURN", 0.0)

    assert run_provisions(document.pk).state == State.WAITING
    assert not Segmentation.objects.exists()


def test_what_is_told_by_a_worker_that_lost_its_claim_is_not_written() -> None:
    document = history()
    waiting(document)
    mine = claim_backlog(document_id=document.pk)
    Backlog.objects.update(state=State.WAITING, claim=None, claimed_at=None)

    with pytest.raises(ClaimLostError):
        note_progress(mine, "cut")
    with pytest.raises(ClaimLostError):
        close_backlog(mine, is_done=True)

    assert Backlog.objects.get().steps == []


def test_a_backlog_whose_worker_died_goes_back_to_the_queue() -> None:
    document = history()
    waiting(document)
    with clock.fixed(START):
        claim_backlog(document_id=document.pk)

    with clock.fixed(START + LATER):
        swept = sweep_backlogs()

    assert ([backlog.document_id for backlog in swept.returned], swept.given_up) == ([document.pk], 0)
    assert swept.waiting == ()
    assert (Backlog.objects.get().state, events(Backlog.objects.get())) == (State.WAITING, ["worker lost"])


def test_a_version_that_kills_its_workers_is_given_up_and_the_next_one_tries_again() -> None:
    document = history()
    waiting(document)
    for attempt in range(MAX_ATTEMPTS + 1):
        with clock.fixed(START + attempt * LATER):
            swept = sweep_backlogs()
            if attempt < MAX_ATTEMPTS:
                claim_backlog(document_id=document.pk)

    given_up = Backlog.objects.get()
    assert (swept.given_up, given_up.state, given_up.cause) == (1, State.FINISHED, GIVEN_UP)
    assert open_forgotten_backlogs() == []
    (again,) = open_backlogs([document.pk])
    assert (again.state, again.cause, again.attempts) == (State.WAITING, "", 0)


def test_a_lost_nudge_is_repeated_once_in_a_while() -> None:
    document = history()
    waiting(document)

    with clock.fixed(START + LATER):
        first, second = sweep_backlogs(), sweep_backlogs()

    assert [backlog.document_id for backlog in first.waiting] == [document.pk]
    assert second.waiting == ()


def test_versions_that_nobody_has_to_cut_are_found() -> None:
    document = history()

    with clock.fixed(START):
        swept = sweep_backlogs()

    assert [backlog.document_id for backlog in swept.waiting] == [document.pk]
    assert run_provisions(document.pk).state == State.FINISHED
    assert sweep_backlogs().waiting == ()


def test_a_round_with_a_new_version_leaves_it_waiting(site: Site) -> None:
    site.publish("/terms", NOTICE_30)
    document = declare([site.url()])

    run = capture_on(document)

    assert run.version is not None
    assert Backlog.objects.get(document=document).state == State.WAITING


def test_a_round_that_changed_nothing_leaves_nothing_waiting(site: Site) -> None:
    site.publish("/terms", NOTICE_30)
    document = declare([site.url()])
    capture_on(document)
    run_provisions(document.pk)

    capture_on(document, MONDAY + timedelta(days=1))

    assert Backlog.objects.get(document=document, desk=Desk.PROVISIONS).state == State.FINISHED


def test_after_a_newer_segmenter_the_version_before_is_cut_again_first() -> None:
    document = history()
    waiting(document)
    run_provisions(document.pk)
    minted = set(Provision.objects.values_list("pk", flat=True))
    make_change(document.versions.get(number=2), make_version(document, terms(NOTICE_7, LAW, AGE)))
    open_backlogs([document.pk])

    run_provisions(document.pk, segmenter=other_segmenter())

    cut = Segmentation.objects.filter(segmenter="segmentation/2").order_by("version__number")
    assert list(cut.values_list("version__number", flat=True)) == [2, 3]
    assert minted <= set(Provision.objects.values_list("pk", flat=True))


def test_cutting_a_document_again_counts_what_it_did() -> None:
    document = history()

    first, again = resegment_document(document), resegment_document(document)

    assert (first.versions, first.clauses, first.minted, first.read) == (2, 4, 2, 4)
    assert (again.versions, again.clauses, again.minted, again.read) == (0, 0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_the_task_works_and_is_safe_to_run_twice(broker: Celery) -> None:
    document = history()
    waiting(document)

    task(document_id=document.pk)
    task(document_id=document.pk)

    assert Segmentation.objects.count() == 2
    assert waiting_in("cpu") == 1  # once, for whoever reads its clauses


@pytest.mark.django_db(transaction=True)
def test_the_sweeper_nudges_what_it_finds(broker: Celery) -> None:
    history()

    sweep_task()

    assert waiting_in("cpu") == 1
