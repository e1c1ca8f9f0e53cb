"""PostgreSQL and Redis crash and come back while documents are captured. Seen from outside: commands, SQL, processes."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

import psycopg
import pytest
from celery import Celery
from django.conf import settings

from conductatlas import embedded
from tests.pipeline.sites import Gate, Site, site_on_loopback
from tests.reliability.launching import launch
from tests.reliability.processes import PATIENCE, Worker, Workers, environment, eventually
from tests.reliability.servers import Servers, own_servers

pytestmark = pytest.mark.reliability

COUNT = 8
DECLARE = """
from apps.pipeline.services.tracking import TrackRequest, track_address
for number in range(1, {count} + 1):
    track_address(TrackRequest(url=f"{base}/{{number}}", platform="vendor"))
"""


@dataclass(frozen=True)
class Archive:
    """Documents, a worker, and servers that are theirs alone."""

    servers: Servers
    site: Site
    environ: dict[str, str]
    worker: Worker
    app: Celery
    begun: list[str] = field(default_factory=list)

    @property
    def rounds(self) -> int:
        return len(self.begun)

    def publish(self, edition: str) -> None:
        self.begun.append(edition)
        for number in range(1, COUNT + 1):
            self.site.publish(f"/{number}", f"Schedule {number} is for customers of that number.", edition)

    def ask(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.servers.database_url) as connection:
            return connection.execute(query.encode()).fetchall()

    def tell(self, statement: str) -> None:
        with psycopg.connect(self.servers.database_url) as connection:
            connection.execute(statement.encode())

    def beat(self) -> None:
        """Send what the beat sends."""
        self.app.send_task("pipeline.open_due_runs", queue="default")
        self.app.send_task("pipeline.sweep_runs", queue="default")

    def begin_round(self) -> None:
        self.tell("UPDATE documents_source SET next_check_at = now()")
        self.beat()

    def finish_round(self) -> None:
        """Give the beat, faster than it is given, until all documents have been through every round begun."""

        def is_finished() -> bool:
            self.beat()
            finished = self.ask("SELECT count(*) FROM pipeline_run WHERE state = 'finished'")
            return finished == [(self.rounds * COUNT,)]

        self.tell("UPDATE documents_host SET free_at = now()")  # the turns of interrupted tasks are over
        assert eventually(is_finished, every=0.5), self.ask("SELECT state, stage, steps FROM pipeline_run")

    def assert_complete(self) -> None:
        """Each document has a version of each round, with its change, and each source was captured once a round."""
        numbers = "SELECT array_agg(number ORDER BY number) FROM documents_version GROUP BY document_id"
        assert self.ask(numbers) == [(list(range(1, self.rounds + 1)),)] * COUNT
        assert self.ask("SELECT count(*) FROM documents_change") == [((self.rounds - 1) * COUNT,)]
        assert self.ask("SELECT count(*) FROM documents_capture") == [(self.rounds * COUNT,)]
        assert self.ask("SELECT DISTINCT outcome FROM pipeline_run") == [("new_version",)]
        assert manage(self.environ, "verify_archive", "--all").endswith("The archive is whole.\n")


def manage(environ: dict[str, str], *arguments: str) -> str:
    """Run a command to its end and return what it said."""
    with NamedTemporaryFile() as said:
        log = Path(said.name)
        command = launch((str(settings.BASE_DIR / "manage.py"), *arguments), environ, log)
        command.join()
        assert command.exitcode == 0, log.read_text()
        return log.read_text()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Documents that have their first version, on servers of their own; each test takes them a version further."""
    directory = tmp_path_factory.mktemp("archive")
    with own_servers() as servers, site_on_loopback() as site, Workers(directory) as workers:
        environ = environment(
            DATABASE_URL=servers.database_url,
            REDIS_URL=servers.redis_url,
            BLOB_DIR=str(directory / "blobs"),
            FETCH_ALLOW=f"127.0.0.1:{site.served.port}",
            RUN_LEASE_SECONDS="2",
        )
        manage(environ, "migrate", "--verbosity=0")
        manage(environ, "shell", "--verbosity=0", "-c", DECLARE.format(count=COUNT, base=site.url("")))
        app = Celery("tests", broker=embedded.broker_url(servers.redis_url), set_as_current=False)
        app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
        with closing(app):
            made = Archive(servers, site, environ, workers.start(environ=environ), app)
            assert eventually(made.worker.is_ready)
            made.publish("This is the first edition.")
            made.begin_round()
            made.finish_round()
            yield made


def crash(archive: Archive, stop: Callable[[], None]) -> None:
    """Stop a server while a worker waits for a page, let the worker go on without it, and start the server again."""
    said = len(archive.worker.log.read_bytes())
    archive.publish(f"This is the edition after the crash of {stop.__name__}.")
    gate = Gate(archive.site.answer("/3"))
    archive.site.answers["/3"] = gate
    archive.begin_round()
    assert gate.reached.wait(PATIENCE)

    stop()
    gate.opened.set()
    assert eventually(lambda: b"Error" in archive.worker.log.read_bytes()[said:])
    archive.servers.start()


def test_postgres_crashes_in_the_middle(archive: Archive) -> None:
    crash(archive, archive.servers.stop_postgres)

    archive.finish_round()

    archive.assert_complete()


def test_redis_crashes_in_the_middle(archive: Archive) -> None:
    crash(archive, archive.servers.kill_redis)

    archive.finish_round()

    archive.assert_complete()
