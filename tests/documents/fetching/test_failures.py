# ruff: noqa: S311  (jitter is no secret)
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from apps.core.errors import ConductAtlasError
from apps.core.http import errors as http
from apps.documents.fetching.base import Fetched
from apps.documents.fetching.errors import BrowserCrashed, BrowserMissing, PageTooHeavy
from apps.documents.fetching.failures import (
    Failure,
    FailureKind,
    failure_of_answer,
    failure_of_error,
    wait_after,
)

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
GOOD = Fetched(
    status=200,
    headers=(),
    body=b"terms",
    final_url="https://example.com/terms",
    hops=(),
    remote_address="93.184.215.14",
    started_at=NOW,
    finished_at=NOW,
    content_type="text/html",
    charset=None,
    not_modified=False,
    fetcher="plain",
    fetcher_version="1",
    tls=None,
)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (http.BlockedAddress, FailureKind.REFUSED_BY_GUARD),
        (http.ForbiddenUrl, FailureKind.REFUSED_BY_GUARD),
        (http.TooManyRedirects, FailureKind.REDIRECT_LOOP),
        (http.TooLarge, FailureKind.TOO_LARGE),
        (http.DecompressionBomb, FailureKind.TOO_LARGE),
        (http.HeadersTooLarge, FailureKind.TOO_LARGE),
        (http.DeadlineExceeded, FailureKind.UNREACHABLE),
        (http.DnsFailure, FailureKind.UNREACHABLE),
        (http.ConnectFailure, FailureKind.UNREACHABLE),
        (http.ConnectionLost, FailureKind.UNREACHABLE),
        (http.TlsFailure, FailureKind.INSECURE),
        (http.ProtocolFailure, FailureKind.MALFORMED),
        (BrowserMissing, FailureKind.BROWSER_FAILED),
        (BrowserCrashed, FailureKind.BROWSER_FAILED),
        (PageTooHeavy, FailureKind.TOO_LARGE),
    ],
)
def test_error_has_a_kind(error: type[ConductAtlasError], kind: FailureKind) -> None:
    assert failure_of_error(error("what happened")) == Failure(kind, error.code, "what happened")


def test_error_of_nobody_here_is_raised_again() -> None:
    error = ConductAtlasError("other")

    with pytest.raises(ConductAtlasError) as caught:
        failure_of_error(error)

    assert caught.value is error


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (204, FailureKind.NOT_A_DOCUMENT),
        (206, FailureKind.NOT_A_DOCUMENT),
        (304, FailureKind.NOT_A_DOCUMENT),
        (400, FailureKind.BLOCKED),
        (401, FailureKind.BLOCKED),
        (403, FailureKind.BLOCKED),
        (404, FailureKind.GONE),
        (406, FailureKind.BLOCKED),
        (410, FailureKind.GONE),
        (418, FailureKind.BLOCKED),
        (429, FailureKind.RATE_LIMITED),
        (451, FailureKind.BLOCKED),
        (500, FailureKind.UNREACHABLE),
        (503, FailureKind.UNREACHABLE),
    ],
)
def test_status_has_a_kind(status: int, kind: FailureKind) -> None:
    failure = failure_of_answer(replace(GOOD, status=status), now=NOW)

    assert failure == Failure(kind, f"status_{status}", f"The server answered {status}")


def test_challenge_that_says_so_is_a_block_whatever_its_status() -> None:
    failure = failure_of_answer(replace(GOOD, status=503, headers=(("CF-Mitigated", "challenge"),)), now=NOW)

    assert failure is not None
    assert failure.kind == FailureKind.BLOCKED


def test_servers_wish_is_kept() -> None:
    failure = failure_of_answer(replace(GOOD, status=429, headers=(("Retry-After", "7200"),)), now=NOW)

    assert failure is not None
    assert failure.retry_after == timedelta(hours=2)


@pytest.mark.parametrize(
    "content_type", ["", "text/html", "application/pdf", "text/plain", "application/xhtml+xml"]
)
def test_answer_that_can_hold_a_document_is_no_failure(content_type: str) -> None:
    assert failure_of_answer(replace(GOOD, content_type=content_type), now=NOW) is None


def test_verification_is_no_failure() -> None:
    assert failure_of_answer(replace(GOOD, status=304, body=b"", not_modified=True), now=NOW) is None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (replace(GOOD, body=b""), "empty_body"),
        (replace(GOOD, content_type="image/png"), "media_type"),
        (replace(GOOD, content_type="application/json"), "media_type"),
        (replace(GOOD, content_type="application/zip"), "media_type"),
    ],
)
def test_answer_that_cannot_hold_a_document_is_a_failure(changed: Fetched, code: str) -> None:
    failure = failure_of_answer(changed, now=NOW)

    assert failure is not None
    assert (failure.kind, failure.code) == (FailureKind.NOT_A_DOCUMENT, code)


@pytest.mark.parametrize("kind", FailureKind)
def test_every_kind_waits_about_a_day_in_the_end(kind: FailureKind) -> None:
    wait = wait_after(Failure(kind, "code", ""), attempt=99, random=Random(1))

    assert timedelta(hours=21) < wait < timedelta(hours=27)


def test_waits_grow() -> None:
    failure = Failure(FailureKind.UNREACHABLE, "dns_failure", "")

    waits = [wait_after(failure, attempt=attempt, random=Random(attempt)) for attempt in range(1, 6)]

    assert waits == sorted(waits)
    assert waits[0] < timedelta(minutes=6)


def test_servers_wish_outweighs_our_schedule() -> None:
    failure = Failure(FailureKind.RATE_LIMITED, "status_429", "", retry_after=timedelta(days=3))

    assert wait_after(failure, attempt=1, random=Random(1)) == timedelta(days=3)


def test_kinds_say_what_to_do() -> None:
    assert FailureKind.BLOCKED.calls_for_browser
    assert not FailureKind.GONE.calls_for_browser
    assert FailureKind.UNREACHABLE.is_retryable
    assert not FailureKind.REFUSED_BY_GUARD.is_retryable
    assert FailureKind.RATE_LIMITED.concerns_host
    assert not FailureKind.GONE.concerns_host
