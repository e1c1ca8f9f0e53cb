"""Topics: the list, and every platform's position on one."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.provisions.prevalence import prevalences
from apps.provisions.taxonomy import Topic, read_taxonomy
from apps.web.presentation.basics import Link, chosen, query_prefix
from apps.web.presentation.clauses import shown_prevalence, topic_address
from apps.web.presentation.topics import platforms_taking, position_rows, topics_by_family
from apps.web.queries.topics import platforms_listed, positions_taken

_PER_PAGE = 25


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    taxonomy = read_taxonomy()
    context = {
        "families": topics_by_family(prevalences()),
        "total": len(taxonomy.topics),
        "version": taxonomy.version,
    }
    return render(request, "web/topics.html", context)


@require_safe
def topic(request: HttpRequest, topic_slug: str) -> HttpResponse:
    found = _get_topic_or_404(topic_slug)
    position = chosen(request.GET, "position", [row.slug for row in found.positions])
    counted = prevalences()
    page = Paginator(platforms_listed(found.slug, position), _PER_PAGE).get_page(request.GET.get("page"))
    platforms = list(page)
    taken = positions_taken([row.pk for row in platforms], topics=[found.slug], position=position)
    family = next(one for one in read_taxonomy().families if one.slug == found.family)
    context = {
        "topic": found,
        "family": family,
        "crumbs": (Link("Topics", reverse("topics")), Link(found.label)),
        "prevalence": shown_prevalence(counted[found.slug, ""]),
        "positions": position_rows(found, counted, position),
        "position": next((row.label for row in found.positions if row.slug == position), ""),
        "excludes": tuple(
            Link(read_taxonomy().topic(one.topic).label, topic_address(one.topic)) for one in found.excludes
        ),
        "page": page,
        "platforms": platforms_taking(platforms, taken),
        "query": query_prefix({"position": position}),
    }
    return render(request, "web/topic.html", context)


def _get_topic_or_404(slug: str) -> Topic:
    try:
        return read_taxonomy().topic(slug)
    except KeyError as error:
        raise Http404(f"no topic {slug}") from error
