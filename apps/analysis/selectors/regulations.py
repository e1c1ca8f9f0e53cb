"""Questions put to laws and to what was mapped to them.

Of a clause, the latest screening alone counts; of an article, the clauses that stand today as they were classified last.
"""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from apps.analysis.models import Article, Mapping, Regulation, Screening
from apps.analysis.regulations import mapping_name
from apps.analysis.types import Law, Strength
from apps.core.caching import remembered
from apps.documents.models import Version
from apps.provisions.models import Classification, Segmentation, Standing

_KEEP_FOR = 600  # seconds: of two screenings made at once, the one committed last may have the smaller number


def laws_of(classifications: Iterable[int]) -> dict[int, tuple[Law, ...]]:
    """Return the laws of clauses by the number of their classification, the closest first. One query."""
    rows = (
        Mapping.objects.filter(
            screening__in=_latest(classification__in=list(classifications)), article__is_retired=False
        )
        .select_related("screening", "article__regulation")
        .order_by("screening_id", "rank")
    )
    found: dict[int, list[Law]] = defaultdict(list)
    for row in rows:
        found[row.screening.classification_id].append(law_of(row))
    return {number: tuple(laws) for number, laws in found.items()}


def law_of(mapping: Mapping) -> Law:
    """Return a mapping as analysers and pages take it. Load `article__regulation`."""
    article, regulation = mapping.article, mapping.article.regulation
    return Law(
        regulation=regulation.slug,
        name=regulation.name,
        article=article.reference,
        about=article.about,
        jurisdiction=regulation.jurisdiction,
        authority=regulation.authority,
        reason=mapping.reason,
        strength=Strength(mapping.strength),
        in_force_on=article.in_force_on or regulation.in_force_on,
        url=regulation.url,
        verified_on=regulation.verified_on,
    )


def unscreened_in(classifications: QuerySet[Classification]) -> QuerySet[Classification]:
    """Return those at which today's rules have not looked."""
    done = Screening.objects.filter(classification=OuterRef("pk"), rules=mapping_name())
    return classifications.filter(~Exists(done))


def regulations_in_force() -> QuerySet[Regulation]:
    """Return the laws that the files hold, in their order, with their articles."""
    articles = Article.objects.filter(is_retired=False).order_by("position")
    return Regulation.objects.filter(is_retired=False).prefetch_related(
        Prefetch("articles", queryset=articles)
    )


def standing_mappings(regulation: Regulation | None = None) -> QuerySet[Mapping]:
    """Return what clauses that stand today are mapped to, of one law or of all."""
    clause = OuterRef("screening__classification")
    today = Standing.objects.filter(ended_in=None, classification=clause)
    later = Screening.objects.filter(classification=clause, number__gt=OuterRef("screening__number"))
    rows = Mapping.objects.filter(Exists(today), ~Exists(later), article__is_retired=False)
    return rows if regulation is None else rows.filter(article__regulation=regulation)


@dataclass(frozen=True, slots=True)
class Reached:
    """How many clauses that stand today are mapped to a law, on how many platforms, and how many by article and strength."""

    provisions: int = 0
    platforms: int = 0
    by_article: Map[tuple[int, str], int] = field(default_factory=dict)

    def of_article(self, article: int) -> int:
        """Return how many are mapped to an article, however closely."""
        return sum(count for (number, _), count in self.by_article.items() if number == article)


def reach_of_laws() -> dict[int, Reached]:
    """Return how far each law reaches, by its number; those that nothing is mapped to are not there.

    All are counted together and remembered until a version is recorded, cut, read or mapped again, so that no two pages
    disagree.
    """
    counts = remembered(f"laws:{_state_of_archive()}", _count, keep_for=_KEEP_FOR)
    found: dict[int, list[tuple[int, str, int, list[int]]]] = defaultdict(list)
    for law, article, strength, count, platforms in counts:
        found[law].append((article, strength, count, platforms))
    return {
        law: Reached(
            provisions=sum(count for _, _, count, _ in rows),  # a clause is mapped to one article of a law
            platforms=len({platform for *_, platforms in rows for platform in platforms}),
            by_article={(article, strength): count for article, strength, count, _ in rows},
        )
        for law, rows in found.items()
    }


def _count() -> list[tuple[int, int, str, int, list[int]]]:
    platform = "screening__classification__text__provision__document__platform"
    rows = standing_mappings().order_by().values_list("article__regulation", "article", "strength")
    return list(rows.annotate(clauses=Count("pk"), platforms=ArrayAgg(platform, distinct=True)))


def _state_of_archive() -> str:
    """Name what the numbers depend on: the latest version, cut, reading and mapping, each with its moment."""
    latest = [
        model.objects.order_by().values_list("pk", "created_at").filter(pk__in=_last(model))
        for model in (Version, Segmentation, Classification, Screening)
    ]
    rows = latest[0].union(*latest[1:], all=True)
    return ":".join(sorted(f"{number}-{at.timestamp()}" for number, at in rows))


def _last(model: type[Version | Segmentation | Classification | Screening]) -> QuerySet[Any, int]:
    return model.objects.order_by("-pk").values_list("pk", flat=True)[:1]


def _latest(**classifications: object) -> QuerySet[Screening]:
    """Return the latest screening of each classification."""
    return (
        Screening.objects.filter(**classifications)
        .order_by("classification_id", "-number")
        .distinct("classification_id")
    )
