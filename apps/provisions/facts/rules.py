"""The written rules by which positions and facts are read, compiled once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from apps.core.yaml_reading import read_yaml
from apps.provisions.facts.values import PATTERNS
from apps.provisions.taxonomy import FactType, read_taxonomy

DATA = Path(__file__).parent / "data"

# "Including but not limited to" denies nothing; the sign keeps the places of all letters.
_NO_DENIAL = re.compile(r"\bnot(?= limited to\b)", re.IGNORECASE)

_Strings = tuple[Annotated[str, Field(min_length=1)], ...]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    any: Annotated[_Strings, Field(min_length=1)]
    all: _Strings = ()
    none: _Strings = ()


class _PositionRow(_Row):
    position: str


class _FactRow(_Row):
    value: str = ""


class _Positions(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    words: Mapping[str, str]
    positions: Mapping[str, tuple[_PositionRow, ...]]


class _Facts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    words: Mapping[str, str]
    facts: Mapping[str, Mapping[str, tuple[_FactRow, ...]]]


@dataclass(frozen=True, slots=True)
class Rule:
    """Hold what must be found, all that must, and what must not; `name` is a position's slug, or the value of a flag."""

    name: str
    found: tuple[re.Pattern[str], ...]
    needed: tuple[re.Pattern[str], ...]
    refused: re.Pattern[str] | None

    def applies(self, text: str) -> bool:
        """Say whether nothing stands against the rule, whatever it looks for."""
        text = _NO_DENIAL.sub("n*t", text)
        if not all(pattern.search(text) for pattern in self.needed):
            return False
        return self.refused is None or not self.refused.search(text)

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """Give all that the rule looks for."""
        text = _NO_DENIAL.sub("n*t", text)
        for pattern in self.found:
            yield from pattern.finditer(text)


@dataclass(frozen=True, slots=True)
class FactRules:
    """Hold the rules of one fact of a topic, whose type says how a value is read."""

    slug: str
    type: FactType
    rules: tuple[Rule, ...]


@cache
def position_rules() -> Mapping[str, tuple[Rule, ...]]:
    """Return, for each topic, the rules of its positions in the order in which they are tried."""
    file = _Positions.model_validate(read_yaml((DATA / "positions.yaml").read_bytes()))
    return {
        topic: tuple(_rule(row.position, row, file.words) for row in rows)
        for topic, rows in file.positions.items()
    }


@cache
def fact_rules() -> Mapping[str, tuple[FactRules, ...]]:
    """Return, for each topic, the rules of its facts."""
    file = _Facts.model_validate(read_yaml((DATA / "facts.yaml").read_bytes()))
    return {
        topic: tuple(
            FactRules(slug, _type_of(topic, slug), tuple(_rule(row.value, row, file.words) for row in rows))
            for slug, rows in facts.items()
        )
        for topic, facts in file.facts.items()
    }


def _type_of(topic: str, slug: str) -> FactType:
    return next(fact.type for fact in read_taxonomy().topic(topic).facts if fact.slug == slug)


def _rule(name: str, row: _Row, words: Mapping[str, str]) -> Rule:
    return Rule(
        name,
        tuple(_compiled(pattern, words) for pattern in row.any),
        tuple(_compiled(pattern, words) for pattern in row.all),
        _compiled("|".join(row.none), words) if row.none else None,
    )


def _compiled(pattern: str, words: Mapping[str, str]) -> re.Pattern[str]:
    for name, meaning in {**words, **PATTERNS}.items():
        pattern = pattern.replace(f"{{{name}}}", meaning)
    return re.compile(pattern, re.IGNORECASE)
