"""What the pages about topics and comparisons read: who takes which position, by which clause."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q, QuerySet

from apps.documents.models import Document
from apps.platforms.models import Platform
from apps.provisions.models import ProvisionFact, Standing
from apps.provisions.prevalence import ON_TOPIC, platforms_behind
from apps.provisions.selectors import words_of


@dataclass(frozen=True, slots=True)
class PositionTaken:
    """A position that a platform takes on a topic, by its surest clause; empty where no clause decides one."""

    topic: str
    position: str
    quote_start: int | None
    quote_end: int | None
    standing: Standing
    words: str
    facts: tuple[ProvisionFact, ...]

    @property
    def platform_id(self) -> int:
        return self.standing.provision.document.platform_id


def platforms_listed(topic: str, position: str) -> QuerySet[Platform]:
    """Return the platforms behind a prevalence, by name."""
    return Platform.objects.filter(pk__in=platforms_behind(topic, position)).order_by("name", "pk")


def positions_taken(
    platforms: Iterable[int], *, topics: Sequence[str] = (), position: str = ""
) -> list[PositionTaken]:
    """Return the positions of platforms on topics, on all where none is named: each once a platform, by its surest clause.

    What a number of prevalence counts is here and nothing else. Five queries, however many there are.
    """
    chosen = _surest(platforms, topics, position)
    standings = _standings(row.provision for row in chosen)
    facts = _facts(chosen)
    words = words_of(standings.values())
    return [
        PositionTaken(
            topic=row.topic,
            position=row.position,
            quote_start=row.quote_start,
            quote_end=row.quote_end,
            standing=standings[row.provision],
            words=words[row.provision],
            facts=tuple(facts[row.classification, row.topic]),
        )
        for row in chosen
    ]


class _Stand(NamedTuple):
    """What one query gives of a topic of a clause; the names stand in the order of `_STAND`."""

    platform: int
    topic: str
    position: str
    provision: int
    classification: int
    quote_start: int | None
    quote_end: int | None


_TOPIC = "classification__topics__"
_STAND = (
    "provision__document__platform_id",
    f"{_TOPIC}topic__slug",
    f"{_TOPIC}position",
    "pk",
    "classification_id",
    f"{_TOPIC}quote_start",
    f"{_TOPIC}quote_end",
)


_SHOWN = (
    "last_text__start",
    "last_text__end",
    "last_text__sha256",
    "last_text__version__text_sha256",
    "provision__document__title",
    "provision__document__locale",
    "provision__document__slug",
    "provision__document__platform__slug",
    "provision__wording__sha256",
    "provision__wording__words",
)


def _surest(platforms: Iterable[int], topics: Sequence[str], position: str) -> list[_Stand]:
    documents = list(Document.objects.filter(platform__in=list(platforms)).values_list("pk", flat=True))
    rows = Standing.objects.filter(
        ON_TOPIC,
        *([Q(classification__topics__topic__slug__in=topics)] if topics else []),
        *([Q(classification__topics__position=position)] if position else []),
        ended_in=None,
        provision__document__in=documents,
    )
    kind = (_STAND[0], f"{_TOPIC}topic__position", f"{_TOPIC}position")
    ranked = rows.order_by(*kind, f"-{_TOPIC}confidence", "pk").distinct(*kind)
    return [_Stand(*row) for row in ranked.values_list(*_STAND)]


def _standings(provisions: Iterable[int]) -> dict[int, Standing]:
    rows = Standing.objects.filter(pk__in=list(provisions)).select_related(
        "provision__document__platform", "provision__wording", "last_text__version"
    )
    return {row.pk: row for row in rows.only(*_SHOWN)}


def _facts(rows: Sequence[_Stand]) -> Mapping[tuple[int, str], list[ProvisionFact]]:
    found: defaultdict[tuple[int, str], list[ProvisionFact]] = defaultdict(list)
    facts = ProvisionFact.objects.filter(classification__in=[row.classification for row in rows])
    for fact in facts.select_related("topic"):
        found[fact.classification_id, fact.topic.slug].append(fact)
    return found


def topics_covered(platform: Platform) -> dict[str, list[str]]:
    """Return the positions that a platform takes by topic, in the order of the taxonomy; none decided is an empty list."""
    rows = (
        Standing.objects.filter(ON_TOPIC, ended_in=None, provision__document__platform=platform)
        .order_by(f"{_TOPIC}topic__position", f"{_TOPIC}position")
        .values_list(f"{_TOPIC}topic__slug", f"{_TOPIC}position")
        .distinct()
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for topic, position in rows:
        found[topic] += [position] if position else []
    return found
