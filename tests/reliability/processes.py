"""Real worker processes on the database, the broker and the blobs of one test, and waiting for what they do."""

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

from django.conf import settings
from django.core.files.storage import storages
from django.db import connection

from tests.reliability.launching import launch

PATIENCE = 60.0  # seconds; a worker needs several to start on a busy machine
QUEUES = "fetch,browser,cpu,default"
_numbers = count(1)


def database_url(login: Mapping[str, Any] | None = None) -> str:
    """Return the address of the database this test uses, in libpq's form, as the application or another login."""
    found = {**connection.settings_dict, **(login or {})}
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {key: str(found[name]) for key, name in named.items() if found.get(name)}
    return f"postgresql:///?{urlencode(given)}"


def owner_url() -> str:
    """Return the address as the owner of the tables, who may lock them and end anybody's session."""
    return database_url(settings.DATABASE_LOGINS["owner"])


def environment(**more: str) -> dict[str, str]:
    """Return the environment in which another process sees the same world as this test."""
    allowed = ",".join(f"{host}:{port}" for host, port in settings.FETCH_ALLOW)
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "conductatlas.settings.test",
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "BLOB_DIR": str(storages["blobs"].path("")),
        "FETCH_ALLOW": allowed,
        "FETCH_HOST_GAP_SECONDS": "0",
        "RUN_LEASE_SECONDS": str(settings.RUN_LEASE_SECONDS),
        **more,
    }


def eventually(
    holds: Callable[[], object],
    *,
    within: float = PATIENCE,
    every: float = 0.05,
    progress: Callable[[], object] = lambda: None,
) -> bool:
    """Poll until it holds; False when patience ends. It begins anew whenever `progress` has come to another value."""
    until, seen = time.monotonic() + within, progress()
    while not holds():
        now_seen = progress()
        if now_seen != seen:
            until, seen = time.monotonic() + within, now_seen
        if time.monotonic() > until:
            return False
        time.sleep(every)
    return True


@dataclass
class Worker:
    """A Celery worker with its pool child, in a process group of its own."""

    process: ForkServerProcess
    log: Path

    def kill(self) -> None:
        """End all of it at once, as a power cut does: kill -9."""
        if self.process.is_alive():
            os.killpg(self._pid, signal.SIGKILL)
        self.process.join()

    def stop(self) -> None:
        """Ask it to finish what it does and end."""
        if self.process.is_alive():
            os.kill(self._pid, signal.SIGTERM)
        self.process.join(PATIENCE)
        assert not self.process.is_alive()

    def is_ready(self) -> bool:
        """Tell whether it waits for tasks."""
        return b" ready." in self.log.read_bytes()

    @property
    def _pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid


@dataclass
class Workers:
    """The workers of one test; on leaving the block, those that are left are killed."""

    directory: Path
    started: list[Worker] = field(default_factory=list)

    def start(self, queues: str = QUEUES, environ: Mapping[str, str] | None = None) -> Worker:
        """Start a worker for these queues; it may take seconds until it is ready."""
        name = f"worker{next(_numbers)}"
        log = self.directory / f"{name}.log"
        # Without the chatter between workers, which costs a second at every start.
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
        command = ("-m", "celery", "-A", "conductatlas", "worker", "-Q", queues, *quiet)
        options = ("--concurrency=1", "--loglevel=INFO", "-n", f"{name}@tests")
        # The checks of the whole site, which the suite makes once, are left out: they would load every page for each worker.
        known = {**(environ or environment()), "CELERY_SKIP_CHECKS": "1"}
        process = launch((*command, *options), known, log)
        worker = Worker(process, log)
        self.started.append(worker)
        return worker

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.started:
            worker.kill()
            # pytest shows it where a test failed.
            sys.stdout.write(f"--- {worker.log.name}\n{worker.log.read_text(errors='replace')}\n")
