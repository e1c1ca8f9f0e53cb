"""Resolve, check, dial: one call, so that nothing can be checked and then dialled differently."""

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Thread

import httpcore

from apps.core.http.addresses import is_public, parse_address
from apps.core.http.deadlines import Deadline
from apps.core.http.errors import BlockedAddress, ConnectFailure, DnsFailure, ForbiddenUrl
from apps.core.http.types import Limits

# (host, port, seconds allowed) -> numeric addresses, best first. Raises `DnsFailure`.
Resolver = Callable[[str, int, float], tuple[str, ...]]

MAX_ADDRESSES_TRIED = 4


def system_resolver(host: str, port: int, seconds: float) -> tuple[str, ...]:
    """Ask the operating system, in a thread of its own because `getaddrinfo` takes no time limit."""
    outcome: SimpleQueue[tuple[str, ...] | OSError | UnicodeError] = SimpleQueue()
    Thread(target=_look_up, args=(host, port, outcome), daemon=True, name="dns").start()
    try:
        answer = outcome.get(timeout=seconds)
    except Empty:
        raise DnsFailure(f"No answer about {host} within {seconds:.1f} s") from None
    if isinstance(answer, tuple):
        return answer
    raise DnsFailure(f"{host} does not resolve: {answer}") from answer


def _look_up(host: str, port: int, outcome: SimpleQueue[tuple[str, ...] | OSError | UnicodeError]) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        outcome.put(error)
    else:
        outcome.put(tuple(dict.fromkeys(str(entry[4][0]) for entry in found)))


@dataclass(frozen=True, slots=True)
class Dialled:
    """Hold an open connection and the numeric address it goes to."""

    stream: httpcore.NetworkStream
    address: str


@dataclass(frozen=True, slots=True)
class Guard:
    """Decide where connections may go.

    `allow` lists (host name or address, port) pairs that are exempt; it is empty in production. An entry opens that
    port of that host and nothing else.
    """

    allow: frozenset[tuple[str, int]] = frozenset()
    resolver: Resolver = system_resolver
    backend: httpcore.NetworkBackend = field(default_factory=httpcore.SyncBackend)

    def dial(self, host: str, port: int, *, limits: Limits, deadline: Deadline) -> Dialled:
        """Open a connection to a checked address of `host`.

        Raises `ForbiddenUrl` (port), `DnsFailure`, `BlockedAddress`, `ConnectFailure` or `DeadlineExceeded`.
        """
        if port not in limits.ports and all(port != allowed for _, allowed in self.allow):
            raise ForbiddenUrl(f"Port {port} of {host} is not one the guard opens")
        addresses = self._resolve(host, port, deadline.remaining(limits.dns))
        for address in addresses:
            self._check(host, port, address, limits)
        return self._connect(addresses, port, limits, deadline)

    def _resolve(self, host: str, port: int, seconds: float) -> tuple[str, ...]:
        if parse_address(host) is not None:
            return (host,)
        addresses = self.resolver(host, port, seconds)
        if not addresses:
            raise DnsFailure(f"{host} has no address")
        return addresses

    def _check(self, host: str, port: int, address: str, limits: Limits) -> None:
        if (host, port) in self.allow or (address, port) in self.allow:
            return
        if port not in limits.ports:
            raise ForbiddenUrl(f"Port {port} of {host} is not one the guard opens")
        parsed = parse_address(address)
        if parsed is None or not is_public(parsed):
            # One private answer condemns the name: which of them would be dialled is the attacker's choice.
            raise BlockedAddress(f"{host} leads to {address}, which is not on the public Internet")

    def _connect(self, addresses: tuple[str, ...], port: int, limits: Limits, deadline: Deadline) -> Dialled:
        reasons = []
        for address in addresses[:MAX_ADDRESSES_TRIED]:
            seconds = deadline.remaining(limits.connect)
            try:
                return Dialled(self.backend.connect_tcp(address, port, timeout=seconds), address)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                reasons.append(f"{address}: {error}")
        raise ConnectFailure(f"No connection to port {port} of {'; '.join(reasons)}")
