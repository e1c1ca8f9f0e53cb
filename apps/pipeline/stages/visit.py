"""One polite visit to a host: our turn, its robots.txt, one fetch, one capture recorded."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from urllib.parse import urlsplit

from django.conf import settings

from apps.core import clock
from apps.core.errors import ConductAtlasError
from apps.core.http.errors import BlockedAddress, ForbiddenUrl, GuardedHttpError
from apps.documents.fetching.base import Fetched, FetchRequest
from apps.documents.fetching.failures import Failure, FailureKind, failure_of_answer, failure_of_error
from apps.documents.fetching.politeness import RobotsDecision, RobotsFile, decide_robots, next_gap, robots_url
from apps.documents.fetching.robots import read_robots
from apps.documents.models import Capture, Source
from apps.documents.selectors import last_good_capture, robots_in_force
from apps.documents.services.captures import Attempt, record_capture, record_failure
from apps.documents.services.hosts import NoTurn, end_turn, record_host_result, record_robots, take_turn
from apps.pipeline.errors import MustWaitError
from apps.pipeline.tools import Tools, fetching_tools

PRODUCT_TOKEN = "ConductAtlas"  # noqa: S105 - RFC 9309's product token, the name robots.txt files may use for us
_FULL_FETCH_EVERY = timedelta(days=7)  # servers lie: once a week no validators are sent


@dataclass(frozen=True, slots=True)
class Visit:
    source: Source
    scheduled_for: datetime
    fetcher: str


def visit(visit: Visit) -> Capture:
    """Fetch the source once and record the attempt, whatever came of it.

    Raises MustWaitError when the host is busy, was just visited, asked for silence, or fetching is paused.
    """
    tools = fetching_tools()
    host = urlsplit(visit.source.url).netloc.lower()
    gap = timedelta(seconds=settings.FETCH_HOST_GAP_SECONDS)
    turn = take_turn(host, gap=gap)
    if isinstance(turn, NoTurn):
        raise MustWaitError(turn.until, turn.reason)
    crawl_delay = None
    try:
        robots = robots_decision(visit.source.url, host, tools)
        crawl_delay = robots.crawl_delay
        if settings.FETCH_HONOUR_ROBOTS and not robots.allowed:
            return _record_refusal(visit, robots, tools)
        return _fetch(visit, host, tools)
    except (BlockedAddress, ForbiddenUrl) as refusal:  # of the whole site, before robots.txt
        return _record_error(visit, host, refusal, started_at=clock.now())
    finally:
        end_turn(turn, gap=rest_after(gap, crawl_delay))


def rest_after(gap: timedelta, crawl_delay: float | None) -> timedelta:
    """Return the pause we leave behind us: none where none is configured (the sample site), else ours or the host's."""
    if not gap:
        return gap
    return next_gap(base=gap.total_seconds(), random=SystemRandom(), crawl_delay=crawl_delay)


def robots_decision(url: str, host: str, tools: Tools) -> RobotsDecision:
    """Return what the host's robots.txt says of the address, reading it anew when our copy has expired."""
    where = robots_url(url)
    kept = robots_in_force(where, now=clock.now())
    if kept is None:
        kept = record_robots(host=host, url=where, found=read_robots(tools.client, url))
    file = RobotsFile(status=kept.status, text=kept.text, fetched_at=kept.fetched_at)
    return decide_robots(file, url, agent=PRODUCT_TOKEN)


def _fetch(visit: Visit, host: str, tools: Tools) -> Capture:
    started_at = clock.now()
    try:
        fetched = tools.fetcher(visit.fetcher).fetch(_request(visit))
    except ConductAtlasError as error:
        return _record_error(visit, host, error, started_at=started_at)
    return _record_answer(visit, host, fetched)


def _record_error(visit: Visit, host: str, error: ConductAtlasError, *, started_at: datetime) -> Capture:
    failure = failure_of_error(error)
    record_host_result(name=host, has_failed=failure.kind.concerns_host)
    attempt = _attempt(visit, fetching_tools().version(visit.fetcher), started_at)
    hops = error.hops if isinstance(error, GuardedHttpError) else ()
    return record_failure(attempt=attempt, failure=failure, hops=hops)


def _record_answer(visit: Visit, host: str, fetched: Fetched) -> Capture:
    failure = failure_of_answer(fetched, now=clock.now())
    record_host_result(name=host, has_failed=failure is not None and failure.kind.concerns_host)
    attempt = _attempt(visit, fetched.fetcher_version, fetched.started_at, fetched.finished_at)
    if failure is not None:
        return record_failure(attempt=attempt, failure=failure, fetched=fetched)
    return record_capture(attempt=attempt, fetched=fetched)


def _record_refusal(visit: Visit, robots: RobotsDecision, tools: Tools) -> Capture:
    failure = Failure(
        kind=FailureKind.REFUSED_BY_ROBOTS,
        code=f"robots_{robots.reason}",
        detail="robots.txt does not let us fetch this address",
    )
    return record_failure(attempt=_attempt(visit, tools.version(visit.fetcher), clock.now()), failure=failure)


def _request(visit: Visit) -> FetchRequest:
    """Ask conditionally, with the validators of the last good capture, but in full at least once a week."""
    source, previous = visit.source, None
    if visit.fetcher == "plain":
        previous = last_good_capture(source, fetcher="plain")
    if previous is None or _is_full_fetch_due(source, previous):
        return FetchRequest(url=source.url, locale=source.document.locale)
    return FetchRequest(
        url=source.url,
        locale=source.document.locale,
        etag=previous.etag or None,
        last_modified=previous.last_modified or None,
        validated_url=previous.final_url,
    )


def _is_full_fetch_due(source: Source, previous: Capture) -> bool:
    full = (
        source.captures.filter(outcome="received", snapshot_id=previous.snapshot_id)
        .order_by("-started_at")
        .first()
    )
    return full is None or clock.now() - full.started_at >= _FULL_FETCH_EVERY


def _attempt(
    visit: Visit, version: str, started_at: datetime, finished_at: datetime | None = None
) -> Attempt:
    return Attempt(
        source=visit.source,
        scheduled_for=visit.scheduled_for,
        fetcher=visit.fetcher,
        fetcher_version=version,
        started_at=started_at,
        finished_at=finished_at or clock.now(),
    )
