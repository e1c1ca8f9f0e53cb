"""The language model, as the environment names it; none unless LLM_PROVIDER is set."""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ImproperlyConfigured

from conductatlas.env import env_endpoints, env_int, env_secret, env_str

PROVIDERS = ("anthropic", "openai")
STRUCTURED = ("schema", "tool", "prompt")


@dataclass(frozen=True, slots=True)
class LanguageModelSettings:
    """Hold what is asked of whom. Prices are dollars a million tokens; limits are None where there is none."""

    provider: str
    model: str
    api_key: str = field(repr=False)
    base_url: str
    allow: frozenset[tuple[str, int]]
    structured: str
    input_price: Decimal
    output_price: Decimal
    tokens_per_day: int | None
    dollars_per_day: Decimal | None
    seconds: int


def language_model() -> LanguageModelSettings | None:
    """Return the model to ask, or nothing; raise when what is set does not make sense."""
    provider = env_str("LLM_PROVIDER", "").lower()
    if not provider:
        return None
    if provider not in PROVIDERS:
        raise ImproperlyConfigured(f"LLM_PROVIDER must be anthropic or openai, not {provider!r}.")
    structured = env_str("LLM_STRUCTURED", "").lower()
    if structured not in {"", *STRUCTURED}:
        raise ImproperlyConfigured(f"LLM_STRUCTURED must be schema, tool or prompt, not {structured!r}.")

    input_price, output_price = _prices(env_str("LLM_PRICES", ""))
    dollars = env_str("LLM_COST_PER_DAY", "")
    if dollars and not output_price:
        raise ImproperlyConfigured("LLM_COST_PER_DAY needs LLM_PRICES: without them nothing can be counted.")
    tokens = env_str("LLM_TOKENS_PER_DAY", "")
    return LanguageModelSettings(
        provider=provider,
        model=env_str("LLM_MODEL"),
        api_key=env_secret("LLM_API_KEY", ""),
        base_url=env_str("LLM_BASE_URL", ""),
        allow=env_endpoints("LLM_ALLOW"),
        structured=structured,
        input_price=input_price,
        output_price=output_price,
        tokens_per_day=env_int("LLM_TOKENS_PER_DAY", 0) if tokens else None,
        dollars_per_day=_dollars("LLM_COST_PER_DAY", dollars) if dollars else None,
        seconds=env_int("LLM_TIMEOUT_SECONDS", 60, minimum=1),
    )


def _prices(written: str) -> tuple[Decimal, Decimal]:
    if not written:
        return Decimal(0), Decimal(0)
    given, separator, made = written.partition("/")
    if not separator:
        raise ImproperlyConfigured(f"LLM_PRICES must be two prices such as 3.00/15.00, not {written!r}.")
    return _dollars("LLM_PRICES", given), _dollars("LLM_PRICES", made)


def _dollars(name: str, written: str) -> Decimal:
    try:
        amount = Decimal(written.strip())
    except InvalidOperation as error:
        raise ImproperlyConfigured(f"{name} must be in dollars, not {written!r}.") from error
    if not amount.is_finite() or amount < 0:
        raise ImproperlyConfigured(f"{name} must be zero or more, not {written!r}.")
    return amount
