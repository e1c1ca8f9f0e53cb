"""How often something may be asked for."""

import uuid

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as NoRedis

from apps.core import limits
from apps.core.limits import is_within


@pytest.fixture(autouse=True)
def _own_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "time", lambda: 1_000_000.0)


@pytest.fixture
def who() -> str:
    return str(uuid.uuid4())


def test_so_many_are_let_through_and_no_more(who: str) -> None:
    assert [is_within("x", who, most=2, seconds=60) for _ in range(4)] == [True, True, False, False]


def test_others_and_other_things_are_counted_apart(who: str) -> None:
    assert is_within("x", who, most=1, seconds=60)

    assert is_within("x", f"{who}-other", most=1, seconds=60)
    assert is_within("y", who, most=1, seconds=60)
    assert not is_within("x", who, most=1, seconds=60)


def test_the_next_window_begins_anew(who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_within("x", who, most=1, seconds=60)
    monkeypatch.setattr(limits, "time", lambda: 1_000_060.0)

    assert is_within("x", who, most=1, seconds=60)


def test_a_cache_that_does_not_answer_lets_it_through(who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> bool:
        raise NoRedis("gone")

    monkeypatch.setattr(cache, "add", refuse)

    assert is_within("x", who, most=0, seconds=60)
