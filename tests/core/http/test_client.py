import gzip
import socket
from datetime import UTC, datetime

import pytest

from apps.core import clock
from apps.core.http import Hop, Request
from apps.core.http.client import parse_content_type
from apps.core.http.errors import (
    BlockedAddress,
    ConnectFailure,
    ConnectionLost,
    DnsFailure,
    ForbiddenUrl,
    ProtocolFailure,
    TooManyRedirects,
)
from tests.core.http.clients import AGENT, MakeClient
from tests.core.http.servers import always, pages, redirect, response, serving

TERMS = b"<!doctype html><title>Terms</title><p>You may not.</p>"


def header_of(head: bytes, name: str) -> str | None:
    for line in head.decode("latin-1").split("\r\n")[1:]:
        key, _, value = line.partition(": ")
        if key.lower() == name.lower():
            return value
    return None


def test_page_is_returned_with_all_that_is_known_of_it(make_client: MakeClient) -> None:
    answer = response(TERMS, content_type='Text/HTML; charset="ISO-8859-1"', etag='"a"')
    moment = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)

    with serving(always(answer)) as site, clock.fixed(moment):
        result = make_client(site.port).get(site.url("/terms?x=1#top"))

    assert result.status == 200
    assert result.body == TERMS
    assert result.raw_size == len(TERMS)
    assert result.url == site.url("/terms?x=1")
    assert result.hops == ()
    assert result.remote_address == "127.0.0.1"
    assert (result.content_type, result.charset) == ("text/html", "iso-8859-1")
    assert result.header("ETag") == '"a"'
    assert result.header("missing") is None
    assert result.started_at == moment
    assert 0 < result.elapsed < 5
    assert result.tls is None


def test_request_says_who_asks_and_what_is_understood(make_client: MakeClient) -> None:
    with serving(always(response(TERMS))) as site:
        make_client(site.port).get(site.url("/terms"), headers={"Accept-Language": "en"})

    head = site.requests[0]
    assert head.startswith(b"GET /terms HTTP/1.1\r\n")
    assert header_of(head, "host") == f"127.0.0.1:{site.port}"
    assert header_of(head, "user-agent") == AGENT
    assert header_of(head, "accept-encoding") == "gzip, deflate"
    assert header_of(head, "accept-language") == "en"
    assert header_of(head, "cookie") is None


def test_host_and_not_the_dialled_number_is_named(make_client: MakeClient) -> None:
    with serving(always(response(TERMS))) as site:
        client = make_client(site.port, names={"terms.test": ("127.0.0.1",)})
        result = client.get(f"http://TERMS.test.:{site.port}/")

    assert header_of(site.requests[0], "host") == f"terms.test:{site.port}"
    assert result.url == f"http://terms.test:{site.port}/"
    assert result.remote_address == "127.0.0.1"


def test_compressed_page_is_decoded_and_its_size_on_the_wire_kept(make_client: MakeClient) -> None:
    packed = gzip.compress(TERMS * 20)

    with serving(always(response(packed, content_encoding="gzip"))) as site:
        result = make_client(site.port).get(site.url())

    assert result.body == TERMS * 20
    assert result.raw_size == len(packed)


def test_chunked_page_is_joined(make_client: MakeClient) -> None:
    body = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nYou \r\n3\r\nmay\r\n0\r\n\r\n"

    with serving(always(body)) as site:
        assert make_client(site.port).get(site.url()).body == b"You may"


def test_head_reads_no_body(make_client: MakeClient) -> None:
    answer = b"HTTP/1.1 200 OK\r\ncontent-length: 999999999\r\ncontent-encoding: br\r\n\r\n"

    with serving(always(answer)) as site:
        result = make_client(site.port).head(site.url())

    assert site.requests[0].startswith(b"HEAD / ")
    assert (result.status, result.body) == (200, b"")


def test_error_status_is_an_answer(make_client: MakeClient) -> None:
    with serving(always(response(b"go away", status="403 Forbidden"))) as site:
        result = make_client(site.port).get(site.url())

    assert (result.status, result.body) == (403, b"go away")


def test_redirects_are_followed_and_recorded(make_client: MakeClient) -> None:
    answers = {
        "/a": redirect("/caf\u00e9", "301 Moved Permanently"),
        "/caf%C3%A9": redirect("?v=2", "308 Permanent Redirect"),
        "/caf%C3%A9?v=2": response(TERMS),
    }

    with serving(pages(answers)) as site:
        result = make_client(site.port).get(site.url("/a"))

    assert result.url == site.url("/caf%C3%A9?v=2")
    assert result.body == TERMS
    assert result.hops == (
        Hop(site.url("/a"), 301, "/caf\u00e9", "127.0.0.1"),
        Hop(site.url("/caf%C3%A9"), 308, "?v=2", "127.0.0.1"),
    )


def test_redirect_without_a_location_is_an_answer(make_client: MakeClient) -> None:
    with serving(always(response(b"where to?", status="302 Found"))) as site:
        result = make_client(site.port).get(site.url())

    assert (result.status, result.body) == (302, b"where to?")


def test_redirect_loop_ends_at_the_sixth_redirect(make_client: MakeClient) -> None:
    with serving(always(redirect("/again"))) as site, pytest.raises(TooManyRedirects) as caught:
        make_client(site.port).get(site.url())

    assert caught.value.code == "too_many_redirects"
    assert len(caught.value.hops) == 6
    assert len(site.requests) == 6


@pytest.mark.parametrize(
    ("location", "error"),
    [
        ("http://169.254.169.254/latest/meta-data/", BlockedAddress),
        ("http://[::ffff:127.0.0.1]/", BlockedAddress),
        ("http://inside.test/", BlockedAddress),
        ("http://127.0.0.1:22/", ForbiddenUrl),
        ("http://2130706433/", ForbiddenUrl),
        ("file:///etc/passwd", ForbiddenUrl),
        ("http://user:pw@example.com/", ForbiddenUrl),
        ("http://nowhere.test/", DnsFailure),
    ],
)
def test_redirect_is_checked_like_the_first_address(
    make_client: MakeClient, location: str, error: type[Exception]
) -> None:
    with serving(always(redirect(location))) as site:
        client = make_client(site.port, names={"inside.test": ("10.1.2.3",)})
        with pytest.raises(error) as caught:
            client.get(site.url("/start"))

    assert getattr(caught.value, "hops", None) == (Hop(site.url("/start"), 302, location, "127.0.0.1"),)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "https://127.0.0.1/",
        "http://0.0.0.0/",
        "http://169.254.169.254/",
        "http://100.64.0.1/",
        "http://192.0.0.8/",
        "http://198.18.0.1/",
        "http://224.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fd00::1]/",
        "http://[2001:db8::1]/",
        "http://127.0.0.1./",
        "http://127\u30020\u30020\u30021/",
        "http://localhost/",
        "http://localhost./",
    ],
)
def test_inside_address_is_blocked(make_client: MakeClient, url: str) -> None:
    client = make_client(names={"localhost": ("127.0.0.1", "::1")})

    with pytest.raises(BlockedAddress) as caught:
        client.get(url)

    assert caught.value.code == "blocked_address"
    assert caught.value.url != ""
    assert caught.value.hops == ()


def test_cookie_comes_back_within_one_chain_only(make_client: MakeClient) -> None:
    answers = {"/": redirect("/page", set_cookie="consent=yes; Path=/; HttpOnly"), "/page": response(TERMS)}

    with serving(pages(answers)) as site:
        client = make_client(site.port)
        client.get(site.url("/"))
        client.get(site.url("/page"))

    assert [header_of(head, "cookie") for head in site.requests] == [None, "consent=yes", None]


def test_cookie_does_not_travel_to_another_host(make_client: MakeClient) -> None:
    with serving(always(response(TERMS))) as other:
        answer = redirect(f"http://other.test:{other.port}/", set_cookie="id=1")
        with serving(always(answer)) as site:
            client = make_client(site.port, other.port, names={"other.test": ("127.0.0.1",)})
            client.get(site.url())

    assert header_of(other.requests[0], "cookie") is None


def test_validators_go_to_their_own_address_only(make_client: MakeClient) -> None:
    answers = {"/old": redirect("/new"), "/new": response(b"", status="304 Not Modified")}

    with serving(pages(answers)) as site:
        validators = {"If-None-Match": '"v1"'}
        result = make_client(site.port).send(
            Request(site.url("/old"), only_at={site.url("/new"): validators})
        )

    assert result.status == 304
    assert [header_of(head, "if-none-match") for head in site.requests] == [None, '"v1"']


@pytest.mark.parametrize("name", ["Host", "cookie", "User-Agent", "Accept-Encoding"])
def test_caller_cannot_set_the_clients_own_headers(make_client: MakeClient, name: str) -> None:
    with pytest.raises(ValueError, match="the client's own"):
        make_client().get("http://example.com/", headers={name: "x"})


@pytest.mark.parametrize("method", ["PUT", "PATCH", "CONNECT"])
def test_only_a_few_methods_are_spoken(make_client: MakeClient, method: str) -> None:
    with pytest.raises(ValueError, match=method):
        make_client().send(Request("http://example.com/", method=method))


def test_a_body_is_posted_whole(make_client: MakeClient) -> None:
    got: list[bytes] = []

    def behave(connection: socket.socket, head: bytes) -> None:
        body = head.partition(b"\r\n\r\n")[2]
        while len(body) < 4:
            body += connection.recv(100)
        got.append(body)
        connection.sendall(response(b"{}"))

    with serving(behave) as site:
        answer = make_client(site.port).post(site.url("/token"), b"a=bc", headers={"X-Any": "1"})

    assert (answer.status, got) == (200, [b"a=bc"])
    assert site.requests[0].startswith(b"POST /token HTTP/1.1\r\n")
    assert header_of(site.requests[0], "content-length") == "4"


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_what_changes_something_is_not_sent_on(make_client: MakeClient, method: str) -> None:
    with serving(always(redirect("/elsewhere", "307 Temporary Redirect"))) as site:
        with pytest.raises(TooManyRedirects):
            make_client(site.port).send(Request(site.url("/token"), method=method))

        assert [head.partition(b" ")[0].decode() for head in site.requests] == [method]


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nshort",
        b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nshort",
        b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 5\r\n\r\nplain",
        b"",
    ],
)
def test_malformed_or_truncated_answer_is_refused(make_client: MakeClient, answer: bytes) -> None:
    with serving(always(answer)) as site, pytest.raises((ProtocolFailure, ConnectionLost)) as caught:
        make_client(site.port).get(site.url())

    assert caught.value.retryable is True


def test_closed_port_is_a_connect_failure(make_client: MakeClient) -> None:
    with serving(always(b"")) as site:
        pass

    with pytest.raises(ConnectFailure):
        make_client(site.port).get(site.url())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", ("", None)),
        ("text/html", ("text/html", None)),
        ("TEXT/HTML;Charset=UTF-8", ("text/html", "utf-8")),
        ('text/html; a=b; charset="windows-1252"; charset=utf-8', ("text/html", "windows-1252")),
        ("text/html; charset=", ("text/html", None)),
    ],
)
def test_content_type_is_parsed(value: str, expected: tuple[str, str | None]) -> None:
    assert parse_content_type(value) == expected
