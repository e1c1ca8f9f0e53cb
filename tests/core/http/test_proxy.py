import socket
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from threading import Event
from time import monotonic

import pytest

from apps.core.http import Guard, GuardProxy, Limits
from tests.core.http.clients import table_resolver
from tests.core.http.servers import always, response, serving

NAMES = {"demo.test": ("127.0.0.1",), "inside.test": ("10.0.0.7",), "mixed.test": ("127.0.0.1", "10.0.0.7")}


@contextmanager
def proxying(
    *ports: int, limits: Limits | None = None, names: Mapping[str, tuple[str, ...]] = NAMES
) -> Iterator[GuardProxy]:
    guard = Guard(allow=frozenset(("127.0.0.1", port) for port in ports), resolver=table_resolver(names))
    with GuardProxy(guard, limits or Limits()) as proxy:
        yield proxy


def talk(proxy: GuardProxy, *sent: bytes) -> bytes:
    """Send each piece after an answer to the one before, and return all that comes back until the end."""
    port = int(proxy.url.rpartition(":")[2])
    received = b""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=5)) as connection:
        for piece in sent:
            connection.sendall(piece)
            received += connection.recv(65_536)
        while data := connection.recv(65_536):
            received += data
    return received


def get(url: str, extra: str = "") -> bytes:
    return f"GET {url} HTTP/1.1\r\nHost: whatever\r\nProxy-Connection: keep-alive\r\n{extra}\r\n".encode()


def connect(authority: str) -> bytes:
    return f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode()


def codes(proxy: GuardProxy) -> list[tuple[str, str]]:
    return [(refusal.target, refusal.error.code) for refusal in proxy.refusals]


def test_plain_request_is_forwarded_to_the_address_that_was_checked() -> None:
    with serving(always(response(b"terms", etag='"1"'))) as site, proxying(site.port) as proxy:
        answer = talk(proxy, get(f"http://demo.test:{site.port}/terms?a=1", "Accept: text/html\r\n"))

        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert answer.endswith(b"\r\n\r\nterms")
        assert b'etag: "1"' in answer
        assert proxy.address_of("demo.test", site.port) == "127.0.0.1"
        assert proxy.spent == 5
        assert proxy.refusals == ()
    assert site.requests[0].startswith(b"GET /terms?a=1 HTTP/1.1\r\n")
    assert f"Host: demo.test:{site.port}\r\n".encode() in site.requests[0]
    assert b"Proxy-Connection" not in site.requests[0]


def test_unmeasured_body_is_passed_on_in_chunks() -> None:
    body = b"HTTP/1.1 200 OK\r\n\r\nterms"

    with serving(always(body)) as site, proxying(site.port) as proxy:
        answer = talk(proxy, get(site.url()))

    assert answer.endswith(b"\r\n\r\n5\r\nterms\r\n0\r\n\r\n")


def test_second_request_on_a_connection_is_not_forwarded() -> None:
    with serving(always(response(b"terms"))) as site, proxying(site.port) as proxy:
        talk(proxy, get(site.url("/one")) + get(site.url("/two")))

    assert [head.split(b" ")[1] for head in site.requests] == [b"/one"]


def test_tunnel_carries_bytes_both_ways() -> None:
    with serving(always(response(b"secret"))) as site, proxying(site.port) as proxy:
        answer = talk(proxy, connect(f"demo.test:{site.port}"), b"GET /t HTTP/1.1\r\n\r\n")

        assert proxy.address_of("demo.test", site.port) == "127.0.0.1"
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n\r\n")
    assert answer.endswith(b"secret")
    assert site.requests == [b"GET /t HTTP/1.1\r\n\r\n"]


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("127.0.0.1:443", "blocked_address"),
        ("127.0.0.1:80", "blocked_address"),
        ("[::1]:443", "blocked_address"),
        ("[::ffff:127.0.0.1]:443", "blocked_address"),
        ("169.254.169.254:80", "blocked_address"),
        ("inside.test:443", "blocked_address"),
        ("mixed.test:443", "blocked_address"),
        ("127.0.0.1:22", "forbidden_url"),
        ("2130706433:443", "forbidden_url"),
        ("user@demo.test:443", "forbidden_url"),
        ("demo.test:443/path", "forbidden_url"),
        ("nowhere.test:443", "dns_failure"),
    ],
)
def test_tunnel_to_the_inside_is_refused_by_name(target: str, code: str) -> None:
    with proxying() as proxy:
        answer = talk(proxy, connect(target))

        assert codes(proxy) == [(target, code)]
    status = b"502" if code == "dns_failure" else b"403"
    assert answer.startswith(b"HTTP/1.1 " + status)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1/", "blocked_address"),
        ("http://inside.test/", "blocked_address"),
        ("http://0x7f.1/", "forbidden_url"),
        ("https://demo.test/", "forbidden_url"),
        ("file:///etc/passwd", "forbidden_url"),
        ("/etc/passwd", "forbidden_url"),
    ],
)
def test_plain_request_to_the_inside_is_refused_by_name(url: str, code: str) -> None:
    with proxying() as proxy:
        answer = talk(proxy, get(url))

        assert codes(proxy) == [(url, code)]
    assert answer.startswith(b"HTTP/1.1 403")
    assert code.encode() in answer


def test_large_upload_is_refused() -> None:
    with serving(always(response(b""))) as site, proxying(site.port) as proxy:
        talk(proxy, get(site.url(), "Content-Length: 99999999\r\n"))

        assert codes(proxy) == [(site.url(), "forbidden_url")]
    assert site.requests == []


def test_session_has_one_byte_budget_for_all_connections() -> None:
    with (
        serving(always(response(b"x" * 600))) as site,
        proxying(site.port, limits=Limits(raw_bytes=1_000)) as proxy,
    ):
        whole = talk(proxy, get(site.url("/one")))
        cut = talk(proxy, get(site.url("/two")))
        tunnelled = talk(proxy, connect(f"127.0.0.1:{site.port}"), b"GET /three HTTP/1.1\r\n\r\n")

        assert [code for _, code in codes(proxy)] == ["too_large", "too_large"]
    assert whole.count(b"x") >= 600
    assert cut.endswith(b"\r\n\r\n")
    assert b"x" not in tunnelled


def test_session_has_one_deadline_for_all_connections() -> None:
    def silent(connection: socket.socket, _head: bytes) -> None:
        connection.recv(1)

    started = monotonic()
    with serving(silent) as site, proxying(site.port, limits=Limits(deadline=0.4)) as proxy:
        talk(proxy, get(site.url()))
        talk(proxy, connect(f"127.0.0.1:{site.port}"))

        assert [code for _, code in codes(proxy)] == ["deadline_exceeded", "deadline_exceeded"]
    assert monotonic() - started < 3


def test_malformed_answer_is_a_bad_gateway() -> None:
    with serving(always(b"SSH-2.0\r\n\r\n")) as site, proxying(site.port) as proxy:
        answer = talk(proxy, get(site.url()))

        assert codes(proxy) == [(site.url(), "protocol_failure")]
    assert answer.startswith(b"HTTP/1.1 502")


def test_truncated_body_is_seen_to_be_truncated() -> None:
    answer = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nterms\r\n5\r\nte"

    with serving(always(answer)) as site, proxying(site.port) as proxy:
        received = talk(proxy, get(site.url()))

        assert [code for _, code in codes(proxy)] == ["protocol_failure"]
    assert not received.endswith(b"0\r\n\r\n")


def test_leaving_ends_what_is_still_open() -> None:
    gone = Event()

    def hold(connection: socket.socket, _head: bytes) -> None:
        connection.sendall(b"partial")
        connection.recv(1)
        gone.set()

    with serving(hold) as site:
        with proxying(site.port) as proxy:
            port = int(proxy.url.rpartition(":")[2])
            client = socket.create_connection(("127.0.0.1", port), timeout=5)
            client.sendall(connect(f"127.0.0.1:{site.port}"))
            assert client.recv(100).startswith(b"HTTP/1.1 200")
            client.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert client.recv(100) == b"partial"

        assert client.recv(100) == b""
        client.close()
        assert gone.wait(5)
