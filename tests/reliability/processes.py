"""Real worker processes on the database, the broker and the blobs of one test, and waiting for what they do."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

from django.conf import settings
from django.core.files.storage import storages
from django.db import connection

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


def eventually(holds: Callable[[], object], *, within: float = PATIENCE, every: float = 0.05) -> bool:
    """Poll until it holds; False when patience ends."""
    until = time.monotonic() + within
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(every)
    return True


@dataclass
class Worker:
    """A Celery worker with its pool child, in a process group of its own."""

    process: "subprocess.Popen[bytes]"
    log: Path

    def kill(self) -> None:
        """End all of it at once, as a power cut does: kill -9."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask it to finish what it does and end."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=PATIENCE)

    def is_ready(self) -> bool:
        """Tell whether it waits for tasks."""
        return b" ready." in self.log.read_bytes()


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
        command = (sys.executable, "-m", "celery", "-A", "conductatlas", "worker", "-Q", queues, *quiet)
        with log.open("wb") as written:
            process = subprocess.Popen(  # noqa: S603 - our own command
                (*command, "--concurrency=1", "--loglevel=INFO", "-n", f"{name}@tests"),
                env=dict(environ or environment()),
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=written,
                start_new_session=True,
            )
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
