"""What the guard's proxy does with one connection from the browser."""

import logging
import socket
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from threading import Thread
from typing import ClassVar

import httpcore

from apps.core.http.errors import (
    BlockedAddress,
    DeadlineExceeded,
    ForbiddenUrl,
    GuardedHttpError,
    ProtocolFailure,
)
from apps.core.http.guard import Dialled
from apps.core.http.proxy_session import Session, end
from apps.core.http.streams import GuardedBackend
from apps.core.http.types import KIB, MIB
from apps.core.http.urls import Target, parse_url

logger = logging.getLogger(__name__)

BLOCK = 64 * KIB
MAX_REQUEST_BODY = MIB
WITHOUT_BODY = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})

_HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)


class ProxyHandler(BaseHTTPRequestHandler):
    """Tunnel a CONNECT, or forward one plain request; then close, so no second request takes the same way unchecked."""

    protocol_version = "HTTP/1.1"
    timeout: ClassVar[float] = 10.0

    @property
    def session(self) -> Session:
        """Return the session this connection belongs to."""
        return self.server.session  # type: ignore[attr-defined,no-any-return]  # only our own server uses this class

    def do_CONNECT(self) -> None:
        """Open a tunnel to host:port."""
        self.close_connection = True
        try:
            dialled = self._dial(self.path)
        except GuardedHttpError as error:
            self._refuse(self.path, error)
            return

        try:
            self.send_response_only(HTTPStatus.OK)
            self.end_headers()
            self._tunnel(dialled.stream.get_extra_info("socket"))
        finally:
            dialled.stream.close()

    def do_GET(self) -> None:
        """Forward a plain request."""
        self.close_connection = True
        try:
            self._forward(self._plain_target())
        except GuardedHttpError as error:
            self._refuse(self.path, error)
        except httpcore.ProtocolError as error:
            self._refuse(self.path, ProtocolFailure(f"The server does not speak HTTP as expected: {error}"))

    # The base class dispatches on these names.
    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET  # noqa: N815  (its spelling)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class names it so)
        """Say nothing: the proxy's record is its refusals."""

    def _dial(self, authority: str) -> Dialled:
        if set(authority) & set("/?#"):
            raise ForbiddenUrl("A tunnel goes to host:port, nothing else")
        target = parse_url(f"https://{authority}/")
        return self.session.dial(target.host, target.port)

    def _plain_target(self) -> Target:
        target = parse_url(self.path)
        if target.scheme != "http":
            raise ForbiddenUrl("Only http is forwarded; everything else needs a tunnel")
        return target

    def _forward(self, target: Target) -> None:
        session = self.session
        backend = GuardedBackend(session.guard, limits=session.limits, deadline=session.deadline)
        url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
        headers = self._end_to_end_headers(target)
        with (
            httpcore.ConnectionPool(network_backend=backend) as pool,
            pool.stream(self.command, url, headers=headers, content=self._request_body()) as response,
        ):
            session.note_address(target.host, target.port, backend.remote_address)
            backend.meter.begin_body()
            self._relay_response(response)

    def _end_to_end_headers(self, target: Target) -> list[tuple[str, str]]:
        dropped = _HOP_BY_HOP | {"host"}
        kept = [(name, value) for name, value in self.headers.items() if name.lower() not in dropped]
        return [("Host", target.authority), *kept, ("Connection", "close")]

    def _request_body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > MAX_REQUEST_BODY or "Transfer-Encoding" in self.headers:
            raise ForbiddenUrl("The page tried to send a large or unmeasured body")
        return self.rfile.read(int(length)) or None

    def _relay_response(self, response: httpcore.Response) -> None:
        self.send_response_only(response.status)
        names = {key.lower() for key, _ in response.headers}
        for key, value in response.headers:
            if key.decode("latin-1").lower() not in _HOP_BY_HOP:
                self.send_header(key.decode("latin-1"), value.decode("latin-1"))
        # Chunks, so that the browser can tell a body that was cut off from one that ended.
        has_body = self.command != "HEAD" and response.status not in WITHOUT_BODY
        is_chunked = has_body and b"content-length" not in names
        if is_chunked:
            self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        self.end_headers()
        self._relay_body(response, is_chunked=is_chunked)

    def _relay_body(self, response: httpcore.Response, *, is_chunked: bool) -> None:
        try:
            for piece in response.iter_stream():
                self.session.spend(len(piece))
                if piece:  # An empty chunk would say that the body ends here.
                    self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if is_chunked else piece)
            if is_chunked:
                self.wfile.write(b"0\r\n\r\n")
        except GuardedHttpError as error:
            # The head has gone out, so all that can be done is to stop; the record says why.
            self.session.refuse(self.path, error)
        except httpcore.ProtocolError as error:
            self.session.refuse(self.path, ProtocolFailure(f"The body is malformed: {error}"))

    def _refuse(self, target: str, error: GuardedHttpError) -> None:
        self.session.refuse(target, error)
        is_guard = isinstance(error, BlockedAddress | ForbiddenUrl)
        body = f"{error.code}: {error}\n".encode("ascii", "replace")
        self.send_response_only(HTTPStatus.FORBIDDEN if is_guard else HTTPStatus.BAD_GATEWAY)
        self.send_header("Content-Type", "text/plain; charset=us-ascii")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def _tunnel(self, far: socket.socket) -> None:
        upward = Thread(
            target=self._pump, args=(self.connection, far), kwargs={"is_counted": False}, daemon=True
        )
        upward.start()
        self._pump(far, self.connection, is_counted=True)
        upward.join()

    def _pump(self, source: socket.socket, sink: socket.socket, *, is_counted: bool) -> None:
        """Carry bytes one way until either side is done, then end both ways."""
        try:
            self._carry(source, sink, is_counted=is_counted)
        except GuardedHttpError as error:
            self.session.refuse(self.path, error)
        except TimeoutError:
            self.session.refuse(self.path, DeadlineExceeded("The session's time is over"))
        except OSError:
            logger.debug("A tunnel was broken off", exc_info=True)
        finally:
            end(source)
            end(sink)

    def _carry(self, source: socket.socket, sink: socket.socket, *, is_counted: bool) -> None:
        while True:
            source.settimeout(self.session.deadline.remaining(self.session.limits.deadline))
            data = source.recv(BLOCK)
            if not data:
                return
            if is_counted:
                self.session.spend(len(data))
            sink.sendall(data)
