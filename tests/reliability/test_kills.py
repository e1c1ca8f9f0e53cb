"""kill -9 of a worker at each stage in turn: the document reaches its state all the same, and nothing is there twice."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from apps.core import clock
from apps.documents.models import (
    Capture,
    Change,
    Document,
    Fetcher,
    HealthState,
    Snapshot,
    Version,
)
from apps.documents.selectors import text_of
from apps.pipeline.models import Run, RunOutcome, Stage, Trigger
from apps.pipeline.services.runs import open_run
from apps.pipeline.services.tracking import TrackRequest, track_address
from apps.pipeline.stages.driving import drive_run
from apps.pipeline.tasks.rounds import nudge
from tests.pipeline.sites import Gate, Site, html, legal_page
from tests.reliability.broker import forget_everything, waiting_in
from tests.reliability.obstacles import obstacle
from tests.reliability.processes import PATIENCE, Workers, eventually
from tests.reliability.rounds import assert_archive_is_whole, end_turns_of_the_dead, sweep_until_finished

pytestmark = [pytest.mark.reliability, pytest.mark.usefixtures("broker")]

CLAUSE = "We may from now on use what you upload to train our models."


@pytest.fixture
def document(site: Site, transactional_db: None) -> Document:
    """A document with one version, whose vendor has just published a second text."""
    site.publish()
    made = track_address(TrackRequest(url=site.url(), platform="vendor"))
    first = open_run(document=made, scheduled_for=clock.now() - timedelta(hours=1), trigger=Trigger.PERSON)
    drive_run(first, patience=timedelta(seconds=20))
    site.publish("/terms", CLAUSE)
    return made


def begin_round(document: Document) -> Run:
    run = open_run(document=document, scheduled_for=clock.now(), trigger=Trigger.SCHEDULE)
    nudge(run)
    return run


def recover(run: Run, workers: Workers) -> None:
    """Let a new worker and the sweeper repair what was left behind, until the run is finished."""
    end_turns_of_the_dead()
    workers.start()
    sweep_until_finished(Run.objects.filter(pk=run.pk))
    run.refresh_from_db()


def assert_complete(document: Document, run: Run) -> None:
    """Two texts, two versions, one change; each attempt once; health and archive as if nothing had happened."""
    first, second = document.versions.order_by("number")
    change = Change.objects.get()
    document.health.refresh_from_db()

    assert (first.number, second.number) == (1, 2)
    assert CLAUSE not in text_of(first)
    assert CLAUSE in text_of(second)
    assert (change.from_version, change.to_version) == (first, second)
    assert (run.outcome, run.version) == (RunOutcome.NEW_VERSION, second)
    assert document.health.state == HealthState.CHANGED
    assert document.health.failures_in_a_row == 0
    assert Capture.objects.count() == 2
    assert_archive_is_whole()


RUN_ROW = "SELECT 1 FROM pipeline_run WHERE state = 'claimed' FOR UPDATE"


@dataclass(frozen=True)
class Place:
    """Where a worker is killed: the lock it stumbles on there, and how many rows are committed by then."""

    lock: str
    snapshots: int = 2
    captures: int = 2
    versions: int = 1
    losing_statements: bool = False


PLACES = {
    "bytes kept, not named": Place("LOCK TABLE documents_snapshot IN SHARE MODE", snapshots=1, captures=1),
    "bytes named, capture not recorded": Place("LOCK TABLE documents_capture IN SHARE MODE", captures=1),
    "captured, not advanced": Place(RUN_ROW, losing_statements=True),
    "captured, advanced after death": Place(RUN_ROW),
    "extracted, not recorded": Place("SELECT 1 FROM documents_document FOR UPDATE"),
    "recording, version without its change": Place("LOCK TABLE documents_change IN SHARE MODE"),
    "recorded, health unchanged": Place("SELECT 1 FROM documents_health FOR UPDATE", versions=2),
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_worker_killed_on_the_way_delays_its_document(
    site: Site, document: Document, workers: Workers, place: Place
) -> None:
    gate = Gate(html(legal_page(CLAUSE)))
    site.answers["/terms"] = gate
    worker = workers.start()
    run = begin_round(document)
    assert gate.reached.wait(PATIENCE)

    with obstacle() as way:
        way.held.execute(place.lock)
        gate.opened.set()
        assert eventually(way.stuck)
        worker.kill()
        counts = (Snapshot.objects.count(), Capture.objects.count(), Version.objects.count())
        way.release(losing_statements=place.losing_statements)
    recover(run, workers)

    assert counts == (place.snapshots, place.captures, place.versions)
    assert_complete(document, run)


def test_a_worker_killed_during_the_fetch_delays_its_document(
    site: Site, document: Document, workers: Workers
) -> None:
    gate = Gate(html(legal_page(CLAUSE)))
    site.answers["/terms"] = gate
    worker = workers.start()
    run = begin_round(document)
    assert gate.reached.wait(PATIENCE)

    worker.kill()
    gate.opened.set()
    recover(run, workers)

    assert_complete(document, run)
    assert [step["event"] for step in run.steps if step["event"] == "worker lost"] == ["worker lost"]


def test_a_worker_killed_between_two_stages_whose_nudge_is_lost_too_delays_its_document(
    document: Document, workers: Workers
) -> None:
    worker = workers.start(queues="fetch")
    run = begin_round(document)
    assert eventually(lambda: Run.objects.filter(pk=run.pk, stage=Stage.EXTRACT).exists())
    assert eventually(lambda: waiting_in("cpu") == 1)

    worker.kill()
    forget_everything()
    recover(run, workers)

    assert_complete(document, run)


@pytest.mark.browser
def test_a_worker_killed_while_the_browser_renders_delays_its_document(
    site: Site, document: Document, workers: Workers
) -> None:
    shell = b"<!doctype html><title>Terms</title><div id='app'></div><script src='/app.js'></script>"
    script = f"document.getElementById('app').innerHTML = {legal_page(CLAUSE).decode()!r}"
    gate = Gate(html(script.encode(), cache_control="no-store").replace(b"text/html", b"text/javascript"))
    site.answers |= {"/terms": html(shell), "/app.js": gate}
    worker = workers.start()
    run = begin_round(document)
    assert gate.reached.wait(PATIENCE)

    worker.kill()
    gate.opened.set()
    recover(run, workers)

    assert run.outcome == RunOutcome.NEW_VERSION
    assert document.versions.count() == 2
    attempts = Capture.objects.filter(scheduled_for=run.scheduled_for).order_by("pk")
    assert [capture.fetcher for capture in attempts] == [Fetcher.PLAIN, Fetcher.BROWSER]
    assert_archive_is_whole()
