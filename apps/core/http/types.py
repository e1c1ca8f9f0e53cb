"""What goes into a guarded request and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Headers = tuple[tuple[str, str], ...]

MIB = 2**20
KIB = 2**10


@dataclass(frozen=True, slots=True)
class Limits:
    """Hold the caps of one request, redirects included. Sizes in bytes, times in seconds."""

    raw_bytes: int = 10 * MIB
    decoded_bytes: int = 20 * MIB
    ratio: int = 100
    header_bytes: int = 64 * KIB
    redirects: int = 5
    deadline: float = 45.0
    dns: float = 5.0
    connect: float = 5.0
    read_gap: float = 10.0
    ports: frozenset[int] = frozenset({80, 443})


@dataclass(frozen=True, slots=True)
class Request:
    """Ask for `url`.

    `headers` go to every hop. `only_at` maps an exact final address to headers sent to that address alone, so that an
    entity tag can never be answered by a page it does not belong to. A `body` is for POST; POST and DELETE follow no redirect.
    """

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    only_at: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hop:
    """Record one redirect that was followed."""

    url: str
    status: int
    location: str
    remote_address: str


@dataclass(frozen=True, slots=True)
class TlsFacts:
    """Say how the last connection was secured; the digest is that of the DER certificate of the peer."""

    protocol: str
    certificate_sha256: str


@dataclass(frozen=True, slots=True)
class Response:
    """Hold one answer: headers as received, body decoded from its content encoding and nothing else."""

    status: int
    headers: Headers
    body: bytes
    raw_size: int
    url: str
    hops: tuple[Hop, ...]
    remote_address: str
    content_type: str
    charset: str | None
    started_at: datetime
    elapsed: float
    tls: TlsFacts | None

    def header(self, name: str) -> str | None:
        """Return the first value of a header, whatever its case."""
        return first_header(self.headers, name)


def first_header(headers: Headers, name: str) -> str | None:
    """Return the first value of a header, whatever its case."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)
