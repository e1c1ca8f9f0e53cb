"""The rubric of severity, confidence and exposure as data: what counts, and by how much."""

from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel, ConfigDict

from apps.analysis.rules.knowledge import DATA, topics
from apps.analysis.types import Level
from apps.core.yaml_reading import read_yaml
from apps.provisions.taxonomy import read_taxonomy


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Step(_Row):
    """A line of the rubric."""

    points: int
    text: str


class FactStep(Step):
    """A line that counts where a value lies below or above a number."""

    topic: str
    fact: str
    below: int | None = None
    above: int | None = None

    @property
    def slug(self) -> str:
        """Return the name of the line."""
        return f"{self.topic}.{self.fact}.{'short' if self.below is not None else 'long'}"


class Severity(_Row):
    """How severe a clause is for those who are bound."""

    high: int
    medium: int
    undecided_most: int
    modifiers: Mapping[str, Step]
    counted: Mapping[str, Mapping[str, tuple[str, ...]]]
    only_in: Mapping[str, tuple[str, ...]]
    facts: tuple[FactStep, ...]
    forces: Mapping[str, Step]


class Confidence(_Row):
    """How sure a reading is."""

    high: int
    medium: int
    basis: Mapping[str, Step]
    steps: Mapping[str, Step]
    likely_at: float = 0.9


class Exposure(_Row):
    """What a clause means for the governance of an organisation."""

    high: int
    medium: int
    business: Step


class ChangeSteps(_Row):
    """How severe a change is, and how sure that is."""

    high: int
    medium: int
    steps: Mapping[str, Step]
    sure_high: int
    sure_medium: int
    sure: Mapping[str, Step]


class Rubric(_Row):
    """Everything that is counted."""

    version: int
    severity: Severity
    confidence: Confidence
    exposure: Exposure
    change: ChangeSteps


@cache
def rubric() -> Rubric:
    """Return the rubric as it is shipped."""
    return Rubric.model_validate(read_yaml((DATA / "rubric.yaml").read_bytes()))


def level(points: int, *, high: int, medium: int) -> Level:
    """Return the level that a number of points stands for."""
    return Level.HIGH if points >= high else Level.MEDIUM if points >= medium else Level.LOW


@cache
def definitions() -> Mapping[tuple[str, str], str]:
    """Return what the taxonomy says of every position."""
    return {
        (topic.slug, position.slug): position.definition
        for topic in read_taxonomy().topics
        for position in topic.positions
    }


def position_points() -> Mapping[tuple[str, str], int]:
    """Return the points of every position, for the methodology page."""
    return {
        (topic, position): said.points
        for topic, told in topics().items()
        for position, said in told.positions.items()
    }
