"""Asks a language model for readings. Optional: without LLM_PROVIDER nothing is asked."""

from apps.analysis.language.asking import analyse_provisions
from apps.analysis.language.budget import DayLimits, until_next_day
from apps.analysis.language.changes import analyse_change
from apps.analysis.language.opening import open_model
from apps.analysis.language.types import (
    Answer,
    Budget,
    LanguageModel,
    ModelConfig,
    Provider,
    Spending,
    Structured,
)

__all__ = [
    "Answer",
    "Budget",
    "DayLimits",
    "LanguageModel",
    "ModelConfig",
    "Provider",
    "Spending",
    "Structured",
    "analyse_change",
    "analyse_provisions",
    "open_model",
    "until_next_day",
]
