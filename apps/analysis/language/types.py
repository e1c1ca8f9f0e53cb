"""What is asked of a language model, what comes back, and what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import Any, Protocol

from apps.analysis.grounding import Finding
from apps.analysis.types import ChangeReading, ProvisionReading


@dataclass(frozen=True, slots=True)
class Spending:
    """Count tokens, in and out, and their price in millionths of a dollar."""

    tokens: int = 0
    microdollars: int = 0

    def __add__(self, other: "Spending") -> "Spending":
        return Spending(self.tokens + other.tokens, self.microdollars + other.microdollars)

    def share(self, of: int) -> "Spending":
        """Return this divided evenly, rounded up: shares never come to less than the whole."""
        return Spending(-(-self.tokens // of), -(-self.microdollars // of))


class Budget(Protocol):
    """Say before each question whether it may be asked today, and keep what it came to."""

    def reserve(self, estimate: Spending) -> str:
        """Set aside what a question may cost at most and return its ticket; raises `BudgetSpent`."""

    def settle(self, ticket: str, spent: Spending) -> None:
        """Put what it did cost in the place of what was set aside; nothing where it was not answered."""


class Provider(StrEnum):
    ANTHROPIC = "anthropic"
    OPENAI = "openai"  # or any server that speaks as OpenAI's chat completions do


class Structured(StrEnum):
    """Say how a model is held to the shape of the answer."""

    SCHEMA = "schema"  # the provider constrains the output to it
    TOOL = "tool"  # the output is the argument of a tool that has it
    PROMPT = "prompt"  # the prompt has it, and nothing enforces it


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Say which model is asked, where, and within which bounds. The key is kept out of every representation."""

    provider: Provider
    model: str
    api_key: str = field(repr=False, default="")
    base_url: str = ""  # empty: the provider's own
    structured: Structured | None = None  # None: as the library knows of the model
    input_price: Decimal = Decimal(0)  # dollars a million tokens
    output_price: Decimal = Decimal(0)
    question_tokens: int = 12_000  # of vendor's text in one question, by estimate; one clause may exceed it
    answer_tokens: int = 8_000
    seconds: float = 60.0  # for one request, from dialling to the last byte


@dataclass(frozen=True, slots=True)
class Question:
    """Hold what is sent: our instructions, the material with the vendor's words in it, and the shape of the answer."""

    prompt: str  # provision/1
    instructions: str
    material: str
    schema: Mapping[str, Any]
    answer_tokens: int


class Finish(StrEnum):
    STOP = "stop"
    LENGTH = "length"  # the answer ends where its allowance did
    DECLINED = "declined"  # the provider's filter or the model itself would not


@dataclass(frozen=True, slots=True)
class Reply:
    """Hold what a model answered, as text that ought to be JSON."""

    text: str
    finish: Finish
    input_tokens: int
    output_tokens: int


class LanguageModel(Protocol):
    """Answer one question over one connection; raises `ProviderPending`, `ProviderRefused` or `QuestionTooLong`."""

    @property
    def config(self) -> ModelConfig:
        """Return what the model was opened with."""

    def ask(self, question: Question) -> Reply:
        """Send the question once."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what a model said of one provision or change: a reading, or the findings for which there is none.

    `raw` is the answer as it came, to be kept. `spent` is this answer's share of the question. A reading has still to pass
    `grounding.check`.
    """

    public_id: str
    reading: ProvisionReading | ChangeReading | None
    findings: tuple[Finding, ...]
    raw: str
    model: str  # openai:gpt-5.2
    prompt: str  # provision/1
    spent: Spending


def model_name(config: ModelConfig) -> str:
    """Return the model's name as it is kept with an analysis."""
    return f"{config.provider}:{config.model}"


def price(config: ModelConfig, *, input_tokens: int, output_tokens: int) -> Spending:
    """Return what tokens come to; a dollar a million tokens is a microdollar a token."""
    dollars = config.input_price * input_tokens + config.output_price * output_tokens
    return Spending(input_tokens + output_tokens, int(dollars.to_integral_value(ROUND_CEILING)))
