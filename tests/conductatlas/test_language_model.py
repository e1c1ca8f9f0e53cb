"""The language model is named by the environment, or not at all."""

from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from apps.analysis.language.configured import configured_limits, configured_model
from conductatlas.language_model import language_model

NAMED = {"LLM_PROVIDER": "openai", "LLM_MODEL": "test-model", "LLM_API_KEY": "sk-secret"}


def _set(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in {**NAMED, **values}.items():
        monkeypatch.setenv(name, value)


def test_without_a_provider_there_is_no_model(settings: Settings) -> None:
    settings.LANGUAGE_MODEL = language_model()

    assert settings.LANGUAGE_MODEL is None
    assert configured_model() is None


def test_prices_and_limits_are_read(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    _set(monkeypatch, LLM_PRICES="3.00/15.00", LLM_COST_PER_DAY="2.5", LLM_TOKENS_PER_DAY="0")

    named = language_model()

    assert named is not None
    assert (named.input_price, named.output_price) == (Decimal(3), Decimal(15))
    assert "sk-secret" not in repr(named)
    settings.LANGUAGE_MODEL = named
    assert (configured_limits().tokens, configured_limits().microdollars) == (0, 2_500_000)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"LLM_PROVIDER": "other"}, "LLM_PROVIDER"),
        ({"LLM_MODEL": ""}, "LLM_MODEL"),
        ({"LLM_STRUCTURED": "xml"}, "LLM_STRUCTURED"),
        ({"LLM_PRICES": "3.00"}, "LLM_PRICES"),
        ({"LLM_PRICES": "3.00/cheap"}, "LLM_PRICES"),
        ({"LLM_PRICES": "-1/2"}, "LLM_PRICES"),
        ({"LLM_COST_PER_DAY": "5"}, "needs LLM_PRICES"),
    ],
)
def test_what_does_not_make_sense_stops_the_process(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], said: str
) -> None:
    _set(monkeypatch, **values)

    with pytest.raises(ImproperlyConfigured, match=said):
        language_model()


def test_an_open_line_is_for_hosts_that_were_allowed_by_name(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    _set(monkeypatch, LLM_BASE_URL="http://10.0.0.5:8000/v1")
    settings.LANGUAGE_MODEL = language_model()

    with pytest.raises(ImproperlyConfigured, match="LLM_ALLOW"):
        configured_model()

    _set(monkeypatch, LLM_BASE_URL="http://10.0.0.5:8000/v1", LLM_ALLOW="10.0.0.5:8000")
    settings.LANGUAGE_MODEL = language_model()
    model = configured_model()
    assert model is not None
    assert model.config.base_url == "http://10.0.0.5:8000/v1"
