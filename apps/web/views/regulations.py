"""Laws: the list, and the record of one with the clauses mapped to its articles."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.analysis.models import LegalStatus, Strength
from apps.analysis.selectors.regulations import Reached
from apps.billing.types import Feature
from apps.core import clock
from apps.web.access import get_regulation_or_404
from apps.web.entitlements import entitled
from apps.web.presentation.basics import choices, chosen, query_prefix
from apps.web.presentation.regulations import (
    article_views,
    clauses_by_article,
    has_rules,
    law_crumbs,
    law_figures,
    law_view,
    laws_of_topic,
    place_name,
    reach_of,
    review_view,
    topics_of_laws,
)
from apps.web.queries.regulations import (
    ArticleRow,
    MappingPages,
    article_rows,
    jurisdictions,
    law_rows,
    mapped_clauses,
    reach_of_law,
)

_PER_PAGE = 25
_LONGEST_SEARCH = 100


@require_safe
def regulations(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH]
    places = jurisdictions()
    topics = topics_of_laws()
    jurisdiction = chosen(request.GET, "jurisdiction", places)
    status = chosen(request.GET, "status", LegalStatus.values)
    topic = chosen(request.GET, "topic", dict(topics))
    today = clock.now().date()
    rows = law_rows(
        text=text,
        jurisdiction=jurisdiction,
        status=status,
        slugs=laws_of_topic(topic) if topic else None,
    )
    context = {
        "laws": tuple(law_view(row, today) for row in rows),
        "q": text,
        "jurisdictions": choices(((place, place_name(place)) for place in places), jurisdiction),
        "statuses": choices(LegalStatus.choices, status),
        "topics": choices(topics, topic),
    }
    return render(request, "web/regulations.html", context)


@require_safe
def regulation(request: HttpRequest, regulation_slug: str) -> HttpResponse:
    record = get_regulation_or_404(regulation_slug)
    today = clock.now().date()
    may_map = entitled(request, Feature.REGULATORY_MAPPING)
    reached = reach_of_law(record)
    articles = article_rows(record, reached)
    context = {
        "regulation": record,
        "place": place_name(record.jurisdiction),
        "review": review_view(record, today),
        "is_ahead": bool(record.in_force_on and record.in_force_on > today),
        "articles": article_views(articles, record, today, may_map=may_map),
        "figures": law_figures(len(articles), reached.provisions, reached.platforms),
        "provisions": reached.provisions,
        "has_rules": has_rules(record),
        "reach": reach_of(record),
        "crumbs": law_crumbs(record),
        "may_map": may_map,
        # The clauses are asked for where they may be seen, and nowhere else.
        **(_clauses(request, articles, reached) if may_map else {}),
    }
    return render(request, "web/regulation.html", context)


def _clauses(request: HttpRequest, articles: Sequence[ArticleRow], reached: Reached) -> dict[str, Any]:
    article = chosen(request.GET, "article", [row.article.slug for row in articles])
    strength = chosen(request.GET, "strength", Strength.values)
    pages = MappingPages(articles, reached, article=article, strength=strength, per_page=_PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    return {
        "page": page,
        "groups": clauses_by_article(mapped_clauses(list(page))),
        "is_filtered": bool(article or strength),
        "strengths": choices(Strength.choices, strength),
        "article": article,
        "query": query_prefix({"article": article, "strength": strength}),
    }
