"""Guarded clients whose guard admits named loopback ports, and answers given names, for one test only."""

from collections.abc import Callable, Mapping

from apps.core.http import Guard, GuardedClient, Limits
from apps.core.http.guard import Resolver

AGENT = "ConductAtlas-test/1 (+https://conductatlas.test/bot)"

MakeClient = Callable[..., GuardedClient]


def guard_for(*ports: int, names: Mapping[str, tuple[str, ...]] | None = None) -> Guard:
    return Guard(allow=frozenset(("127.0.0.1", port) for port in ports), resolver=table_resolver(names or {}))


def client_for(
    *ports: int, limits: Limits | None = None, names: Mapping[str, tuple[str, ...]] | None = None
) -> GuardedClient:
    return GuardedClient(guard=guard_for(*ports, names=names), limits=limits, user_agent=AGENT)


def table_resolver(names: Mapping[str, tuple[str, ...]]) -> Resolver:
    return lambda host, _port, _seconds: names.get(host, ())
