"""Topics as pages show them: how common each position is, and who takes it in which words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from apps.platforms.models import Platform
from apps.provisions.prevalence import Prevalences
from apps.provisions.taxonomy import Family, Topic, read_taxonomy
from apps.web.presentation.clauses import (
    FAVOURS,
    FactView,
    PrevalenceView,
    excerpt,
    fact_views,
    position_named,
    quote_from,
    shown_prevalence,
    topic_address,
)
from apps.web.queries.topics import PositionTaken

_LENGTH = 320


@dataclass(frozen=True, slots=True)
class TopicRow:
    label: str
    url: str
    definition: str
    prevalence: PrevalenceView


@dataclass(frozen=True, slots=True)
class FamilyRows:
    family: Family
    topics: tuple[TopicRow, ...]


@dataclass(frozen=True, slots=True)
class PositionRow:
    """A position a clause can take, whom it serves and how common it is; `is_chosen` where the list below is of it."""

    slug: str
    label: str
    definition: str
    favours: str
    prevalence: PrevalenceView
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class TakenView:
    """A position as one platform takes it; `position` is empty where its clause decides none."""

    position: str
    document: str
    locale: str
    url: str
    public_id: str
    quote: str
    facts: tuple[FactView, ...]


@dataclass(frozen=True, slots=True)
class PlatformTaken:
    platform: Platform
    taken: tuple[TakenView, ...]


def topics_by_family(prevalences: Prevalences) -> tuple[FamilyRows, ...]:
    """Return every topic under its family, with how many platforms have a clause on it."""
    taxonomy = read_taxonomy()
    grouped = {
        slug: tuple(topics) for slug, topics in groupby(taxonomy.topics, key=lambda topic: topic.family)
    }
    return tuple(
        FamilyRows(family, tuple(_topic(topic, prevalences) for topic in grouped.get(family.slug, ())))
        for family in taxonomy.families
    )


def _topic(topic: Topic, prevalences: Prevalences) -> TopicRow:
    return TopicRow(
        topic.label,
        topic_address(topic.slug),
        topic.definition,
        shown_prevalence(prevalences[topic.slug, ""]),
    )


def position_rows(topic: Topic, prevalences: Prevalences, chosen: str) -> tuple[PositionRow, ...]:
    return tuple(
        PositionRow(
            position.slug,
            position.label,
            position.definition,
            FAVOURS[position.favours],
            shown_prevalence(prevalences[topic.slug, position.slug]),
            position.slug == chosen,
        )
        for position in topic.positions
    )


def platforms_taking(
    platforms: Iterable[Platform], taken: Iterable[PositionTaken]
) -> tuple[PlatformTaken, ...]:
    """Return each platform with the positions it takes, those decided first."""
    views: dict[int, list[PositionTaken]] = {}
    for one in taken:
        views.setdefault(one.platform_id, []).append(one)
    return tuple(
        PlatformTaken(platform, tuple(_decided_first(views.get(platform.pk, [])))) for platform in platforms
    )


def _decided_first(taken: list[PositionTaken]) -> Iterator[TakenView]:
    """Leave out that a clause decides nothing where another one decides."""
    decided = [one for one in taken if one.position]
    yield from (taken_view(one) for one in decided or taken)


def taken_view(one: PositionTaken, length: int = _LENGTH) -> TakenView:
    provision = one.standing.provision
    position = position_named(one.topic, one.position)
    start = one.standing.last_text.start
    quote = quote_from(one.words, start, one.quote_start, one.quote_end, length)
    return TakenView(
        position=position.label if position else "",
        document=provision.document.title,
        locale=provision.document.locale,
        url=provision.get_absolute_url(),
        public_id=provision.public_id,
        quote=quote or excerpt(one.words, length),
        facts=fact_views(one.facts, start, one.words),
    )


@dataclass(frozen=True, slots=True)
class CoveredTopic:
    """A topic that a platform has a clause on; `positions` are empty where none is decided."""

    label: str
    url: str
    positions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoveredFamily:
    family: Family
    topics: tuple[CoveredTopic, ...]


def covered_by_family(covered: Mapping[str, Sequence[str]]) -> tuple[CoveredFamily, ...]:
    """Return the topics a platform covers under their families, in the order of the taxonomy."""
    taxonomy = read_taxonomy()
    found = (
        CoveredFamily(
            family,
            tuple(
                _covered(topic, covered[topic.slug])
                for topic in taxonomy.topics
                if topic.family == family.slug and topic.slug in covered
            ),
        )
        for family in taxonomy.families
    )
    return tuple(row for row in found if row.topics)


def _covered(topic: Topic, positions: Sequence[str]) -> CoveredTopic:
    labels = {position.slug: position.label for position in topic.positions}
    taken = tuple(labels[slug] for slug in positions if slug in labels)
    return CoveredTopic(topic.label, topic_address(topic.slug), taken)
