from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Thread

import pytest

from apps.core.http import Guard, GuardedClient, GuardProxy, Limits, errors
from apps.core.http.relay import Relay, RelayedGuard
from tests.core.http.clients import AGENT, table_resolver
from tests.core.http.servers import always, response, serving

NAMES = {"demo.test": ("127.0.0.1",), "inside.test": ("10.0.0.7",)}


@contextmanager
def relaying(*ports: int, names: Mapping[str, tuple[str, ...]] = NAMES) -> Iterator[RelayedGuard]:
    """Run a relay whose guard admits these loopback ports, and give a guard that knows nothing but the relay."""
    guard = Guard(allow=frozenset(("127.0.0.1", port) for port in ports), resolver=table_resolver(names))
    with Relay(guard, ("127.0.0.1", 0)) as relay:
        thread = Thread(target=relay.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield RelayedGuard(relay=("127.0.0.1", relay.server_address[1]), resolver=table_resolver({}))
        finally:
            relay.shutdown()
            thread.join()


def client(guard: Guard) -> GuardedClient:
    return GuardedClient(guard=guard, user_agent=AGENT, limits=Limits(connect=2, dns=2))


def test_request_passes_through_the_relay_to_the_address_it_checked() -> None:
    with serving(always(response(b"terms"))) as site, relaying(site.port) as guard:
        found = client(guard).get(f"http://demo.test:{site.port}/terms")

    assert (found.status, found.body, found.remote_address) == (200, b"terms", "127.0.0.1")
    assert len(site.requests) == 1


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://inside.test/", errors.BlockedAddress),
        ("http://169.254.169.254/latest/meta-data/", errors.BlockedAddress),
        ("http://[::1]/", errors.BlockedAddress),
        ("http://demo.test/", errors.BlockedAddress),
        ("http://unknown.test/", errors.DnsFailure),
        ("http://demo.test:25/", errors.ForbiddenUrl),
    ],
)
def test_what_the_relay_refuses_is_raised_by_name(url: str, error: type[errors.GuardedHttpError]) -> None:
    with relaying() as guard, pytest.raises(error) as raised:
        client(guard).get(url)

    assert raised.value.code == error.code


def test_closed_port_is_a_connect_failure() -> None:
    with serving(always(b"")) as gone:
        port = gone.port

    with relaying(port) as guard, pytest.raises(errors.ConnectFailure, match="No connection to port"):
        client(guard).get(f"http://demo.test:{port}/")


def test_absent_relay_is_a_connect_failure() -> None:
    with serving(always(b"")) as gone:
        guard = RelayedGuard(relay=("127.0.0.1", gone.port))

    with pytest.raises(errors.ConnectFailure, match="The egress proxy does not answer"):
        client(guard).get("http://demo.test/")


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 20_000, b"220 mail.test ESMTP\r\n"]
)
def test_something_else_in_the_relays_place_is_a_connect_failure(answer: bytes) -> None:
    with serving(always(answer)) as impostor, pytest.raises(errors.ConnectFailure):
        client(RelayedGuard(relay=("127.0.0.1", impostor.port))).get("http://demo.test/")


def test_relay_opens_tunnels_only() -> None:
    with serving(always(response(b"terms"))) as site, relaying(site.port) as guard:
        plain = client(Guard(allow=frozenset({guard.relay})))

        found = plain.get(f"http://127.0.0.1:{guard.relay[1]}/")

    assert found.status == 405
    assert site.requests == []


def test_browsers_proxy_goes_through_the_relay() -> None:
    with (
        serving(always(response(b"terms"))) as site,
        relaying(site.port) as guard,
        GuardProxy(guard, Limits()) as proxy,
    ):
        browser = HTTPConnection("127.0.0.1", int(proxy.url.rpartition(":")[2]), timeout=5)
        browser.request("GET", f"http://demo.test:{site.port}/terms")
        allowed = browser.getresponse().read()
        browser.close()
        browser.request("GET", "http://inside.test/")
        refused = browser.getresponse().read()
        browser.close()

        assert allowed == b"terms"
        assert refused.startswith(b"blocked_address: inside.test leads to 10.0.0.7")
        assert proxy.address_of("demo.test", site.port) == "127.0.0.1"
        assert [refusal.error.code for refusal in proxy.refusals] == ["blocked_address"]
