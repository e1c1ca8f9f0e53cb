"""Map a clause to the articles that speak of it, by rules over what it is about, the stand it takes and the values it states.

Never by its words: what no topic, position or fact says is not looked at. Few laws and the right ones: at most three of a clause,
one article of each.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps.analysis.regulations.reader import read_knowledge
from apps.analysis.regulations.types import (
    FactTest,
    Groups,
    Knowledge,
    Reach,
    Rule,
    Status,
)
from apps.analysis.types import Clause, Law, Stand, Strength, Whose
from apps.provisions.labelling import Basis

RULES_VERSION = "mapping/2"
MOST = 3  # laws of one clause
_MOST_FACTS = 4  # that a reason names beside those the rule asks for
_LONGEST = 60  # characters of a fact's value in a reason

_WEAK = {Basis.SECTION, Basis.LIKELIEST}
_ORDER = (Strength.DIRECT, Strength.ARGUABLE, Strength.CONTEXT)


@dataclass(frozen=True, slots=True)
class Stated:
    """A value that a clause states."""

    slug: str
    value: str
    number: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A topic of a clause with its position and facts; `is_firm` unless only its section, or a guess, says what it is about."""

    topic: str
    position: str
    position_label: str
    is_firm: bool
    facts: tuple[Stated, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Say where a clause stands: in which type of document, on what kind of platform, whose, and read when."""

    document_type: str
    category: str
    jurisdiction: str  # of the operator; empty where not known
    platform: str
    captured_on: date

    @property
    def given(self) -> str:
        """Return what the rules look at beside the clause, as kept with what they say."""
        return f"{self.document_type} {self.category} {self.jurisdiction or '-'} {self.platform}"


@dataclass(frozen=True, slots=True)
class Mapped:
    """An article of a law, with the rule and the topic by which a clause was mapped to it."""

    law: Law
    rule: str
    topic: str


def mapping_name() -> str:
    """Return what every mapping depends on beside the clause: a change of any of it makes new ones."""
    return f"{RULES_VERSION} laws/{read_knowledge().groups.version}"


def match_laws(clause: Clause, whose: Whose) -> tuple[Law, ...]:
    """Return the laws that a clause is mapped to, the closest first."""
    return tuple(
        mapped.law for mapped in mapped_to([taken(stand) for stand in clause.stands], origin_of(whose))
    )


def taken(stand: Stand) -> Taken:
    """Return what the rules look at of a stand."""
    return Taken(
        topic=stand.topic,
        position=stand.position,
        position_label=stand.position_label,
        is_firm=stand.basis not in _WEAK,
        facts=tuple(Stated(value.slug, value.value, value.number) for value in stand.facts),
    )


def origin_of(whose: Whose) -> Origin:
    """Return what the rules look at of a document."""
    return Origin(
        whose.document_type, whose.category, whose.jurisdiction, whose.platform_slug, whose.captured_on
    )


def mapped_to(
    stands: Sequence[Taken], origin: Origin, knowledge: Knowledge | None = None
) -> tuple[Mapped, ...]:
    """Return what the rules map a clause with these stands to: the closest first, one article of a law, three laws at most."""
    known = knowledge or read_knowledge()
    found = sorted(_matches(stands, origin, known), key=lambda mapped: _ORDER.index(mapped.law.strength))
    closest: dict[str, Mapped] = {}
    for mapped in found:
        closest.setdefault(mapped.law.regulation, mapped)
    return tuple(closest.values())[:MOST]


def _matches(stands: Sequence[Taken], origin: Origin, knowledge: Knowledge) -> Iterator[Mapped]:
    by_topic = {stand.topic: stand for stand in stands}
    for rule in knowledge.rules:
        stand = by_topic.get(rule.topic)
        if stand is None or not _holds(rule, stand, origin, knowledge.groups):
            continue
        law = _law(rule, stand, origin, knowledge)
        if law is not None:
            yield Mapped(law, rule.slug, rule.topic)


def _holds(rule: Rule, stand: Taken, origin: Origin, groups: Groups) -> bool:
    return (
        (not rule.positions or stand.position in rule.positions)
        and origin.document_type in _members(rule.documents, groups.documents)
        and (not rule.kinds or origin.category in _members(rule.kinds, groups.kinds))
        and (not rule.platforms or origin.platform in groups.gatekeepers)
        and all(_is_met(test, stand.facts, groups) for test in rule.facts)
    )


def _members(names: Iterable[str], groups: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {member for name in names for member in groups[name]}


def _is_met(test: FactTest, facts: Sequence[Stated], groups: Groups) -> bool:
    """Say whether a value that the clause states passes; of a set of places, none may lie in it."""
    stated = [fact for fact in facts if fact.slug in test.slugs]
    if test.outside:
        return bool(stated) and not any(fact.value in groups.places[test.outside] for fact in stated)
    return any(_passes(test, fact) for fact in stated)


def _passes(test: FactTest, fact: Stated) -> bool:
    if test.is_:
        return fact.value == test.is_
    bounds = (test.under, test.over, test.at_least, test.at_most)
    if all(bound is None for bound in bounds):
        return True
    number = fact.number
    return number is not None and (
        (test.under is None or number < test.under)
        and (test.over is None or number > test.over)
        and (test.at_least is None or number >= test.at_least)
        and (test.at_most is None or number <= test.at_most)
    )


def _law(rule: Rule, stand: Taken, origin: Origin, knowledge: Knowledge) -> Law | None:
    """Return the law as it bears on the clause; none where it does not reach its publisher, or only by the thinnest thread."""
    regulation = knowledge.regulation(rule.law)
    condition = _condition(regulation.reach, origin.jurisdiction, knowledge.groups)
    if regulation.status is Status.REPEALED or (condition is None and not rule.addresses):
        return None
    is_conditional = bool(condition) and not rule.addresses
    strength = _weakened(rule.strength, is_conditional=is_conditional, is_firm=stand.is_firm)
    if strength is None:
        return None
    article = next(article for article in regulation.articles if article.ref == rule.article)
    in_force_on = article.in_force_on or regulation.in_force_on
    return Law(
        regulation=regulation.slug,
        name=regulation.name,
        article=article.ref,
        about=article.about,
        jurisdiction=regulation.jurisdiction,
        authority=regulation.authority,
        reason=_reason(
            rule,
            stand,
            knowledge.groups.phrase(stand.topic, stand.position, stand.position_label),
            (f"if {condition}" if is_conditional else "", _since(in_force_on, origin)),
        ),
        strength=strength,
        in_force_on=in_force_on,
        url=regulation.url,
        verified_on=regulation.verified_on,
    )


def _condition(reach: Reach, jurisdiction: str, groups: Groups) -> str | None:
    """Return the condition on which a law binds an operator: empty where it does at home, none where it is not said to."""
    homes = [member for home in reach.homes for member in groups.members.get(home, (home,))]
    if _lies_in(jurisdiction, homes):
        return ""
    if reach.abroad and (not reach.abroad_from or _lies_in(jurisdiction, reach.abroad_from)):
        return reach.abroad
    return None


def _lies_in(jurisdiction: str, places: Iterable[str]) -> bool:
    return any(jurisdiction == place or jurisdiction.startswith(f"{place}-") for place in places)


def _weakened(strength: Strength, *, is_conditional: bool, is_firm: bool) -> Strength | None:
    """Take a step down where the law binds on a condition. What a title or a guess says is context, and nothing on a condition."""
    if not is_firm:
        return None if is_conditional else Strength.CONTEXT
    place = _ORDER.index(strength) + is_conditional
    return _ORDER[place] if place < len(_ORDER) else None


def _since(in_force_on: date | None, origin: Origin) -> str:
    """Say from when the law applies if the words were read before."""
    if in_force_on is None or in_force_on <= origin.captured_on:
        return ""
    return f"from {in_force_on.day} {in_force_on:%b %Y}"


def _reason(rule: Rule, stand: Taken, position: str, provisos: Iterable[str]) -> str:
    """Fill in the sentence, and name every other fact of the stand, so that clauses with other facts have other reasons."""
    asked = {slug for test in rule.facts for slug in test.slugs if f"{{{slug}}}" in rule.reason}
    stated = {slug: _joined(fact.value for fact in stand.facts if fact.slug == slug) for slug in asked}
    others = [fact for fact in stand.facts if fact.slug not in asked]
    sentence = rule.reason.format(position=position, **stated) + (f" ({_listed(others)})" if others else "")
    return f"{', '.join((sentence, *filter(None, provisos)))}."


def _listed(facts: Sequence[Stated]) -> str:
    said = [f"{fact.slug.replace('_', ' ')}: {_clipped(fact.value)}" for fact in facts[:_MOST_FACTS]]
    if len(facts) > _MOST_FACTS:
        said.append(f"{len(facts) - _MOST_FACTS} more")
    return "; ".join(said)


def _joined(values: Iterable[str]) -> str:
    return " and ".join(_clipped(value) for value in values)


def _clipped(value: str) -> str:
    return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"
