"""What is said of each topic, position and fact: written sentences with slots, read once and checked."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from apps.core.yaml_reading import read_yaml

DATA: Final = Path(__file__).parent / "data"

Line = Annotated[str, Field(min_length=3, max_length=300)]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Lines = Annotated[tuple[Line, ...], BeforeValidator(_listed), Field(min_length=1)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SaidOfPosition(_Row):
    """What a position lets one say; of the titles, the first whose slots can be filled is taken.

    One that takes nothing from those who are bound has no `risk`, and one that asks for nothing in contracts no `contract`.
    """

    points: Annotated[int, Field(ge=0, le=8)]
    title: Lines
    is_: Line = Field(alias="is")
    matters: Line
    means: Line
    risk: Line | None = None
    contract: Line | None = None
    check: Line


class SaidOfFact(_Row):
    """What a value lets one say; of a flag, by its value."""

    is_: Line | Mapping[str, Line] = Field(alias="is")
    matters: Line | Mapping[str, Line]
    means: Line | Mapping[str, Line]
    check: Line | Mapping[str, Line]

    def line(self, section: str, value: str) -> str | None:
        """Return the sentence for a section; None where it has none for that value."""
        lines: str | Mapping[str, str] = getattr(self, section)
        return lines if isinstance(lines, str) else lines.get(value)


class SaidOfTopic(_Row):
    """What can be said of a topic; `undecided` are the points of a clause on it that takes no position.

    Where `values_need_position`, a value is told only of a clause that takes one: without it, it may be of something else.
    """

    heading: Line
    matters: Line
    undecided: Annotated[int, Field(ge=0, le=5)] = 2
    values_need_position: bool = False
    positions: Mapping[str, SaidOfPosition]
    facts: Mapping[str, SaidOfFact]


@cache
def topics() -> Mapping[str, SaidOfTopic]:
    """Return what is said of every topic, by its slug."""
    found: dict[str, SaidOfTopic] = {}
    for path in sorted((DATA / "topics").glob("*.yaml")):
        rows = read_yaml(path.read_bytes())
        found |= {slug: SaidOfTopic.model_validate(row) for slug, row in rows.items()}
    return found
