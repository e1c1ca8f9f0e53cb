"""What the taxonomy says of a topic. The shape of the files is the shape of these models."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, Field(min_length=2, max_length=300, pattern=r"^\S(.*\S)?$")]
Sentence = Annotated[str, Field(min_length=10, max_length=300, pattern=r"^[A-Z0-9].*[.]$")]


class Favours(StrEnum):
    """Whom a position serves, all else being equal."""

    PROVIDER = "provider"
    BALANCED = "balanced"
    USER = "user"
    NONE = "none"


class FactType(StrEnum):
    """What kind of value a fact has, so that it can be compared and searched."""

    ADDRESS = "address"
    AGE = "age"
    DATE = "date"
    DURATION = "duration"
    FLAG = "flag"
    MONEY = "money"
    NUMBER = "number"
    PARTY = "party"
    PERCENTAGE = "percentage"
    PLACE = "place"
    TEXT = "text"


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Family(_Row):
    """A group of topics, as shown on a document's page."""

    slug: Slug
    label: Text
    definition: Sentence


class Exclusion(_Row):
    """Something that looks as if it belonged here, and the topic it belongs to."""

    what: Text
    topic: Slug


class Position(_Row):
    """One of the stands a clause on a topic can take."""

    slug: Slug
    label: Text
    favours: Favours
    definition: Sentence


class Fact(_Row):
    """A value that a clause on a topic can state."""

    slug: Slug
    type: FactType
    definition: Sentence


class Topic(_Row):
    """What a clause can be about; `family` is the file it stands in."""

    slug: Slug
    family: Slug
    label: Text
    definition: Sentence
    includes: Annotated[tuple[Text, ...], Field(min_length=1)]
    excludes: tuple[Exclusion, ...]
    examples: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    positions: tuple[Position, ...]
    facts: tuple[Fact, ...]


class Heading(_Row):
    """The file that names the version and the families, in the order in which they are shown."""

    version: Annotated[int, Field(ge=1)]
    families: Annotated[tuple[Family, ...], Field(min_length=1)]


class Taxonomy(_Row):
    """Every topic, in the order of families and files, and how labels used elsewhere translate."""

    version: int
    families: tuple[Family, ...]
    topics: tuple[Topic, ...]
    mappings: Mapping[str, Mapping[str, tuple[Slug, ...]]]

    def topic(self, slug: str) -> Topic:
        """Return the topic of that slug. Raises `KeyError`."""
        for topic in self.topics:
            if topic.slug == slug:
                return topic
        raise KeyError(slug)

    def topics_of(self, scheme: str, label: str) -> tuple[str, ...]:
        """Return the slugs that a label of another scheme stands for, the closest first; none if unknown."""
        return self.mappings.get(scheme, {}).get(label, ())
