"""What the pages about laws read."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from apps.analysis.models import Article, Mapping, Regulation, Strength
from apps.analysis.selectors.regulations import (
    Reached,
    reach_of_laws,
    regulations_in_force,
    standing_mappings,
)
from apps.provisions.models import Standing
from apps.provisions.selectors import words_of

_CLOSEST_FIRST = Case(
    *(When(strength=strength, then=Value(place)) for place, strength in enumerate(Strength.values)),
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True)
class LawRow:
    regulation: Regulation
    articles: int
    reached: Reached


@dataclass(frozen=True, slots=True)
class ArticleRow:
    article: Article
    provisions: int


@dataclass(frozen=True, slots=True)
class MappedClause:
    """A clause that stands today, with the article it is mapped to and what it says."""

    mapping: Mapping
    standing: Standing
    words: str


def law_rows(
    *, text: str = "", jurisdiction: str = "", status: str = "", slugs: Sequence[str] | None = None
) -> list[LawRow]:
    """Return the laws that pass the filters, in their order. `slugs` are those that a rule of a topic names."""
    laws = regulations_in_force()
    if text:
        laws = laws.filter(_says(text)).distinct()
    if jurisdiction:
        laws = laws.filter(jurisdiction=jurisdiction)
    if status:
        laws = laws.filter(status=status)
    if slugs is not None:
        laws = laws.filter(slug__in=slugs)
    reached = reach_of_laws()
    return [LawRow(law, len(law.articles.all()), reached.get(law.pk, Reached())) for law in laws]


def _says(text: str) -> Q:
    fields = ("name", "title", "citation", "authority", "articles__reference", "articles__about")
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__icontains": text})
    return found


def jurisdictions() -> list[str]:
    """Return the jurisdictions that laws have, in the order of the laws."""
    return list(
        dict.fromkeys(
            Regulation.objects.filter(is_retired=False)
            .order_by("position")
            .values_list("jurisdiction", flat=True)
        )
    )


def reach_of_law(regulation: Regulation) -> Reached:
    """Return how far one law reaches today."""
    return reach_of_laws().get(regulation.pk, Reached())


def article_rows(regulation: Regulation, reached: Reached) -> list[ArticleRow]:
    """Return the articles of a law with how many clauses that stand today are mapped to each. One query."""
    articles = regulation.articles.filter(is_retired=False).order_by("position")
    return [ArticleRow(article, reached.of_article(article.pk)) for article in articles]


class MappingPages(Paginator):  # type: ignore[type-arg]  # generic in the stubs only
    """Pages of what is mapped to a law today, by article, the closest first.

    How many there are of each is known beforehand, so a page asks for the rows of its own articles, not for all before it.
    """

    def __init__(
        self, articles: Sequence[ArticleRow], reached: Reached, *, article: str, strength: str, per_page: int
    ) -> None:
        self._strength = strength
        self._counts = [
            (
                row.article.pk,
                sum(reached.by_article.get((row.article.pk, each), 0) for each in self._strengths),
            )
            for row in articles
            if not article or row.article.slug == article
        ]
        super().__init__((), per_page)

    @property
    def _strengths(self) -> tuple[str, ...]:
        return (self._strength,) if self._strength else tuple(Strength.values)

    @cached_property
    def count(self) -> int:
        return sum(count for _, count in self._counts)

    def page(self, number: int | str) -> Page[Any]:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        last = min(first + self.per_page, self.count)
        return Page(list(self._rows(first, last)), number, self)

    def _rows(self, first: int, last: int) -> QuerySet[Mapping]:
        """Return the rows between two places, looking only at articles that have some there."""
        wanted, before, skipped = [], 0, 0
        for article, count in self._counts:
            if before + count <= first:
                skipped += count
            elif before < last:
                wanted.append(article)
            before += count
        rows = standing_mappings().filter(article__in=wanted, strength__in=self._strengths)
        ordered = rows.select_related("article", "screening").order_by(
            "article__position", _CLOSEST_FIRST, "pk"
        )
        return ordered[first - skipped : last - skipped]


def mapped_clauses(mappings: Sequence[Mapping]) -> list[MappedClause]:
    """Return the clauses of mappings with what they say. One query, and a stored text for a clause without a wording."""
    numbers = [mapping.screening.classification_id for mapping in mappings]
    standings = {
        standing.classification_id: standing
        for standing in Standing.objects.filter(classification__in=numbers).select_related(
            "provision__document__platform", "provision__wording", "last_text__version"
        )
    }
    words = words_of(standings.values())
    return [
        MappedClause(mapping, standing, words[standing.pk])
        for mapping in mappings
        if (standing := standings.get(mapping.screening.classification_id)) is not None
    ]
