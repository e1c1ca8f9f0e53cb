from collections.abc import Callable, Mapping

import pytest

from apps.core.http import Guard, GuardedClient, Limits
from apps.core.http.guard import Resolver

AGENT = "ConductAtlas-test/1 (+https://conductatlas.test/bot)"

MakeClient = Callable[..., GuardedClient]


@pytest.fixture
def make_client() -> MakeClient:
    """Build a client whose guard admits these loopback ports, and answers these names, for one test only."""

    def make(
        *ports: int,
        limits: Limits | None = None,
        names: dict[str, tuple[str, ...]] | None = None,
    ) -> GuardedClient:
        guard = Guard(
            allow=frozenset(("127.0.0.1", port) for port in ports), resolver=table_resolver(names or {})
        )
        return GuardedClient(guard=guard, limits=limits, user_agent=AGENT)

    return make


def table_resolver(names: Mapping[str, tuple[str, ...]]) -> Resolver:
    return lambda host, _port, _seconds: names.get(host, ())
