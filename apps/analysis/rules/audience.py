"""Whom a document binds and whom a clause concerns, by controlled lists alone."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from pydantic import BaseModel, ConfigDict

from apps.analysis.rules.knowledge import DATA
from apps.analysis.types import Affected
from apps.core.yaml_reading import read_yaml


class Readers(BaseModel):
    """What those are called whom a type of document binds, and whom it concerns."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    one: str
    many: str
    concerns: tuple[Affected, ...]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    types: Mapping[str, Readers]
    other: Readers
    topics: Mapping[str, tuple[Affected, ...]]
    words: Mapping[Affected, str]


@cache
def _file() -> _File:
    return _File.model_validate(read_yaml((DATA / "audiences.yaml").read_bytes()))


@cache
def _patterns() -> tuple[tuple[Affected, re.Pattern[str]], ...]:
    return tuple((group, re.compile(pattern, re.IGNORECASE)) for group, pattern in _file().words.items())


def readers_of(document_type: str) -> Readers:
    """Return what those are called whom a document of that type binds."""
    return _file().types.get(document_type, _file().other)


def concerned(document_type: str, topics: Iterable[str], words: str) -> tuple[Affected, ...]:
    """Return whom a clause concerns, by its document, its topics and its words, in the order of the list."""
    found = set(readers_of(document_type).concerns)
    for topic in topics:
        found.update(_file().topics.get(topic, ()))
    found.update(group for group, pattern in _patterns() if pattern.search(words))
    return tuple(group for group in Affected if group in found)
