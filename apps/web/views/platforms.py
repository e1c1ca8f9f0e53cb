"""Platforms: the list and the record of one."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.analysis.selectors.counting import (
    SeverityCounts,
    severity_counts,
    severity_counts_by_document,
)
from apps.core import clock
from apps.platforms.models import Platform
from apps.platforms.selectors import platforms_matching
from apps.platforms.vocabulary import category_choices
from apps.web.access import get_platform_or_404
from apps.web.moves import follow_moves
from apps.web.presentation.basics import Link, choices, chosen, figure, query_prefix
from apps.web.presentation.countries import country_name
from apps.web.presentation.timelines import Event, MarkKind, Timeline, draw_timeline
from apps.web.presentation.topics import covered_by_family
from apps.web.queries.platforms import (
    DocumentRow,
    PlatformChanges,
    PlatformFigures,
    PlatformRow,
    changes_of_platform,
    document_rows,
    platform_figures,
)
from apps.web.queries.topics import topics_covered

_PER_PAGE = 50
_CHANGES_SHOWN = 12
_CHANGES_DRAWN = 60
_LONGEST_SEARCH = 100


@require_safe
def platforms(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH]
    labels = dict(category_choices())
    category = chosen(request.GET, "category", labels)
    page = Paginator(platforms_matching(text=text, category=category), _PER_PAGE).get_page(
        request.GET.get("page")
    )
    found = list(page)
    figures = platform_figures(found)
    rows = tuple(_row(platform, figures.get(platform.pk, PlatformFigures())) for platform in found)
    context = {
        "page": page,
        "rows": rows,
        "q": text,
        "categories": choices(labels.items(), category),
        "query": query_prefix({"q": text, "category": category}),
    }
    return render(request, "web/platforms.html", context)


def _row(platform: Platform, figures: PlatformFigures) -> PlatformRow:
    return PlatformRow(
        platform=platform,
        category_label=_category(platform),
        jurisdiction=_jurisdiction(platform),
        documents=figures.documents,
        troubled=figures.troubled,
        last_change_at=figures.last_change_at,
    )


def _category(platform: Platform) -> str:
    return platform.get_category_display() or "not classified"


def _jurisdiction(platform: Platform) -> str:
    return country_name(platform.operator.jurisdiction if platform.operator else "")


@require_safe
@follow_moves
def platform(request: HttpRequest, platform_slug: str) -> HttpResponse:
    record = get_platform_or_404(platform_slug)
    documents = document_rows(record)
    changes = changes_of_platform(record, limit=_CHANGES_DRAWN)
    versions = sum(row.latest.number for row in documents if row.latest)
    covered = topics_covered(record)
    severities = severity_counts_by_document([row.document.pk for row in documents])
    context = {
        "platform": record,
        "category_label": _category(record),
        "jurisdiction": _jurisdiction(record),
        "aliases": tuple(record.aliases.values_list("name", flat=True)),
        "documents": tuple(DocumentWithCounts(row, severities[row.document.pk]) for row in documents),
        "changes": changes.newest[:_CHANGES_SHOWN],
        "timeline": _timeline(record, changes),
        "figures": (
            figure(len(documents), "document"),
            figure(versions, "version"),
            figure(
                sum(counts.total for counts in severities.values()), "clause in force", "clauses in force"
            ),
            figure(len(covered), "topic covered", "topics covered"),
        ),
        "severities": severity_counts(platform=record),
        "covered": covered_by_family(covered),
        "compare_url": f"{reverse('compare_platforms')}?platform={record.slug}",
        "timeline_url": f"{reverse('timeline')}?platform={record.slug}",
        "crumbs": (Link("Platforms", reverse("platforms")), Link(record.name)),
    }
    return render(request, "web/platform.html", context)


@dataclass(frozen=True, slots=True)
class DocumentWithCounts:
    """A document in the list, and the severities of its clauses."""

    row: DocumentRow
    severities: SeverityCounts


def _timeline(platform: Platform, changes: PlatformChanges) -> Timeline | None:
    events = [
        Event(
            MarkKind.CHANGE,
            change.detected_at,
            f"{change.document.title}: {change.get_kind_display().lower()}, {change.public_id}",
            change.get_absolute_url(),
        )
        for change in changes.newest
    ]
    count = figure(changes.total, "change")
    source = "Changes of words or numbers, by the day they were seen."
    if changes.total > len(changes.newest):
        source = f"{source} The newest {len(changes.newest)} are drawn."
    return draw_timeline(
        title=f"{count.value} {count.label} by {platform.name} in its documents",
        source=source,
        events=events,
        until=clock.now(),
    )
