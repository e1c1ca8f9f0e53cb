"""A server, a model opened on it, and a budget that counts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from apps.analysis.errors import BudgetSpent
from apps.analysis.language import DayLimits, LanguageModel, ModelConfig, Provider, Spending, open_model
from apps.core.http import Guard
from tests.analysis.language.server import ModelServer, serving

KEY = "sk-secret-0123456789abcdef"


@dataclass
class Counted:
    """A budget in memory, with every reservation in sight."""

    limits: DayLimits = field(default_factory=DayLimits)
    reserved: dict[str, Spending] = field(default_factory=dict)
    settled: list[Spending] = field(default_factory=list)

    def reserve(self, estimate: Spending) -> str:
        spent = sum(self.settled, Spending())
        if not self.limits.admits(spent=spent, reserved=Spending(), estimate=estimate):
            raise BudgetSpent("Nothing is left of today's budget", retry_after=3600.0)
        ticket = str(len(self.settled) + len(self.reserved))
        self.reserved[ticket] = estimate
        return ticket

    def settle(self, ticket: str, spent: Spending) -> None:
        del self.reserved[ticket]
        self.settled.append(spent)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving() as running:
        yield running


@pytest.fixture
def opened(server: ModelServer) -> Callable[..., LanguageModel]:
    """Return a function that opens a model on the server; arguments go to its configuration."""

    def open_on(**changes: object) -> LanguageModel:
        values = {
            "provider": Provider.OPENAI,
            "model": "test-model",
            "api_key": KEY,
            "base_url": server.base_url,
            "seconds": 10.0,
        }
        config = ModelConfig(**{**values, **changes})  # type: ignore[arg-type] # a table of differing types
        guard = Guard(allow=frozenset({("127.0.0.1", server.port)}))
        return open_model(config, guard=guard, user_agent="ConductAtlas/test")

    return open_on


@pytest.fixture
def budget() -> Counted:
    return Counted()
