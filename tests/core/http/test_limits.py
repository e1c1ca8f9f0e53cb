"""Each attack on time or memory ends within the caps. Times are small here; benchmarks/fetch_caps.py uses the real ones."""

import gzip
import socket
from threading import Event
from time import monotonic

import pytest

from apps.core.http import Limits
from apps.core.http.errors import DeadlineExceeded, DecompressionBomb, HeadersTooLarge, TooLarge
from apps.core.http.types import KIB, MIB
from tests.core.http.clients import MakeClient
from tests.core.http.servers import Behaviour, always, redirect, response, serving

OK = b"HTTP/1.1 200 OK\r\n"
SHORT = Limits(deadline=0.6, read_gap=0.3)


def endless(head: bytes, block: bytes, *, pause: float = 0.0) -> Behaviour:
    """Send `block` again and again until the client hangs up."""

    def behave(connection: socket.socket, _head: bytes) -> None:
        connection.sendall(head)
        never = Event()
        while not never.wait(pause):
            connection.sendall(block)

    return behave


def silent(head: bytes) -> Behaviour:
    def behave(connection: socket.socket, _head: bytes) -> None:
        connection.sendall(head)
        connection.recv(1)

    return behave


def test_announced_size_is_refused_unread(make_client: MakeClient) -> None:
    head = OK + b"content-length: %d\r\n\r\n" % (5 * 2**30)

    with serving(always(head)) as site, pytest.raises(TooLarge, match="announced"):
        make_client(site.port).get(site.url())


@pytest.mark.parametrize(
    ("head", "block"),
    [
        (OK + b"\r\n", b"x" * 65_536),
        (OK + b"transfer-encoding: chunked\r\n\r\n", b"10000\r\n" + b"x" * 65_536 + b"\r\n"),
        (OK + b"transfer-encoding: chunked\r\n\r\n", b"1;" + b"e" * 60_000 + b"\r\nx\r\n"),
        (OK + b"content-encoding: gzip\r\n\r\n", gzip.compress(b"")),
    ],
    ids=["unmeasured", "chunked", "chunk extensions", "empty gzip members"],
)
def test_endless_body_ends_at_the_raw_cap(make_client: MakeClient, head: bytes, block: bytes) -> None:
    with serving(endless(head, block)) as site, pytest.raises(TooLarge, match="arrived"):
        make_client(site.port, limits=Limits(raw_bytes=MIB)).get(site.url())


def test_gzip_bomb_ends_at_the_ratio(make_client: MakeClient) -> None:
    bomb = gzip.compress(b"\x00" * (64 * MIB))

    with serving(always(response(bomb, content_encoding="gzip"))) as site, pytest.raises(DecompressionBomb):
        make_client(site.port).get(site.url())


@pytest.mark.parametrize(
    ("head", "block"),
    [
        (OK, b"x-padding: " + b"x" * 1_000 + b"\r\n"),
        (OK + b"x-one: ", b"x" * 10_000),
        (b"", b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"),
    ],
    ids=["many headers", "one long header", "interim answers"],
)
def test_endless_head_ends_at_the_header_cap(make_client: MakeClient, head: bytes, block: bytes) -> None:
    with serving(endless(head, block)) as site, pytest.raises(HeadersTooLarge) as caught:
        make_client(site.port).get(site.url())

    assert caught.value.code == "headers_too_large"


def test_long_but_honest_head_is_read(make_client: MakeClient) -> None:
    policy = "x" * (50 * KIB)

    with serving(always(response(b"x" * MIB, content_security_policy=policy))) as site:
        result = make_client(site.port).get(site.url())

    assert result.header("content-security-policy") == policy
    assert len(result.body) == MIB


@pytest.mark.parametrize(
    "behaviour",
    [
        endless(b"", b"H", pause=0.05),
        endless(OK, b"x", pause=0.05),
        endless(OK + b"content-length: 1000000\r\n\r\n", b"x", pause=0.05),
        endless(OK + b"transfer-encoding: chunked\r\n\r\n", b"1\r\nx\r\n", pause=0.05),
    ],
    ids=["status line", "headers", "body", "chunks"],
)
def test_slow_drip_ends_at_the_deadline(make_client: MakeClient, behaviour: Behaviour) -> None:
    started = monotonic()

    with serving(behaviour) as site, pytest.raises(DeadlineExceeded, match=r"within 0\.6 s"):
        make_client(site.port, limits=SHORT).get(site.url())

    assert 0.5 < monotonic() - started < 3


@pytest.mark.parametrize(
    "head", [b"", OK, OK + b"content-length: 9\r\n\r\n"], ids=["at all", "headers", "body"]
)
def test_silence_ends_at_the_read_gap(make_client: MakeClient, head: bytes) -> None:
    limits = Limits(deadline=20, read_gap=0.2)

    with serving(silent(head)) as site, pytest.raises(DeadlineExceeded, match="Nothing arrived"):
        make_client(site.port, limits=limits).get(site.url())


def test_deadline_holds_for_the_whole_chain(make_client: MakeClient) -> None:
    def slow_redirect(connection: socket.socket, _head: bytes) -> None:
        Event().wait(0.25)
        connection.sendall(redirect("/next"))

    with serving(slow_redirect) as site, pytest.raises(DeadlineExceeded) as caught:
        make_client(site.port, limits=SHORT).get(site.url())

    assert 1 <= len(caught.value.hops) <= 2
    assert caught.value.retryable is True
