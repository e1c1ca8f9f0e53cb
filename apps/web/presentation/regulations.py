"""Laws as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.urls import reverse

from apps.analysis.models import Regulation
from apps.analysis.regulations import FRESH_FOR, Review, read_knowledge, review_of
from apps.provisions.taxonomy import read_taxonomy
from apps.web.presentation.basics import Figure, Link, figure
from apps.web.presentation.clauses import excerpt
from apps.web.presentation.countries import country_name
from apps.web.queries.regulations import ArticleRow, LawRow, MappedClause

_PLACES = {
    "EU": "European Union",
    "BR": "Brazil",
    "IN": "India",
    "ZA": "South Africa",
    "CA-QC": "Quebec, Canada",
    "US-CA": "California, US",
    "US-CO": "Colorado, US",
    "US-IL": "Illinois, US",
    "US-NY": "New York, US",
    "US-NY-NYC": "New York City, US",
    "US-TX": "Texas, US",
    "US-UT": "Utah, US",
    "US-VA": "Virginia, US",
    "US-WA": "Washington, US",
}
_TONES = {"in_force": "good", "partly": "plain", "adopted": "accent", "repealed": "plain"}


@dataclass(frozen=True, slots=True)
class ReviewView:
    """Whether somebody compared the entry with the law: `warning` is empty where it was lately."""

    label: str
    warning: str


@dataclass(frozen=True, slots=True)
class LawView:
    regulation: Regulation
    url: str
    place: str
    tone: str
    articles: int
    provisions: int
    platforms: int
    review: ReviewView


@dataclass(frozen=True, slots=True)
class ArticleView:
    """`in_force_on` is empty where the article applies as its law does; `url` leads to its clauses, where they may be seen."""

    slug: str
    reference: str
    about: str
    note: str
    in_force_on: date | None
    is_ahead: bool
    provisions: int
    url: str


@dataclass(frozen=True, slots=True)
class ClauseView:
    platform: str
    document: str
    locale: str
    public_id: str
    url: str
    quote: str
    strength: str
    strength_label: str
    reason: str


@dataclass(frozen=True, slots=True)
class ArticleClauses:
    slug: str
    reference: str
    about: str
    clauses: tuple[ClauseView, ...]


def place_name(jurisdiction: str) -> str:
    """Return the name of a country, a state or the Union."""
    return _PLACES.get(jurisdiction) or country_name(jurisdiction)


def law_view(row: LawRow, today: date) -> LawView:
    return LawView(
        regulation=row.regulation,
        url=law_address(row.regulation),
        place=place_name(row.regulation.jurisdiction),
        tone=_TONES[row.regulation.status],
        articles=row.articles,
        provisions=row.reached.provisions,
        platforms=row.reached.platforms,
        review=review_view(row.regulation, today),
    )


def law_address(regulation: Regulation) -> str:
    return reverse("regulation", args=[regulation.slug])


def review_view(regulation: Regulation, today: date) -> ReviewView:
    """Say when the entry was last compared with the law, and warn where that is long ago or never happened."""
    review = review_of(regulation.verified_on, today)
    if review is Review.NEVER or regulation.verified_on is None:
        return ReviewView(
            "not yet reviewed",
            "Nobody has compared this entry with the law yet. Dates, articles and penalties may be out of date.",
        )
    on = f"{regulation.verified_on.day} {regulation.verified_on:%b %Y}"
    if review is Review.STALE:
        return ReviewView(
            f"{on}, to be reviewed again",
            f"This entry was last compared with an official text as of {on}, more than {FRESH_FOR.days} days ago.",
        )
    return ReviewView(on, "")


def article_views(
    rows: Sequence[ArticleRow], regulation: Regulation, today: date, *, may_map: bool
) -> tuple[ArticleView, ...]:
    address = law_address(regulation)
    return tuple(
        ArticleView(
            slug=row.article.slug,
            reference=row.article.reference,
            about=row.article.about,
            note=row.article.note,
            in_force_on=_own_date(row.article.in_force_on, regulation.in_force_on),
            is_ahead=bool(row.article.in_force_on and row.article.in_force_on > today),
            provisions=row.provisions,
            url=f"{address}?article={row.article.slug}#clauses" if may_map and row.provisions else "",
        )
        for row in rows
    )


def _own_date(own: date | None, of_law: date | None) -> date | None:
    return own if own != of_law else None


def clauses_by_article(found: Sequence[MappedClause]) -> tuple[ArticleClauses, ...]:
    """Group clauses, in the order of the articles, under the article they are mapped to."""
    return tuple(
        ArticleClauses(
            slug=article.slug,
            reference=article.reference,
            about=article.about,
            clauses=tuple(_clause(one) for one in group),
        )
        for article, group in groupby(found, key=lambda one: one.mapping.article)
    )


def _clause(found: MappedClause) -> ClauseView:
    provision = found.standing.provision
    return ClauseView(
        platform=provision.document.platform.name,
        document=provision.document.title,
        locale=provision.document.locale,
        public_id=provision.public_id,
        url=provision.get_absolute_url(),
        quote=excerpt(found.words),
        strength=found.mapping.strength,
        strength_label=found.mapping.get_strength_display(),
        reason=found.mapping.reason,
    )


def topics_of_laws() -> list[tuple[str, str]]:
    """Return the topics that rules ask for, in the order of the taxonomy, each with its label."""
    asked = {rule.topic for rule in read_knowledge().rules}
    return [(topic.slug, topic.label) for topic in read_taxonomy().topics if topic.slug in asked]


def laws_of_topic(topic: str) -> list[str]:
    """Return the slugs of the laws that a rule maps clauses on the topic to."""
    return [rule.law for rule in read_knowledge().rules if rule.topic == topic]


def has_rules(regulation: Regulation) -> bool:
    return any(rule.law == regulation.slug for rule in read_knowledge().rules)


def reach_of(regulation: Regulation) -> str:
    """Say whose documents the law is mapped to; empty for a law that the files no longer hold."""
    try:
        reach = read_knowledge().regulation(regulation.slug).reach
    except KeyError:
        return ""
    homes = " and ".join(_in_place(home) for home in reach.homes)
    origin = " and ".join(_in_place(one) for one in reach.abroad_from) if reach.abroad_from else "elsewhere"
    parts = [
        f"those of operators established {homes}" if homes else "",
        f"those of operators {origin} if {reach.abroad}" if reach.abroad else "",
    ]
    return f"Clauses of these documents are mapped: {'; '.join(filter(None, parts))}."


def _in_place(jurisdiction: str) -> str:
    article = "the " if jurisdiction in {"EU", "GB", "US"} else ""
    return f"in {article}{place_name(jurisdiction)}"


def law_figures(articles: int, provisions: int, platforms: int) -> tuple[Figure, ...]:
    return (
        figure(articles, "article"),
        figure(provisions, "clause mapped today", "clauses mapped today"),
        figure(platforms, "platform"),
    )


def law_crumbs(regulation: Regulation) -> tuple[Link, ...]:
    return (Link("Laws", reverse("regulations")), Link(regulation.name))
