from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from conductatlas.env import env_bool, env_endpoints, env_int, env_list, env_secret, env_str

NAME = "CONDUCTATLAS_TEST_VARIABLE"


def test_a_missing_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)

    with pytest.raises(ImproperlyConfigured, match=NAME):
        env_str(NAME)


@pytest.mark.parametrize(("text", "value"), [("true", True), ("On", True), ("0", False), ("no", False)])
def test_it_reads_booleans(monkeypatch: pytest.MonkeyPatch, text: str, value: bool) -> None:
    monkeypatch.setenv(NAME, text)

    assert env_bool(NAME, default=not value) is value


def test_a_boolean_that_is_none_fails_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "maybe")

    with pytest.raises(ImproperlyConfigured, match="true or false"):
        env_bool(NAME, default=False)


@pytest.mark.parametrize("text", ["eight", "-1", "1.5"])
def test_a_number_that_is_none_or_too_small_fails_loudly(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(NAME, text)

    with pytest.raises(ImproperlyConfigured, match=NAME):
        env_int(NAME, 3)


def test_it_reads_a_secret_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush\n", encoding="utf-8")
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "secret"))

    assert env_secret(NAME) == "hush"


def test_a_secret_file_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "nothing"))

    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        env_secret(NAME)


def test_it_reads_lists_and_endpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "127.0.0.1:8801, [::1]:80,")

    assert env_list(NAME) == ("127.0.0.1:8801", "[::1]:80")
    assert env_endpoints(NAME) == frozenset({("127.0.0.1", 8801), ("::1", 80)})


def test_an_endpoint_without_a_port_fails_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "127.0.0.1")

    with pytest.raises(ImproperlyConfigured, match="host:port"):
        env_endpoints(NAME)
