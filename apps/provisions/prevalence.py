"""How common a position is: the one place where the numbers, and the lists behind them, come from.

Of the platforms with a captured document that could hold a clause on the topic, those of which a clause that stands today is
about it, and takes that position. What is named by the section alone counts only with a position that its words prove.

All numbers are counted together and remembered until a version is recorded, cut or read again, so that no two pages disagree.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.core.caching import remembered
from apps.documents.models import Document, Version
from apps.platforms.models import Platform
from apps.provisions.models import Basis, Classification, ProvisionTopic, Segmentation, Standing
from apps.provisions.taxonomy import read_taxonomy
from apps.provisions.taxonomy.holders import document_types_for

_KEEP_FOR = 600  # seconds: of two versions cut at once, the one committed last may have the smaller number
OWN_WORDS = (Basis.MODEL, Basis.CUE, Basis.LEAD_IN, Basis.PERSON)
FEWEST = 10  # platforms of which to say what is common among them
COMMON, UNCOMMON = 0.25, 0.05

# Of the topics of a clause, those that count: seen from the topic, and from the standing.
COUNTED = Q(basis__in=OWN_WORDS) | ~Q(position="")
ON_TOPIC = Q(classification__topics__basis__in=OWN_WORDS) | Q(classification__topics__position__gt="")


class Grade(StrEnum):
    COMMON = "common"
    UNCOMMON = "uncommon"
    RARE = "rare"
    UNIQUE = "unique"


@dataclass(frozen=True, slots=True)
class Prevalence:
    """Say of how many platforms, among how many that could, this is the topic, and the position if one is named."""

    topic: str
    position: str
    count: int
    of: int

    @property
    def grade(self) -> Grade | None:
        """Return the word for it; none where too few platforms are known, or none has it."""
        if self.of < FEWEST or not self.count:
            return None
        if self.count == 1:
            return Grade.UNIQUE
        share = self.count / self.of
        return Grade.COMMON if share >= COMMON else Grade.UNCOMMON if share >= UNCOMMON else Grade.RARE


Prevalences = Mapping[tuple[str, str], Prevalence]


def prevalence_of(topic: str, position: str = "") -> Prevalence:
    """Return how many platforms have a clause on the topic that takes the position, or any clause on it. Raises `KeyError`."""
    return prevalences()[topic, position]


def prevalences() -> Prevalences:
    """Return every prevalence by its topic and position; the position is empty for any clause on the topic."""
    return {
        (topic, position): Prevalence(topic, position, count, of)
        for topic, position, count, of in remembered(_key("counts"), _count, keep_for=_KEEP_FOR)
    }


def _key(what: str) -> str:
    return f"prevalence:{what}:{read_taxonomy().version}:{_state_of_archive()}"


def _state_of_archive() -> str:
    """Name what the numbers depend on: the latest version, cut and reading, each with its moment."""
    latest = [
        model.objects.order_by().values_list("pk", "created_at").filter(pk__in=_last(model))
        for model in (Version, Segmentation, Classification)
    ]
    rows = latest[0].union(*latest[1:], all=True)
    return ":".join(sorted(f"{number}-{at.timestamp()}" for number, at in rows))


def _last(model: type[Version | Segmentation | Classification]) -> QuerySet[Any, int]:
    return model.objects.order_by("-pk").values_list("pk", flat=True)[:1]


def _count() -> list[tuple[str, str, int, int]]:
    holding = _platforms_by_document_type()
    found = _platforms_by_stand()
    counts: list[tuple[str, str, int, int]] = []
    for topic in read_taxonomy().topics:
        stands = {position: platforms for (slug, position), platforms in found.items() if slug == topic.slug}
        with_topic = set().union(*stands.values())
        could = with_topic.union(*(holding[kind] for kind in document_types_for(topic.slug)))
        counts.append((topic.slug, "", len(with_topic), len(could)))
        counts += (
            (topic.slug, position.slug, len(stands.get(position.slug, ())), len(could))
            for position in topic.positions
        )
    return counts


def _platforms_by_document_type() -> Mapping[str, set[int]]:
    holding: defaultdict[str, set[int]] = defaultdict(set)
    captured = Document.objects.filter(Exists(Version.objects.filter(document=OuterRef("pk"))))
    for kind, platform in captured.order_by().values_list("type", "platform").distinct():
        holding[kind].add(platform)
    return holding


def _platforms_by_stand() -> Mapping[tuple[str, str], set[int]]:
    rows = (
        Standing.objects.filter(ON_TOPIC, ended_in=None)
        .order_by()
        .values_list("classification__topics__topic__slug", "classification__topics__position")
        .annotate(platforms=ArrayAgg("provision__document__platform", distinct=True))
    )
    return {(topic, position): set(platforms) for topic, position, platforms in rows}


def platforms_with(topic: str, position: str = "") -> QuerySet[Platform]:
    """Return the platforms that a prevalence counts."""
    found = Standing.objects.filter(
        ON_TOPIC,
        *([Q(classification__topics__position=position)] if position else []),
        ended_in=None,
        classification__topics__topic__slug=topic,
    )
    return Platform.objects.filter(pk__in=found.values("provision__document__platform"))


def platforms_behind(topic: str, position: str = "") -> list[int]:
    """Return the numbers of the platforms that a prevalence counts, remembered as long as the number is."""

    def numbers() -> list[int]:
        return list(platforms_with(topic, position).order_by().values_list("pk", flat=True))

    return remembered(_key(f"platforms:{topic}:{position}"), numbers, keep_for=_KEEP_FOR)


def platforms_that_could(topic: str) -> QuerySet[Platform]:
    """Return the platforms with a captured document that could hold such a clause, or does although none was expected."""
    captured = Document.objects.filter(
        Exists(Version.objects.filter(document=OuterRef("pk"))),
        platform=OuterRef("pk"),
        type__in=document_types_for(topic),
    )
    found = standing_on(topic).filter(provision__document__platform=OuterRef("pk"))
    return Platform.objects.filter(Exists(captured) | Exists(found))


def standing_on(topic: str, position: str = "") -> QuerySet[Standing]:
    """Return what stands today on a topic, with that position if one is named."""
    named = ProvisionTopic.objects.filter(
        COUNTED, classification=OuterRef("classification"), topic__slug=topic
    )
    if position:
        named = named.filter(position=position)
    return Standing.objects.filter(Exists(named), ended_in=None)
