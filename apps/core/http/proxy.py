"""A forward proxy on loopback that gives a browser no way out but the guard's.

A browser resolves and dials for itself: for redirects, frames, scripts, whatever a page makes it do. Sent through here, each
of its connections passes the same resolve, check and dial as the client's. HTTPS passes as a tunnel, unread.
"""

import logging
import socket
from http.server import ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Self

from apps.core.http.deadlines import Deadline
from apps.core.http.guard import Guard
from apps.core.http.proxy_handler import ProxyHandler
from apps.core.http.proxy_session import Refusal, Session
from apps.core.http.types import Limits

__all__ = ["GuardProxy", "Refusal"]

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.05


class GuardProxy:
    """Serve one browser session from entering the block to leaving it.

    The deadline and the cap on raw bytes hold for the whole session, all connections together. `refusals` and
    `address_of` tell what happened, during and afterwards.
    """

    def __init__(self, guard: Guard, limits: Limits) -> None:
        self._session = Session(guard, limits)
        self._server = _Server(self._session)
        self._thread = Thread(
            target=self._server.serve_forever, args=(POLL_SECONDS,), daemon=True, name="guard-proxy"
        )

    def __enter__(self) -> Self:
        self._session.deadline = Deadline.after(self._session.limits.deadline)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._session.hang_up()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Return the proxy's own address, for the browser's settings."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Return what was refused so far, oldest first."""
        return self._session.refusals

    @property
    def spent(self) -> int:
        """Return the bytes received so far."""
        return self._session.spent

    def address_of(self, host: str, port: int) -> str | None:
        """Return the numeric address last dialled for a host."""
        return self._session.address_of(host, port)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # browsers open many connections at once

    def __init__(self, session: Session) -> None:
        self.session = session
        super().__init__(("127.0.0.1", 0), ProxyHandler)

    def process_request_thread(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        connection = request if isinstance(request, socket.socket) else request[1]
        with self.session.tracked(connection):
            super().process_request_thread(request, client_address)

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002  (socketserver's)
        # Called by the base class from its own `except`.
        logger.debug("A connection to the guard's proxy was broken off", exc_info=True)  # noqa: LOG014  (see above)
