"""What the environment may say of the ledger."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from conductatlas.evidence import evidence


def test_the_log_is_named_after_the_site_unless_it_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVIDENCE_ORIGIN", raising=False)

    assert evidence("https://terms.example").origin == "terms.example/evidence"
    monkeypatch.setenv("EVIDENCE_ORIGIN", "log.example/evidence")
    assert evidence("https://terms.example").origin == "log.example/evidence"


def test_keys_are_a_list_and_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVIDENCE_KEYS", "one,two@2026-01-01")

    settings = evidence("https://terms.example")

    assert settings.keys == ("one", "two@2026-01-01")
    assert "one" not in repr(settings)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"EVIDENCE_AUTHORITIES": "timestamps.example"}, "is none"),
        ({"EVIDENCE_AUTHORITIES": "https://timestamps.example/tsr"}, "EVIDENCE_AUTHORITY_ROOTS"),
        ({"EVIDENCE_AUTHORITY_ROOTS": "nowhere.pem"}, "is no file"),
    ],
)
def test_what_makes_no_sense_is_refused(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str], words: str
) -> None:
    for name, value in said.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=words):
        evidence("https://terms.example")
