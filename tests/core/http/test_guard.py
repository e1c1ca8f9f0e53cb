import socket
from threading import Event
from typing import Any

import httpcore
import pytest

from apps.core.http import Guard, Limits
from apps.core.http.deadlines import Deadline
from apps.core.http.errors import BlockedAddress, ConnectFailure, DeadlineExceeded, DnsFailure, ForbiddenUrl
from apps.core.http.guard import Dialled, system_resolver
from tests.core.http.clients import table_resolver

PUBLIC = "93.184.215.14"
OTHER_PUBLIC = "1.1.1.1"


class RecordingBackend(httpcore.NetworkBackend):
    """Note what would be dialled, and dial nothing."""

    def __init__(self, dead: frozenset[str] = frozenset()) -> None:
        self.dialled: list[tuple[str, int]] = []
        self.dead = dead

    def connect_tcp(self, host: str, port: int, *_args: Any, **_kwargs: Any) -> httpcore.NetworkStream:
        self.dialled.append((host, port))
        if host in self.dead:
            raise httpcore.ConnectError("refused")
        return httpcore.NetworkStream()


def dial(guard: Guard, host: str, port: int = 443) -> Dialled:
    return guard.dial(host, port, limits=Limits(), deadline=Deadline.after(5))


def test_checked_address_itself_is_dialled() -> None:
    backend = RecordingBackend()
    guard = Guard(resolver=table_resolver({"example.com": (PUBLIC,)}), backend=backend)

    dialled = dial(guard, "example.com")

    assert dialled.address == PUBLIC
    assert backend.dialled == [(PUBLIC, 443)]


def test_answer_that_flips_after_the_check_is_never_asked_for() -> None:
    answers = iter([(PUBLIC,), ("127.0.0.1",)])
    asked = []
    backend = RecordingBackend()

    def flipping(host: str, _port: int, _seconds: float) -> tuple[str, ...]:
        asked.append(host)
        return next(answers)

    guard = Guard(resolver=flipping, backend=backend)

    dial(guard, "rebind.example")

    assert asked == ["rebind.example"]
    assert backend.dialled == [(PUBLIC, 443)]
    with pytest.raises(BlockedAddress):
        dial(guard, "rebind.example")
    assert backend.dialled == [(PUBLIC, 443)]


@pytest.mark.parametrize(
    "answers", [(PUBLIC, "10.0.0.1"), ("10.0.0.1", PUBLIC), (PUBLIC, "::1"), ("fe80::1%eth0",)]
)
def test_one_private_answer_condemns_the_name(answers: tuple[str, ...]) -> None:
    backend = RecordingBackend()
    guard = Guard(resolver=table_resolver({"mixed.example": answers}), backend=backend)

    with pytest.raises(BlockedAddress, match=r"mixed\.example leads to"):
        dial(guard, "mixed.example")

    assert backend.dialled == []


def test_literal_address_is_not_looked_up() -> None:
    backend = RecordingBackend()

    with pytest.raises(BlockedAddress):
        dial(Guard(resolver=table_resolver({"127.0.0.1": (PUBLIC,)}), backend=backend), "127.0.0.1")

    assert backend.dialled == []


@pytest.mark.parametrize("port", [22, 25, 3306, 6379, 8080])
def test_other_port_is_forbidden_before_any_lookup(port: int) -> None:
    def never(host: str, _port: int, _seconds: float) -> tuple[str, ...]:
        raise AssertionError(host)

    with pytest.raises(ForbiddenUrl):
        dial(Guard(resolver=never, backend=RecordingBackend()), "example.com", port)


def test_allowance_opens_one_port_of_one_host() -> None:
    backend = RecordingBackend()
    names = {"demo.test": ("127.0.0.1",), "example.com": (PUBLIC,), "other.test": ("127.0.0.1",)}
    guard = Guard(allow=frozenset({("demo.test", 8801)}), resolver=table_resolver(names), backend=backend)

    dial(guard, "demo.test", 8801)

    for host, port, error in [
        ("demo.test", 80, BlockedAddress),
        ("example.com", 8801, ForbiddenUrl),
        ("other.test", 8801, ForbiddenUrl),
        ("127.0.0.1", 8801, ForbiddenUrl),
    ]:
        with pytest.raises(error):
            dial(guard, host, port)
    assert backend.dialled == [("127.0.0.1", 8801)]


def test_next_address_is_tried_when_one_is_dead() -> None:
    backend = RecordingBackend(dead=frozenset({PUBLIC}))
    guard = Guard(resolver=table_resolver({"example.com": (PUBLIC, OTHER_PUBLIC)}), backend=backend)

    assert dial(guard, "example.com").address == OTHER_PUBLIC


def test_dead_addresses_are_a_connect_failure() -> None:
    many = tuple(f"1.1.1.{number}" for number in range(1, 10))
    backend = RecordingBackend(dead=frozenset(many))

    with pytest.raises(ConnectFailure):
        dial(Guard(resolver=table_resolver({"example.com": many}), backend=backend), "example.com")

    assert len(backend.dialled) == 4


def test_name_without_address_is_a_dns_failure() -> None:
    with pytest.raises(DnsFailure):
        dial(Guard(resolver=table_resolver({})), "nowhere.example")


def test_nothing_is_dialled_after_the_deadline() -> None:
    guard = Guard(resolver=table_resolver({"example.com": (PUBLIC,)}), backend=RecordingBackend())

    with pytest.raises(DeadlineExceeded):
        guard.dial("example.com", 443, limits=Limits(), deadline=Deadline.after(-1))


def test_system_resolver_lists_each_address_once() -> None:
    assert system_resolver("127.0.0.1", 80, 5) == ("127.0.0.1",)


def test_system_resolver_names_its_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)

    with pytest.raises(DnsFailure, match="does not resolve"):
        system_resolver("nowhere.example", 80, 5)


def test_system_resolver_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    release = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: release.wait(10) and [])

    with pytest.raises(DnsFailure, match="No answer"):
        system_resolver("slow.example", 80, 0.05)

    release.set()
