"""What a saved search asks of a clause, as it is stored, and which clauses of a change answer it. Pure."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_serializer, model_validator

from apps.analysis.types import Level
from apps.provisions.taxonomy import read_taxonomy
from apps.provisions.taxonomy.labels import fact_label
from apps.subscriptions.errors import InvalidRulesError
from apps.subscriptions.types import ChangeFacts, Check, Said, Touched

Comparison = Literal["lt", "lte", "exact", "gte", "gt"]
_Slug = Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9_]*$")]
_Number = Annotated[Decimal, Field(ge=0, le=10**12, decimal_places=4)]
_COMPARED: Final[Mapping[Comparison, Callable[[Decimal, Decimal], bool]]] = {
    "lt": lt,
    "lte": le,
    "exact": eq,
    "gte": ge,
    "gt": gt,
}
_WORDS: Final[Mapping[Comparison, str]] = {
    "lt": "less than",
    "lte": "at most",
    "exact": "exactly",
    "gte": "at least",
    "gt": "more than",
}


class FactCriterion(BaseModel):
    """A value that the clause states: the notice of a change is less than 14, in days as all durations."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    topic: _Slug
    slug: _Slug
    comparison: Comparison
    number: _Number

    @field_serializer("number")
    def _written(self, number: Decimal) -> str:
        """Write equal numbers equally: the same search is followed once."""
        return f"{number.normalize():f}"


class Criteria(BaseModel):
    """What a clause must have; what is empty is not asked. `version` changes with the meaning of a field."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    topic: _Slug = ""
    position: _Slug = ""
    severity: Level | None = None
    fact: FactCriterion | None = None

    @model_validator(mode="after")
    def _asks_for_a_topic(self) -> Self:
        if not self.key:
            raise ValueError("a search that is followed names a topic or a fact")
        if self.position and not self.topic:
            raise ValueError("a position is one on a topic")
        return self

    @property
    def key(self) -> str:
        """Return the topic by which followers of searches are found."""
        return self.topic or (self.fact.topic if self.fact else "")


def require_known(criteria: Criteria) -> None:
    """See that the taxonomy has what is asked for. Raises InvalidRulesError."""
    topics = {topic.slug: topic for topic in read_taxonomy().topics}
    asked = topics.get(criteria.topic or criteria.key)
    if asked is None or (criteria.fact and criteria.fact.topic not in topics):
        raise InvalidRulesError("There is no such topic any more. Search again, and follow what you find.")
    if criteria.position and criteria.position not in {position.slug for position in asked.positions}:
        raise InvalidRulesError("This topic has no such position.")
    if criteria.fact and criteria.fact.slug not in {fact.slug for fact in topics[criteria.fact.topic].facts}:
        raise InvalidRulesError("Clauses on this topic have no such value.")


def is_touched(criteria: Criteria, facts: ChangeFacts) -> bool:
    """Say whether a change added, removed or reworded a clause that the search finds, before or after."""
    return any(_is_found(criteria, clause) for clause in facts.clauses)


def found_check(criteria: Criteria, facts: ChangeFacts) -> Check:
    """Return why a change is one of the search's: what became of the clauses that it finds."""
    found = [clause for clause in facts.clauses if _is_found(criteria, clause)]
    now = sum(_meets(criteria, clause.after, clause.severity) for clause in found)
    before = sum(_meets(criteria, clause.before, clause.severity) for clause in found)
    if now and not before:
        told = "A clause answers the search since this change."
    elif before and not now:
        told = "A clause answers the search no more since this change."
    else:
        told = "It changes a clause that answers the search."
    return Check("search", is_met=True, told=told)


def called(criteria: Criteria) -> str:
    """Return the search in words, the topic first."""
    return ", ".join(_called(criteria))


def _called(criteria: Criteria) -> Iterator[str]:
    topics = {topic.slug: topic for topic in read_taxonomy().topics}
    topic = topics.get(criteria.key)
    yield topic.label if topic else criteria.key.replace("_", " ")
    if criteria.position:
        labels = {position.slug: position.label for position in topic.positions} if topic else {}
        yield labels.get(criteria.position, criteria.position.replace("_", " ")).lower()
    if criteria.severity:
        yield f"severity {criteria.severity.value}"
    if criteria.fact:
        fact = criteria.fact
        unit = " days" if _is_duration(fact) else ""
        yield f"{fact_label(fact.slug)} {_WORDS[fact.comparison]} {fact.number.normalize():f}{unit}"


def _is_duration(wanted: FactCriterion) -> bool:
    return any(
        fact.type == "duration"
        for topic in read_taxonomy().topics
        if topic.slug == wanted.topic
        for fact in topic.facts
        if fact.slug == wanted.slug
    )


def _is_found(criteria: Criteria, clause: Touched) -> bool:
    return _meets(criteria, clause.before, clause.severity) or _meets(criteria, clause.after, clause.severity)


def _meets(criteria: Criteria, said: Said | None, severity: Level | None) -> bool:
    """What is not known yet never hides a clause: one without a grade has every severity."""
    if said is None:
        return False
    if criteria.severity and severity is not None and severity is not criteria.severity:
        return False
    if criteria.position and (criteria.topic, criteria.position) not in said.positions:
        return False
    if criteria.topic and not criteria.position and criteria.topic not in said.topics:
        return False
    return criteria.fact is None or any(_states(criteria.fact, *stated) for stated in said.numbers)


def _states(wanted: FactCriterion, topic: str, slug: str, number: Decimal) -> bool:
    return (topic, slug) == (wanted.topic, wanted.slug) and _COMPARED[wanted.comparison](
        number, wanted.number
    )
