"""The model that the settings name, its guard, and what may be spent on it."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from apps.analysis.language.budget import DayLimits
from apps.analysis.language.opening import open_model
from apps.analysis.language.types import LanguageModel, ModelConfig, Provider, Structured
from apps.core.http import Guard
from apps.core.http.relay import RelayedGuard
from apps.core.http.urls import parse_url

_MICRO = 1_000_000
Endpoints = frozenset[tuple[str, int]]


def configured_model() -> LanguageModel | None:
    """Return the model that the settings name, or nothing where they name none; a process opens it once."""
    named = settings.LANGUAGE_MODEL
    if named is None:
        return None
    return _opened(named, settings.FETCH_ALLOW, settings.EGRESS_PROXY, settings.FETCH_USER_AGENT)


def configured_limits() -> DayLimits:
    """Return what may be spent in one day."""
    named = settings.LANGUAGE_MODEL
    if named is None:
        return DayLimits()
    dollars = named.dollars_per_day
    return DayLimits(
        tokens=named.tokens_per_day, microdollars=None if dollars is None else int(dollars * _MICRO)
    )


@lru_cache(maxsize=4)
def _opened(named: Any, fetch_allow: Endpoints, relay: Endpoints, user_agent: str) -> LanguageModel:
    config = ModelConfig(
        provider=Provider(named.provider),
        model=named.model,
        api_key=named.api_key,
        base_url=named.base_url,
        structured=Structured(named.structured) if named.structured else None,
        input_price=named.input_price,
        output_price=named.output_price,
        seconds=float(named.seconds),
    )
    return open_model(config, guard=_guard(named, fetch_allow, relay), user_agent=user_agent)


def _guard(named: Any, fetch_allow: Endpoints, relay: Endpoints) -> Guard:
    """Return the guard: what is allowed by name is dialled directly, everything else as every fetch is."""
    allow = named.allow | fetch_allow
    if named.base_url:
        target = parse_url(named.base_url)
        if (target.host, target.port) in allow:
            return Guard(allow=allow)
        if target.scheme != "https":
            raise ImproperlyConfigured("LLM_BASE_URL must be https, or its host and port be in LLM_ALLOW.")
    return RelayedGuard(relay=next(iter(relay))) if relay else Guard()
