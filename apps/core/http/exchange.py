"""One question, one answer: what happens on a single connection."""

import hashlib
import ssl
from dataclasses import dataclass

import certifi
import httpcore

from apps.core.http.deadlines import Deadline
from apps.core.http.decoding import decoder_for
from apps.core.http.errors import ProtocolFailure, TooLarge
from apps.core.http.guard import Guard
from apps.core.http.streams import GuardedBackend
from apps.core.http.types import Headers, Limits, TlsFacts, first_header
from apps.core.http.urls import Target

REDIRECTS = frozenset({301, 302, 303, 307, 308})
FIRST_FINAL_STATUS = 200


def default_ssl_context() -> ssl.SSLContext:
    """Return a context that verifies peers against Mozilla's list, TLS 1.2 or newer."""
    return ssl.create_default_context(cafile=certifi.where())


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what one address said. The body of a redirect that can be followed is not read."""

    status: int
    headers: Headers
    body: bytes
    raw_size: int
    remote_address: str
    tls: TlsFacts | None

    @property
    def location(self) -> str | None:
        """Return where a redirect leads, as text: headers are bytes, and raw UTF-8 in them is common."""
        value = _location(self.status, self.headers)
        if value is None:
            return None
        try:
            return value.encode("latin-1").decode("utf-8")
        except UnicodeDecodeError:
            return value


@dataclass(frozen=True, slots=True)
class Exchange:
    """Ask addresses, each on a connection of its own, so that each is checked when it is dialled."""

    guard: Guard
    limits: Limits
    ssl_context: ssl.SSLContext

    def ask(
        self, target: Target, *, method: str, headers: Headers, deadline: Deadline, body: bytes = b""
    ) -> Answer:
        """Send one request and follow nothing; raises a `GuardedHttpError` subclass."""
        backend = GuardedBackend(self.guard, limits=self.limits, deadline=deadline)
        url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
        pool = httpcore.ConnectionPool(ssl_context=self.ssl_context, network_backend=backend)
        try:
            with pool, pool.stream(method, url, headers=list(headers), content=body or None) as response:
                backend.meter.begin_body()
                return self._read(response, method=method, remote_address=backend.remote_address)
        except httpcore.ProtocolError as error:
            raise ProtocolFailure(f"{target.host} does not speak HTTP as expected: {error}") from error

    def _read(self, response: httpcore.Response, *, method: str, remote_address: str) -> Answer:
        if response.status < FIRST_FINAL_STATUS:
            raise ProtocolFailure(f"Unexpected interim answer {response.status}")
        headers = tuple((key.decode("latin-1"), value.decode("latin-1")) for key, value in response.headers)
        tls = _tls_facts(response)
        has_body = method != "HEAD" and _location(response.status, headers) is None
        body, raw_size = self._read_body(response, headers) if has_body else (b"", 0)
        return Answer(response.status, headers, body, raw_size, remote_address, tls)

    def _read_body(self, response: httpcore.Response, headers: Headers) -> tuple[bytes, int]:
        announced = first_header(headers, "content-length") or "0"
        if announced.isdecimal() and int(announced) > self.limits.raw_bytes:
            raise TooLarge(f"{int(announced):,} bytes announced, {self.limits.raw_bytes:,} allowed")

        decoder = decoder_for(first_header(headers, "content-encoding") or "", self.limits)
        raw_size = 0
        for piece in response.iter_stream():
            raw_size += len(piece)
            decoder.feed(piece)
        return decoder.finish(), raw_size


def _location(status: int, headers: Headers) -> str | None:
    return first_header(headers, "location") if status in REDIRECTS else None


def _tls_facts(response: httpcore.Response) -> TlsFacts | None:
    connection = response.extensions["network_stream"].get_extra_info("socket")
    if not isinstance(connection, ssl.SSLSocket):
        return None
    certificate = connection.getpeercert(binary_form=True) or b""
    return TlsFacts(connection.version() or "", hashlib.sha256(certificate).hexdigest())
