"""What kept us from a document, in words that decide what happens next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from apps.core.errors import ConductAtlasError
from apps.core.http import errors as http
from apps.documents.fetching.base import Fetched
from apps.documents.fetching.errors import BrowserError, PageTooHeavy
from apps.documents.fetching.politeness import DAY, HOUR, MINUTE, back_off, retry_after

MEDIA_TYPES = frozenset(
    {
        "",
        "application/pdf",
        "application/xhtml+xml",
        "application/octet-stream",  # often a PDF or a page whose server does not know it
        "application/xml",
        "text/html",
        "text/markdown",
        "text/plain",
        "text/xml",
    }
)


class FailureKind(StrEnum):
    """Name what happened. The values are stored."""

    BLOCKED = "blocked"
    RATE_LIMITED = "rate_limited"
    UNREACHABLE = "unreachable"
    GONE = "gone"
    REFUSED_BY_ROBOTS = "refused_by_robots"
    REFUSED_BY_GUARD = "refused_by_guard"
    TOO_LARGE = "too_large"
    NOT_A_DOCUMENT = "not_a_document"
    INSECURE = "insecure"
    REDIRECT_LOOP = "redirect_loop"
    MALFORMED = "malformed"
    BROWSER_FAILED = "browser_failed"

    @property
    def is_retryable(self) -> bool:
        """Say whether the same attempt may succeed later without anybody changing anything."""
        return self in _RETRYABLE

    @property
    def calls_for_browser(self) -> bool:
        """Say whether a browser may get what a plain request did not: it runs scripts and keeps cookies."""
        return self in _FOR_A_BROWSER

    @property
    def concerns_host(self) -> bool:
        """Say whether it tells of the whole host rather than of one page, and counts for its circuit breaker."""
        return self in _OF_THE_HOST


_RETRYABLE = frozenset(
    {
        FailureKind.BLOCKED,
        FailureKind.RATE_LIMITED,
        FailureKind.UNREACHABLE,
        FailureKind.MALFORMED,
        FailureKind.BROWSER_FAILED,
    }
)
_FOR_A_BROWSER = frozenset({FailureKind.BLOCKED, FailureKind.REDIRECT_LOOP})
_OF_THE_HOST = frozenset({FailureKind.BLOCKED, FailureKind.RATE_LIMITED, FailureKind.UNREACHABLE})

_BY_STATUS = {
    401: FailureKind.BLOCKED,
    403: FailureKind.BLOCKED,
    404: FailureKind.GONE,
    405: FailureKind.BLOCKED,
    406: FailureKind.BLOCKED,
    408: FailureKind.UNREACHABLE,
    410: FailureKind.GONE,
    425: FailureKind.UNREACHABLE,
    429: FailureKind.RATE_LIMITED,
    451: FailureKind.BLOCKED,
}

_BY_ERROR: tuple[tuple[type[ConductAtlasError], FailureKind], ...] = (
    (http.BlockedAddress, FailureKind.REFUSED_BY_GUARD),
    (http.ForbiddenUrl, FailureKind.REFUSED_BY_GUARD),
    (http.TooLarge, FailureKind.TOO_LARGE),
    (http.HeadersTooLarge, FailureKind.TOO_LARGE),
    (http.DecompressionBomb, FailureKind.TOO_LARGE),
    (http.TooManyRedirects, FailureKind.REDIRECT_LOOP),
    (http.TlsFailure, FailureKind.INSECURE),
    (http.ProtocolFailure, FailureKind.MALFORMED),
    (http.GuardedHttpError, FailureKind.UNREACHABLE),
    (PageTooHeavy, FailureKind.TOO_LARGE),
    (BrowserError, FailureKind.BROWSER_FAILED),
)


@dataclass(frozen=True, slots=True)
class Failure:
    """Record a failed attempt. `retry_after` is what the server asked for, if it asked."""

    kind: FailureKind
    code: str
    detail: str
    retry_after: timedelta | None = None


def failure_of_error(error: ConductAtlasError) -> Failure:
    """Return what an error raised by a fetcher means; raises it again if no fetcher raises such."""
    for kind_of_error, kind in _BY_ERROR:
        if isinstance(error, kind_of_error):
            return Failure(kind, error.code, str(error))
    raise error


def failure_of_answer(fetched: Fetched, *, now: datetime) -> Failure | None:
    """Return why an answer cannot hold a document, or nothing if it can (whether it does is for the gate to judge)."""
    if fetched.not_modified:
        return None
    if fetched.status != _OK:
        return _failure_of_status(fetched, now)
    if not fetched.body:
        return Failure(FailureKind.NOT_A_DOCUMENT, "empty_body", "The answer is empty")
    if fetched.content_type not in MEDIA_TYPES:
        return Failure(FailureKind.NOT_A_DOCUMENT, "media_type", f"The answer is {fetched.content_type}")
    return None


def wait_after(failure: Failure, *, attempt: int, random: Random) -> timedelta:
    """Return how long to wait after the failure number `attempt` in a row (from 1): minutes at first, a day at last."""
    return back_off(_WAITS[failure.kind], attempt=attempt, random=random, asked=failure.retry_after)


_ONCE_A_DAY = (DAY,)
_WAITS = {
    FailureKind.BLOCKED: (HOUR, 6 * HOUR, DAY),
    FailureKind.RATE_LIMITED: (HOUR, 6 * HOUR, DAY),
    FailureKind.UNREACHABLE: (5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, DAY),
    FailureKind.GONE: (6 * HOUR, DAY),
    FailureKind.REFUSED_BY_ROBOTS: _ONCE_A_DAY,
    FailureKind.REFUSED_BY_GUARD: _ONCE_A_DAY,
    FailureKind.TOO_LARGE: _ONCE_A_DAY,
    FailureKind.NOT_A_DOCUMENT: (6 * HOUR, DAY),
    FailureKind.INSECURE: (6 * HOUR, DAY),
    FailureKind.REDIRECT_LOOP: (6 * HOUR, DAY),
    FailureKind.MALFORMED: (30 * MINUTE, 6 * HOUR, DAY),
    FailureKind.BROWSER_FAILED: (5 * MINUTE, HOUR, 6 * HOUR, DAY),
}

_OK = 200
_FIRST_CLIENT_ERROR = 400
_FIRST_SERVER_ERROR = 500


def _failure_of_status(fetched: Fetched, now: datetime) -> Failure:
    status = fetched.status
    wait = retry_after(fetched.header("retry-after"), now)
    return Failure(_kind_of_status(fetched), f"status_{status}", f"The server answered {status}", wait)


def _kind_of_status(fetched: Fetched) -> FailureKind:
    status = fetched.status
    if fetched.header("cf-mitigated"):
        return FailureKind.BLOCKED  # One large provider says so itself, whatever the status.
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= _FIRST_SERVER_ERROR:
        return FailureKind.UNREACHABLE
    return FailureKind.BLOCKED if status >= _FIRST_CLIENT_ERROR else FailureKind.NOT_A_DOCUMENT
