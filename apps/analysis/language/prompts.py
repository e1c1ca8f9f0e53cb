"""Prompts and schemas as they are kept in the repository: a text and a JSON schema for each name and version.

A version that has been used is never edited: a better prompt is a new file.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final

PROVISION: Final = "provision/1"
CHANGE: Final = "change/1"
CHANGE_PART: Final = "change_part/1"


@cache
def instructions(prompt: str) -> str:
    """Return the instructions of a prompt such as `provision/1`, with what holds for all of them in front."""
    return f"{_read('common', prompt.partition('/')[2], 'md')}\n\n{_read(*_parts(prompt), 'md')}"


@cache
def schema(prompt: str) -> dict[str, Any]:
    """Return the JSON schema of the answer to a prompt; not to be changed."""
    found: dict[str, Any] = json.loads(_read(*_parts(prompt), "json"))
    return found


def _parts(prompt: str) -> tuple[str, str]:
    name, _, version = prompt.partition("/")
    return name, version


def _read(name: str, version: str, kind: str) -> str:
    place = files("apps.analysis.language") / "kept" / f"{name}.v{version}.{kind}"
    return place.read_text(encoding="utf-8").strip()
