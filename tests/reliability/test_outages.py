"""What the archive stands on fails while twenty documents are captured: all reach their state, none of them twice."""

from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from apps.documents.models import Capture, Change, Document, HealthState, Version
from apps.pipeline.models import Run, RunOutcome
from apps.pipeline.tasks import open_due_runs
from tests.pipeline.sites import Gate, Site
from tests.reliability.broker import forget_everything
from tests.reliability.launching import launch
from tests.reliability.processes import PATIENCE, Workers, environment, eventually, owner_url
from tests.reliability.rounds import (
    assert_archive_is_whole,
    due_documents,
    end_turns_of_the_dead,
    sweep_until_finished,
)

pytestmark = [pytest.mark.reliability, pytest.mark.usefixtures("broker")]


def connections_are_cut() -> int:
    """End every other session of this database but this test's own; return how many there were."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (own,) = cursor.fetchone()
    with psycopg.connect(owner_url()) as owner:
        found = owner.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND backend_type = 'client backend' "
            "AND pid NOT IN (pg_backend_pid(), %s)",
            [own],
        ).fetchone()
    assert found is not None
    return int(found[0])


def assert_all_reached_their_state(count: int) -> None:
    """Each document captured once, with its one version, and well."""
    runs = Run.objects.select_related("document__health", "version")

    assert [run.outcome for run in runs] == [RunOutcome.NEW_VERSION] * count
    assert {run.document.health.state for run in runs} == {HealthState.VERIFIED}
    assert Version.objects.count() == len({run.version for run in runs}) == count
    assert Capture.objects.count() == count
    assert not Change.objects.exists()
    assert_archive_is_whole()


def test_redis_forgets_everything(site: Site, workers: Workers) -> None:
    due_documents(site, 20)
    gate = Gate(site.answer("/terms/7"))
    site.answers["/terms/7"] = gate
    workers.start()
    open_due_runs.delay()
    assert gate.reached.wait(PATIENCE)

    forget_everything()
    gate.opened.set()
    sweep_until_finished(Run.objects.all())

    assert_all_reached_their_state(20)


def test_all_connections_to_the_database_are_cut(site: Site, workers: Workers) -> None:
    due_documents(site, 20)
    gate = Gate(site.answer("/terms/7"))
    site.answers["/terms/7"] = gate
    worker = workers.start()
    open_due_runs.delay()
    assert gate.reached.wait(PATIENCE)

    cut = connections_are_cut()
    gate.opened.set()
    assert eventually(lambda: b"OperationalError" in worker.log.read_bytes())
    end_turns_of_the_dead()
    sweep_until_finished(Run.objects.all())

    assert cut == 1
    assert_all_reached_their_state(20)
    assert len(site.asked("/terms/7")) == 2


def test_two_people_tracking_one_address_at_once_share_one_document(
    site: Site, transactional_db: None, tmp_path: Path
) -> None:
    site.publish()
    command = (str(settings.BASE_DIR / "manage.py"), "track", site.url())
    logs = [tmp_path / "one", tmp_path / "other"]
    people = [launch(command, environment(), log) for log in logs]

    for person in people:
        person.join(PATIENCE)
    said = [log.read_text() for log in logs]

    assert [person.exitcode for person in people] == [0, 0], said
    assert Document.objects.count() == Version.objects.count() == 1
    assert sorted(Run.objects.values_list("outcome", flat=True)) == ["new_version", "unchanged"]
    assert all("  health   Verified since" in text for text in said)
    assert_archive_is_whole()


def test_two_workers_and_two_schedulers_share_what_is_due(site: Site, workers: Workers) -> None:
    due_documents(site, 12)
    for worker in [workers.start(), workers.start()]:
        assert eventually(worker.is_ready)

    for _ in range(4):
        open_due_runs.delay()
    assert eventually(lambda: Run.objects.count() == 12)
    sweep_until_finished(Run.objects.all())

    assert_all_reached_their_state(12)
    assert {len(site.asked(f"/terms/{number}")) for number in range(1, 13)} == {1}
