# ruff: noqa: N818  (each name says what happened, as it is told to people; all share one base that ends in Error)
"""Everything that can end a guarded request, by name."""

from typing import ClassVar

from apps.core.errors import ConductAtlasError
from apps.core.http.types import Hop


class GuardedHttpError(ConductAtlasError):
    """Base of the guard's errors.

    `url` is the address in hand when it happened and `hops` the redirects followed up to there; the client fills
    both in, because the code that notices a failure often knows neither.
    """

    code: ClassVar[str] = "http_failure"

    def __init__(self, message: str, *, url: str = "", hops: tuple[Hop, ...] = ()) -> None:
        super().__init__(message)
        self.url = url
        self.hops = hops


class ForbiddenUrl(GuardedHttpError):
    """The address is not one the guard will even look up: scheme, port, userinfo, spelling."""

    code = "forbidden_url"


class BlockedAddress(GuardedHttpError):
    """The name leads, wholly or in part, to an address that is not on the public Internet."""

    code = "blocked_address"


class TooManyRedirects(GuardedHttpError):
    code = "too_many_redirects"


class TooLarge(GuardedHttpError):
    """More bytes than the cap, as announced, as received or as decoded."""

    code = "too_large"


class DecompressionBomb(GuardedHttpError):
    """The decoded body is out of proportion to what was sent."""

    code = "decompression_bomb"


class HeadersTooLarge(GuardedHttpError):
    code = "headers_too_large"


class DeadlineExceeded(GuardedHttpError):
    """The total time, or the longest silence allowed between two reads, has passed."""

    code = "deadline_exceeded"
    retryable = True


class DnsFailure(GuardedHttpError):
    code = "dns_failure"
    retryable = True


class ConnectFailure(GuardedHttpError):
    code = "connect_failure"
    retryable = True


class ConnectionLost(GuardedHttpError):
    """The peer went away in the middle."""

    code = "connection_lost"
    retryable = True


class TlsFailure(GuardedHttpError):
    """No secure connection: certificate, name or protocol. Somebody has to change something there."""

    code = "tls_failure"


class ProtocolFailure(GuardedHttpError):
    """What arrived is not HTTP as asked for: malformed, cut short, or in an encoding that was not offered."""

    code = "protocol_failure"
    retryable = True
