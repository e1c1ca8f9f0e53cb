"""Locks that a worker stumbles on, so that it can be killed at a chosen line."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from tests.reliability.processes import eventually, owner_url


@dataclass
class Obstacle:
    """A lock of ours that somebody will stumble on."""

    held: "psycopg.Connection[tuple[int]]"
    watch: "psycopg.Connection[tuple[int]]"

    def stuck(self) -> list[int]:
        """Return the server processes that wait for us."""
        pid = self.held.info.backend_pid
        found = self.watch.execute(
            "SELECT pid FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))", [pid]
        )
        return [row[0] for row in found]

    def release(self, *, losing_statements: bool) -> None:
        """Let go. The statement that waits is the last of a dead worker: it is lost with it, or still carried out."""
        waiting = self.stuck()
        if losing_statements:
            for pid in waiting:
                self.watch.execute("SELECT pg_terminate_backend(%s)", [pid])
        self.held.rollback()
        alive = "SELECT 1 FROM pg_stat_activity WHERE pid = ANY(%s)"
        assert eventually(lambda: self.watch.execute(alive, [waiting]).fetchone() is None)


@contextmanager
def obstacle() -> Iterator[Obstacle]:
    with psycopg.connect(owner_url()) as held, psycopg.connect(owner_url(), autocommit=True) as watch:
        yield Obstacle(held, watch)
