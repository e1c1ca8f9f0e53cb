"""Reads the words that the checks go by."""

from functools import cache
from importlib.resources import files
from typing import Any

from apps.core.yaml_reading import read_yaml


def words(name: str) -> frozenset[str]:
    """Return a list of words."""
    return frozenset(_lexicon()[name])


def groups(name: str) -> list[tuple[list[str], list[str]]]:
    """Return pairs of lists of words."""
    return [(one, other) for one, other in _lexicon()[name]]


def lists(name: str) -> list[list[str]]:
    """Return lists of words that belong together."""
    found: list[list[str]] = _lexicon()[name]
    return found


def table(name: str) -> dict[str, Any]:
    """Return what words stand for."""
    found: dict[str, Any] = _lexicon()[name]
    return found


@cache
def _lexicon() -> dict[str, Any]:
    text = (files("apps.analysis.grounding") / "data" / "lexicon.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = read_yaml(text)
    return found
