"""What the guard's proxy knows about one browser session, shared by its threads."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Lock

from apps.core.http.deadlines import Deadline
from apps.core.http.errors import GuardedHttpError, TooLarge
from apps.core.http.guard import Dialled, Guard
from apps.core.http.types import Limits


@dataclass(frozen=True, slots=True)
class Refusal:
    """Record what was asked of the proxy (an address, or host:port for a tunnel) and why it was not done."""

    target: str
    error: GuardedHttpError


class Session:
    """Hold the caps, which all connections share, and the record."""

    def __init__(self, guard: Guard, limits: Limits) -> None:
        self.guard = guard
        self.limits = limits
        self.deadline = Deadline.after(limits.deadline)
        self._lock = Lock()
        self._spent = 0
        self._refusals: list[Refusal] = []
        self._addresses: dict[tuple[str, int], str] = {}
        self._open: set[socket.socket] = set()

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Return what was refused so far, oldest first."""
        with self._lock:
            return tuple(self._refusals)

    @property
    def spent(self) -> int:
        """Return the bytes received so far."""
        with self._lock:
            return self._spent

    def address_of(self, host: str, port: int) -> str | None:
        """Return the numeric address last dialled for a host."""
        with self._lock:
            return self._addresses.get((host, port))

    def dial(self, host: str, port: int) -> Dialled:
        """Open the far end of a tunnel; raises a `GuardedHttpError` subclass."""
        dialled = self.guard.dial(host, port, limits=self.limits, deadline=self.deadline)
        self.note_address(host, port, dialled.address)
        return dialled

    def note_address(self, host: str, port: int, address: str) -> None:
        """Record what was dialled."""
        with self._lock:
            self._addresses[host, port] = address

    def refuse(self, target: str, error: GuardedHttpError) -> None:
        """Record a refusal."""
        error.url = error.url or target
        with self._lock:
            self._refusals.append(Refusal(target, error))

    def spend(self, size: int) -> None:
        """Count bytes received; raises `TooLarge` once the session has had its share."""
        with self._lock:
            self._spent += size
            is_over = self._spent > self.limits.raw_bytes
        if is_over:
            raise TooLarge(f"The page loaded more than {self.limits.raw_bytes:,} bytes")

    @contextmanager
    def tracked(self, connection: socket.socket) -> Iterator[None]:
        """Remember `connection` for as long as it is served, so that `hang_up` finds it."""
        with self._lock:
            self._open.add(connection)
        try:
            yield
        finally:
            with self._lock:
                self._open.discard(connection)

    def hang_up(self) -> None:
        """End all connections that are still open; the threads that serve them notice and stop."""
        with self._lock:
            open_now = tuple(self._open)
        for connection in open_now:
            end(connection)


def end(connection: socket.socket) -> None:
    """Shut both directions, whichever side may have gone first. Whoever opened the connection closes it."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
