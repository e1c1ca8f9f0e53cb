from datetime import UTC, datetime

import pytest

from apps.core import clock
from apps.core.http import Hop
from apps.core.http.errors import BlockedAddress, ForbiddenUrl
from apps.documents.fetching.base import FetchRequest, accept_language
from apps.documents.fetching.plain import PlainFetcher
from tests.core.http.clients import client_for
from tests.core.http.servers import Served, always, pages, redirect, response, serving

TERMS = b"<!doctype html><title>Terms</title>"
NOT_MODIFIED = response(b"", status="304 Not Modified")


def fetcher(site: Served) -> PlainFetcher:
    return PlainFetcher(client_for(site.port))


def header_lines(head: bytes) -> set[str]:
    return {line.lower() for line in head.decode("latin-1").split("\r\n")[1:] if line}


def test_page_is_fetched_with_its_circumstances() -> None:
    moment = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
    answer = response(
        TERMS, content_type="text/html; charset=utf-8", last_modified="Sun, 01 Mar 2026 00:00:00 GMT"
    )

    with serving(pages({"/": redirect("/terms"), "/terms": answer})) as site, clock.fixed(moment):
        fetched = fetcher(site).fetch(FetchRequest(site.url("/")))

    assert (fetched.status, fetched.body, fetched.final_url) == (200, TERMS, site.url("/terms"))
    assert fetched.hops == (Hop(site.url("/"), 302, "/terms", "127.0.0.1"),)
    assert (fetched.content_type, fetched.charset) == ("text/html", "utf-8")
    assert (fetched.started_at, fetched.finished_at) == (moment, moment)
    assert (fetched.fetcher, fetched.fetcher_version) == ("plain", "1")
    assert fetched.header("last-modified") == "Sun, 01 Mar 2026 00:00:00 GMT"
    assert fetched.not_modified is False
    assert fetched.raw_body is None
    assert fetched.refusals == ()


def test_reader_is_described() -> None:
    with serving(always(response(TERMS))) as site:
        fetcher(site).fetch(FetchRequest(site.url(), locale="de-AT", referer="https://example.com/"))

    sent = header_lines(site.requests[0])
    assert "accept-language: de-at,de;q=0.9,en;q=0.8" in sent
    assert "referer: https://example.com/" in sent
    assert not any(line.startswith("if-") for line in sent)


def test_unchanged_page_is_not_sent_again() -> None:
    with serving(always(NOT_MODIFIED)) as site:
        request = FetchRequest(
            site.url("/terms"), etag='W/"1"', last_modified="Sun, 01 Mar 2026 00:00:00 GMT"
        )
        fetched = fetcher(site).fetch(request)

    assert {'if-none-match: w/"1"', "if-modified-since: sun, 01 mar 2026 00:00:00 gmt"} <= header_lines(
        site.requests[0]
    )
    assert fetched.not_modified is True
    assert fetched.body == b""


def test_validators_follow_an_unchanged_redirect() -> None:
    with serving(pages({"/": redirect("/terms"), "/terms": NOT_MODIFIED})) as site:
        request = FetchRequest(site.url("/"), etag='"1"', validated_url=site.url("/terms"))
        fetched = fetcher(site).fetch(request)

    assert fetched.not_modified is True
    assert 'if-none-match: "1"' not in header_lines(site.requests[0])
    assert 'if-none-match: "1"' in header_lines(site.requests[1])


def test_validators_fall_silent_when_the_redirect_changes() -> None:
    with serving(pages({"/": redirect("/moved"), "/moved": response(TERMS)})) as site:
        request = FetchRequest(site.url("/"), etag='"1"', validated_url=site.url("/terms"))
        fetched = fetcher(site).fetch(request)

    assert fetched.body == TERMS
    assert not any("if-none-match" in line for head in site.requests for line in header_lines(head))


def test_not_modified_that_was_not_asked_for_vouches_for_nothing() -> None:
    with serving(always(NOT_MODIFIED)) as site:
        fetched = fetcher(site).fetch(FetchRequest(site.url()))

    assert (fetched.status, fetched.not_modified) == (304, False)


@pytest.mark.parametrize(
    ("url", "error"), [("http://127.0.0.1/", BlockedAddress), ("file:///x", ForbiddenUrl)]
)
def test_guard_speaks_through_the_fetcher(url: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        PlainFetcher(client_for()).fetch(FetchRequest(url))


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("en-US", "en-US,en;q=0.9"), ("en", "en"), ("fr", "fr,en;q=0.9"), ("pt-BR", "pt-BR,pt;q=0.9,en;q=0.8")],
)
def test_preference_ends_with_english(locale: str, expected: str) -> None:
    assert accept_language(locale) == expected
