"""Opens the model that a configuration names, behind the guard."""

from dataclasses import replace
from typing import Final

from apps.analysis.language.types import LanguageModel, ModelConfig
from apps.core.http import Guard, GuardedClient, Limits
from apps.core.http.types import MIB

# An answer of 8,000 tokens is 40 kB; a model thinks in silence before its first byte.
_LIMITS: Final = Limits(raw_bytes=4 * MIB, decoded_bytes=4 * MIB, redirects=0)


def open_model(config: ModelConfig, *, guard: Guard, user_agent: str) -> LanguageModel:
    """Return the model, ready to be asked; nothing is sent yet."""
    from apps.analysis.language.provider import HttpModel  # noqa: PLC0415 - slow import

    limits = replace(_LIMITS, deadline=config.seconds, read_gap=config.seconds)
    return HttpModel(config, GuardedClient(guard=guard, user_agent=user_agent, limits=limits))
