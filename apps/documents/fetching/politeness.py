"""How often, how fast and whether at all: the rules of a guest, as pure functions of what is known and the time.

Nothing here waits, fetches or stores. Times are given; randomness is given, so a schedule can be told in advance.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from random import Random
from urllib.parse import urlsplit

from protego import Protego

KIB = 2**10
ROBOTS_BYTES = 500 * KIB  # RFC 9309 §2.5: at least this much must be parsed, and we parse no more
ROBOTS_MAX_AGE = timedelta(hours=24)  # RFC 9309 §2.4
LONGEST_CRAWL_DELAY = 60.0

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LONGEST_WAIT_ASKED = timedelta(days=7)

BREAKER_TRIPS_AT = 5
BREAKER_FIRST_REST = HOUR


class RobotsReason(StrEnum):
    """Name why robots.txt lets a request pass or not. The values are stored."""

    RULE_ALLOWS = "rule_allows"
    RULE_FORBIDS = "rule_forbids"
    NO_FILE = "no_file"
    SERVER_ERROR = "server_error"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """Hold what was found at /robots.txt; `status` is nothing where no answer came at all."""

    status: int | None
    text: str
    fetched_at: datetime

    def is_fresh(self, now: datetime) -> bool:
        """Say whether the copy may still be used."""
        return timedelta(0) <= now - self.fetched_at < ROBOTS_MAX_AGE


@dataclass(frozen=True, slots=True)
class RobotsDecision:
    """Record what robots.txt says about one address. `crawl_delay` is in seconds."""

    allowed: bool
    reason: RobotsReason
    crawl_delay: float | None = None


def robots_url(url: str) -> str:
    """Return where the rules for `url` are: each scheme, host and port has its own."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def robots_text(body: bytes) -> str:
    """Return the rules in a robots.txt body: UTF-8, cut after 500 KiB at the end of a line."""
    if len(body) > ROBOTS_BYTES:
        body = body[:ROBOTS_BYTES].rpartition(b"\n")[0]
    return body.decode("utf-8-sig", errors="replace")


def decide_robots(file: RobotsFile, url: str, *, agent: str) -> RobotsDecision:
    """Apply RFC 9309 for the product token `agent`: 4xx allows all, 5xx and silence forbid all.

    429 is read as a server in trouble, not as a missing file: the one place where we are stricter than §2.3.1.3.
    """
    if file.status is None:
        return RobotsDecision(allowed=False, reason=RobotsReason.UNREACHABLE)
    if file.status >= _FIRST_SERVER_ERROR or file.status == _TOO_MANY_REQUESTS:
        return RobotsDecision(allowed=False, reason=RobotsReason.SERVER_ERROR)
    if not _FIRST_SUCCESS <= file.status < _FIRST_REDIRECT:
        return RobotsDecision(allowed=True, reason=RobotsReason.NO_FILE)

    rules = Protego.parse(file.text)
    is_allowed = bool(rules.can_fetch(url, agent))
    return RobotsDecision(
        allowed=is_allowed,
        reason=RobotsReason.RULE_ALLOWS if is_allowed else RobotsReason.RULE_FORBIDS,
        crawl_delay=rules.crawl_delay(agent),
    )


_FIRST_SUCCESS, _FIRST_REDIRECT, _TOO_MANY_REQUESTS, _FIRST_SERVER_ERROR = 200, 300, 429, 500


def next_gap(*, base: float, random: Random, crawl_delay: float | None = None) -> timedelta:
    """Return the pause before the next request to the same host: at least `base` seconds, up to half as much again."""
    seconds = max(base, min(crawl_delay or 0.0, LONGEST_CRAWL_DELAY))
    return timedelta(seconds=seconds * random.uniform(1.0, 1.5))


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Return the wait a Retry-After header asks for (seconds or a date, RFC 9110 §10.2.3), or nothing if it is unclear."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=min(int(text), LONGEST_WAIT_ASKED.total_seconds())), LONGEST_WAIT_ASKED)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(aware - now, timedelta(0)), LONGEST_WAIT_ASKED)


def back_off(
    steps: tuple[timedelta, ...], *, attempt: int, random: Random, asked: timedelta | None = None
) -> timedelta:
    """Return the wait before the attempt after failure number `attempt` (from 1): never less than was asked for."""
    step = steps[min(attempt, len(steps)) - 1]
    return max(step * random.uniform(0.9, 1.1), asked or timedelta(0))


@dataclass(frozen=True, slots=True)
class Circuit:
    """Hold a host's record: failures in a row, how often the breaker opened since the last success, and until when."""

    failures: int = 0
    trips: int = 0
    open_until: datetime | None = None

    def allows(self, now: datetime) -> bool:
        """Say whether a request may go out; after the rest one may, and its outcome decides."""
        return self.open_until is None or now >= self.open_until


def circuit_after(circuit: Circuit, *, has_failed: bool, now: datetime) -> Circuit:
    """Return the record after one more outcome: five failures in a row rest the host an hour, then two, up to a day."""
    if not has_failed:
        return Circuit()
    failures = circuit.failures + 1
    if failures < BREAKER_TRIPS_AT:
        return replace(circuit, failures=failures)
    rest = min(BREAKER_FIRST_REST * 2**circuit.trips, DAY)
    return Circuit(failures=failures, trips=circuit.trips + 1, open_until=now + rest)
