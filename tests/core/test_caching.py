from uuid import uuid4

from pytest_django import Settings

from apps.core.caching import remembered


def test_it_makes_once_and_remembers() -> None:
    made: list[str] = []
    key = f"test:{uuid4()}"

    def make() -> str:
        made.append("made")
        return "value"

    values = [remembered(key, make, keep_for=60) for _ in range(2)]

    assert values == ["value", "value"]
    assert made == ["made"]


def test_a_cache_that_does_not_answer_costs_time_only(settings: Settings) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}

    assert remembered("test:down", lambda: "value", keep_for=60) == "value"
