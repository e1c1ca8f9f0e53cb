"""The guard at a distance: a proxy that resolves, checks and dials for a machine that has no other way out.

    python -m apps.core.http.relay 0.0.0.0:3128

The browser's worker runs in a network without a route to the Internet. Whatever a hostile page makes of its browser, this
is all it can reach, and it leads to public addresses only. It opens tunnels and does nothing else.
"""

import contextlib
import sys
from dataclasses import dataclass
from http import HTTPStatus
from http.server import ThreadingHTTPServer

import httpcore

from apps.core.http.deadlines import Deadline
from apps.core.http.errors import (
    BlockedAddress,
    ConnectFailure,
    DeadlineExceeded,
    DnsFailure,
    ForbiddenUrl,
    GuardedHttpError,
)
from apps.core.http.guard import Dialled, Guard
from apps.core.http.proxy_handler import ProxyHandler
from apps.core.http.proxy_session import Session
from apps.core.http.types import KIB, MIB, Limits

# One tunnel; what a whole page may take is the session's affair.
TUNNEL_LIMITS = Limits(raw_bytes=64 * MIB, deadline=120.0)
HEAD_AT_MOST = 8 * KIB
DIALLED, REFUSED, REASON = "Dialled", "Refused", "Reason"

_BY_CODE: dict[str, type[GuardedHttpError]] = {
    error.code: error
    for error in (BlockedAddress, ConnectFailure, DeadlineExceeded, DnsFailure, ForbiddenUrl)
}


class Relay(ThreadingHTTPServer):
    """Serve tunnels to checked addresses."""

    daemon_threads = True

    def __init__(self, guard: Guard, address: tuple[str, int], limits: Limits = TUNNEL_LIMITS) -> None:
        self.guard = guard
        self.limits = limits
        super().__init__(address, RelayHandler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of connections that were broken off; anything else is a bug and is told."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # typeshed's private alias


class RelayHandler(ProxyHandler):
    """Open one tunnel, under caps of its own, and tell the address that was dialled."""

    def setup(self) -> None:
        """Begin the tunnel's own session."""
        super().setup()
        relay = self.server
        self._session = Session(relay.guard, relay.limits)  # type: ignore[attr-defined]  # only Relay uses this class

    @property
    def session(self) -> Session:
        """Return the session of this tunnel."""
        return self._session

    def do_CONNECT(self) -> None:  # noqa: N802  (the base class's spelling)
        """Open a tunnel to host:port, or name the guard's reason not to."""
        self.close_connection = True
        try:
            dialled = self._dial(self.path)
        except GuardedHttpError as error:
            self.send_response_only(HTTPStatus.FORBIDDEN)
            self.send_header(REFUSED, error.code)
            self.send_header(REASON, " ".join(str(error).encode("ascii", "replace").decode("ascii").split()))
            self.end_headers()
            return

        try:
            self.send_response_only(HTTPStatus.OK)
            self.send_header(DIALLED, dialled.address)
            self.end_headers()
            self._tunnel(dialled.stream.get_extra_info("socket"))
        finally:
            dialled.stream.close()

    def do_GET(self) -> None:  # noqa: N802  (the base class's spelling)
        """Refuse: a tunnel carries plain HTTP as well."""
        self.close_connection = True
        self.send_response_only(HTTPStatus.METHOD_NOT_ALLOWED)
        self.end_headers()

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET  # noqa: N815  (the base class's spelling)


@dataclass(frozen=True, slots=True)
class RelayedGuard(Guard):
    """Have a relay resolve, check and dial."""

    relay: tuple[str, int] = ("127.0.0.1", 3128)

    def dial(self, host: str, port: int, *, limits: Limits, deadline: Deadline) -> Dialled:
        """Open a tunnel to a checked address of `host`; raises what the guard at the other end raised."""
        try:
            stream = self.backend.connect_tcp(*self.relay, timeout=deadline.remaining(limits.connect))
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            raise ConnectFailure(f"The egress proxy does not answer: {error}") from error

        with contextlib.ExitStack() as undo:
            undo.callback(stream.close)
            address = _tunnelled(stream, host, port, deadline.remaining(limits.dns + limits.connect))
            undo.pop_all()
        return Dialled(stream, address)


def _tunnelled(stream: httpcore.NetworkStream, host: str, port: int, seconds: float) -> str:
    """Ask for a tunnel and return the address it leads to."""
    authority = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    try:
        stream.write(f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode("ascii"), seconds)
        head = _head(stream, seconds)
    except (httpcore.NetworkError, httpcore.TimeoutException) as error:
        raise ConnectFailure(f"The egress proxy broke off: {error}") from error

    status, *lines = head.split("\r\n")
    said = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if status.startswith("HTTP/1.1 200 ") and DIALLED in said:
        return said[DIALLED]
    raise _BY_CODE.get(said.get(REFUSED, ""), ConnectFailure)(said.get(REASON, "The egress proxy refused"))


def _head(stream: httpcore.NetworkStream, seconds: float) -> str:
    """Read the answer's head. Nothing follows it: in a tunnel the far side waits to be spoken to."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        piece = stream.read(KIB, seconds)
        head += piece
        if not piece or len(head) > HEAD_AT_MOST:
            raise ConnectFailure("The egress proxy gave no answer that can be read")
    return head.decode("ascii", "replace").removesuffix("\r\n\r\n")


def main(address: str) -> None:
    """Serve at host:port until told to stop."""
    host, _, port = address.rpartition(":")
    with Relay(Guard(), (host, int(port))) as relay:
        sys.stdout.write(f"Relaying to public addresses at {address}\n")
        sys.stdout.flush()
        relay.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1])
