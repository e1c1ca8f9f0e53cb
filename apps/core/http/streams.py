"""The HTTP library's way to the network, with the guard, the meter and the deadline inside every call.

httpcore asks a backend for connections and a stream for bytes. Putting the limits here, below the HTTP parser, makes them
hold for what the parser does on its own account: headers, interim answers, chunk framing and trailers.
"""

import ssl
from collections.abc import Iterable
from typing import Any

import httpcore

from apps.core.http.deadlines import Deadline
from apps.core.http.errors import ConnectionLost, DeadlineExceeded, HeadersTooLarge, TlsFailure, TooLarge
from apps.core.http.guard import Guard
from apps.core.http.types import KIB, Limits

HEAD_READ = 4 * KIB


class Meter:
    """Count the bytes of one answer on the wire: first against the cap on headers, then against the cap on bodies."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._count = 0
        self._in_head = True

    def begin_body(self) -> None:
        """Count for the body from here on."""
        self._in_head = False
        self._count = 0

    def allowance(self, wanted: int) -> int:
        """Return how much to read at once: little in the head, so that a body behind it is not counted to it."""
        return min(wanted, HEAD_READ) if self._in_head else wanted

    def add(self, size: int) -> None:
        """Count `size` bytes more; raises `HeadersTooLarge` or `TooLarge`."""
        self._count += size
        if self._in_head and self._count > self._limits.header_bytes:
            raise HeadersTooLarge(f"The headers did not end within {self._limits.header_bytes:,} bytes")
        if not self._in_head and self._count > self._limits.raw_bytes:
            raise TooLarge(f"More than {self._limits.raw_bytes:,} bytes arrived")


class GuardedStream(httpcore.NetworkStream):
    """Wrap a connection so that no call outlives the deadline and no byte goes uncounted."""

    def __init__(
        self, inner: httpcore.NetworkStream, *, limits: Limits, deadline: Deadline, meter: Meter
    ) -> None:
        self._inner = inner
        self._limits = limits
        self._deadline = deadline
        self._meter = meter

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  (ours is stricter)
        """Return some bytes, or none at the end."""
        seconds = self._deadline.remaining(self._limits.read_gap)
        try:
            data = self._inner.read(self._meter.allowance(max_bytes), timeout=seconds)
        except httpcore.ReadTimeout as error:
            raise self._too_late("Nothing arrived", seconds) from error
        except httpcore.ReadError as error:
            raise ConnectionLost(f"The connection was lost while reading: {error}") from error
        self._meter.add(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002  (ours is stricter)
        """Send all of `buffer`. A peer that stops listening may still have answered, so httpcore judges that."""
        seconds = self._deadline.remaining(self._limits.read_gap)
        try:
            self._inner.write(buffer, timeout=seconds)
        except httpcore.WriteTimeout as error:
            raise self._too_late("Nothing could be sent", seconds) from error

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002  (ours is stricter)
    ) -> "GuardedStream":
        """Secure the connection for the name that was asked for, not for the number that was dialled."""
        try:
            seconds = self._deadline.remaining(self._limits.read_gap)
        except DeadlineExceeded:
            self.close()  # httpcore does not know this connection yet, so nobody else would.
            raise
        try:
            inner = self._inner.start_tls(ssl_context, server_hostname, timeout=seconds)
        except httpcore.ConnectTimeout as error:
            raise self._too_late("The TLS handshake did not end", seconds) from error
        except httpcore.ConnectError as error:
            if isinstance(error.__cause__, ssl.SSLError):
                raise TlsFailure(f"No secure connection to {server_hostname}: {error}") from error
            raise ConnectionLost(f"The connection was lost in the TLS handshake: {error}") from error
        return GuardedStream(inner, limits=self._limits, deadline=self._deadline, meter=self._meter)

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection knows about itself (httpcore's names)."""
        return self._inner.get_extra_info(info)

    def _too_late(self, what: str, seconds: float) -> DeadlineExceeded:
        if self._deadline.has_passed:
            return DeadlineExceeded(f"Not done within {self._deadline.seconds:g} s")
        return DeadlineExceeded(f"{what} for {seconds:.1f} s")


class GuardedBackend(httpcore.NetworkBackend):
    """Give httpcore connections that the guard has dialled. One backend serves one exchange."""

    def __init__(self, guard: Guard, *, limits: Limits, deadline: Deadline) -> None:
        self._guard = guard
        self._limits = limits
        self._deadline = deadline
        self.meter = Meter(limits)
        self.remote_address = ""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  (ours is stricter)
        local_address: str | None = None,  # noqa: ARG002  (never asked for)
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002  (never asked for)
    ) -> GuardedStream:
        """Dial through the guard."""
        dialled = self._guard.dial(host, port, limits=self._limits, deadline=self._deadline)
        self.remote_address = dialled.address
        return GuardedStream(dialled.stream, limits=self._limits, deadline=self._deadline, meter=self.meter)
