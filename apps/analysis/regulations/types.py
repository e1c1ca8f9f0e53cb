"""What is known of a law, and a rule that maps clauses to one of its articles. The shape of the files is the shape of these models."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from apps.analysis.types import Strength

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Term = Annotated[str, Field(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, Field(min_length=2, max_length=300, pattern=r"^\S(.*\S)?$")]
Long = Annotated[str, Field(max_length=600)]
Jurisdiction = Annotated[str, Field(pattern=r"^(EU|[A-Z]{2}(-[A-Z]{2,3}){0,2})$", max_length=10)]
Link = Annotated[str, Field(pattern=r"^(https://\S+)?$", max_length=300)]

_NOT_OF_A_SLUG = re.compile(r"[^a-z0-9]+")


class Status(StrEnum):
    IN_FORCE = "in_force"
    PARTLY = "partly"
    ADOPTED = "adopted"
    REPEALED = "repealed"


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Reach(_Row):
    """Say whose documents a law is mapped to.

    Operators established in one of `homes`; others only where `abroad` names the condition on which it binds them too, and, if
    `abroad_from` names countries, only those from there.
    """

    homes: tuple[Jurisdiction, ...]
    abroad: str = Field(default="", max_length=120)
    abroad_from: tuple[Jurisdiction, ...] = ()


class Article(_Row):
    """A provision of a law as cited, and what it says in our words."""

    ref: Annotated[str, Field(min_length=2, max_length=80)]
    about: Text
    in_force_on: date | None = None
    note: Annotated[str, Field(max_length=300)] = ""

    @property
    def slug(self) -> str:
        """Return its place on the page of its law: § 512(c)(2) is 512-c-2."""
        return _NOT_OF_A_SLUG.sub("-", self.ref.lower()).strip("-")


class Regulation(_Row):
    """A law; `verified_on` is the day as of which an official text confirmed the entry, and none where nobody has looked."""

    slug: Slug
    name: Annotated[str, Field(min_length=2, max_length=120)]
    title: Text
    citation: Annotated[str, Field(min_length=2, max_length=200)]
    jurisdiction: Jurisdiction
    authority: Text
    status: Status
    in_force_on: date | None = None
    note: Long = ""
    penalties: Long = ""
    url: Link = ""
    verified_on: date | None = None
    reach: Reach
    articles: Annotated[tuple[Article, ...], Field(min_length=1)]


class FactTest(_Row):
    """Ask something of a fact that a clause states; without a bound, that it states it at all. `any` asks it of one of several."""

    fact: Term = ""
    any: tuple[Term, ...] = ()
    under: Decimal | None = None
    over: Decimal | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    is_: Annotated[str, Field(alias="is")] = ""
    outside: Term = ""  # a set of places

    @property
    def slugs(self) -> tuple[str, ...]:
        return (self.fact, *self.any) if self.fact else self.any


class Rule(_Row):
    """Map a clause to an article by its topic, its position and its facts, in documents and on platforms of some kinds only.

    `reason` is the sentence shown, with the position and the facts asked for filled in. A rule that `addresses` the law holds for
    clauses that have no meaning outside of it, so that it matters not where the operator is established.
    """

    slug: Slug
    law: Slug
    article: str
    topic: Term
    positions: tuple[Term, ...] = ()
    facts: tuple[FactTest, ...] = ()
    documents: Annotated[tuple[Term, ...], Field(min_length=1)]
    kinds: tuple[Term, ...] = ()
    platforms: str = ""
    addresses: bool = False
    strength: Strength
    reason: Annotated[str, Field(min_length=20, max_length=220, pattern=r"^[A-Z].*[^.]$")]


class Groups(_Row):
    """Names for sets that laws and rules use."""

    version: Annotated[int, Field(ge=1)]
    documents: Mapping[str, tuple[Term, ...]]
    kinds: Mapping[str, tuple[Term, ...]]
    places: Mapping[str, tuple[str, ...]]
    gatekeepers: tuple[Term, ...]
    members: Mapping[str, tuple[Jurisdiction, ...]]
    phrases: Mapping[str, Mapping[str, str]]

    def phrase(self, topic: str, position: str, label: str) -> str:
        """Return the words by which a reason names a position: written for it, or its label."""
        return self.phrases.get(topic, {}).get(position, label[:1].lower() + label[1:])


class Knowledge(_Row):
    """Every law and every rule, in the order of the files."""

    groups: Groups
    regulations: tuple[Regulation, ...]
    rules: tuple[Rule, ...]

    def regulation(self, slug: str) -> Regulation:
        """Return the law of that slug. Raises `KeyError`."""
        for regulation in self.regulations:
            if regulation.slug == slug:
                return regulation
        raise KeyError(slug)
