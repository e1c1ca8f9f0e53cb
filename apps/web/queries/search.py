"""Clauses by their words, topic, position, severity, values and platform."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.analysis.models import Publication
from apps.documents.models import Document
from apps.platforms.models import Platform
from apps.provisions.models import ProvisionFact, ProvisionTopic, Standing, Topic, Wording
from apps.provisions.prevalence import COUNTED

MOST = 1_000  # found at most: whoever finds more asks more precisely
OPENING, CLOSING = "\N{LEFT DOUBLE ANGLE BRACKET}", "\N{RIGHT DOUBLE ANGLE BRACKET}"
_CONFIGURATION = "english"  # that of Wording.vector


@dataclass(frozen=True, slots=True)
class WantedFact:
    topic: str
    slug: str
    comparison: str
    number: Decimal


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a clause must have; what is empty is not asked."""

    words: str = ""
    topic: str = ""
    position: str = ""
    severity: str = ""
    platform: Platform | None = None
    fact: WantedFact | None = None

    @property
    def is_empty(self) -> bool:
        return self == Wanted()


def provisions_found(wanted: Wanted) -> list[int]:
    """Return the numbers of the clauses that stand today and have all that is wanted, so many at most.

    What was read last comes first: topics are found by the number of the reading, so that the last thousand of a frequent one
    cost no more than those of a rare one.
    """
    found = Standing.objects.filter(ended_in=None)
    if wanted.words:
        worded = Wording.objects.filter(vector=_query(wanted.words))
        found = found.filter(pk__in=worded.values("pk"))
    if wanted.topic:
        found = found.filter(Exists(_stands(wanted.topic, wanted.position)))
    if wanted.severity:
        graded = Publication.objects.filter(provision__isnull=False, severity=wanted.severity)
        found = found.filter(pk__in=graded.values("provision"))
    if wanted.platform is not None:
        documents = Document.objects.filter(platform=wanted.platform).values_list("pk", flat=True)
        found = found.filter(provision__document__in=list(documents))
    if wanted.fact is not None:
        found = found.filter(Exists(_facts(wanted.fact)))
    return list(found.order_by("-classification_id", "-pk").values_list("pk", flat=True)[:MOST])


def standings_on_page(provisions: Sequence[int]) -> list[Standing]:
    """Return these with all that a list shows of them, in the same order."""
    rows = Standing.objects.filter(pk__in=provisions).select_related(
        "provision__document__platform", "provision__wording", "provision__publication", "last_text__version"
    )
    found = rows.defer("provision__wording__vector").in_bulk()
    return [found[number] for number in provisions if number in found]


def headlines(provisions: Iterable[int], words: str) -> dict[int, str]:
    """Return where the words stand in each clause, between marks that no clause has."""
    rows = Wording.objects.filter(pk__in=list(provisions)).annotate(
        headline=SearchHeadline(
            "words",
            _query(words),
            config=_CONFIGURATION,
            start_sel=OPENING,
            stop_sel=CLOSING,
            max_words=45,
            min_words=25,
        )
    )
    return dict(rows.values_list("pk", "headline"))


def _query(words: str) -> SearchQuery:
    return SearchQuery(words, config=_CONFIGURATION, search_type="websearch")


def _stands(topic: str, position: str) -> QuerySet[ProvisionTopic]:
    """Return what counts on a topic; whatever takes a position on it does (`COUNTED`)."""
    counted = Q(position=position) if position else COUNTED
    return ProvisionTopic.objects.filter(
        counted, classification=OuterRef("classification"), topic=_number_of(topic)
    )


def _facts(wanted: WantedFact) -> QuerySet[ProvisionFact]:
    return ProvisionFact.objects.filter(
        classification=OuterRef("classification"),
        topic=_number_of(wanted.topic),
        slug=wanted.slug,
        **{f"number__{wanted.comparison}": wanted.number},
    )


def _number_of(topic: str) -> int:
    """Return the row of a topic; 0, which none has, before the taxonomy is loaded."""
    return Topic.objects.filter(slug=topic).values_list("pk", flat=True).first() or 0
