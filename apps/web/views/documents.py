"""One document: its record, its versions and the attempts to obtain it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.analysis.selectors.counting import severity_counts
from apps.analysis.selectors.shown import publications_of
from apps.core import clock
from apps.documents.models import MATERIAL_KINDS, Cause, Document, Version
from apps.documents.selectors import current_sources, latest_version
from apps.provisions.selectors import provisions_in_force
from apps.web.access import get_document_or_404
from apps.web.moves import follow_moves
from apps.web.presentation.basics import Choice, Figure, Link, figure
from apps.web.presentation.citations import cite_document
from apps.web.presentation.dates import date_facts
from apps.web.presentation.document_clauses import DocumentClauses, document_clauses
from apps.web.presentation.timelines import Event, MarkKind, Timeline, draw_timeline
from apps.web.queries import documents as read
from apps.web.queries.documents import VersionMark
from apps.web.queries.provisions import stands_of

_VERSIONS_PER_PAGE = 40


@dataclass(frozen=True, slots=True)
class Comparison:
    """A form that compares two of these versions."""

    url: str
    choices: tuple[Choice, ...]


@require_safe
@follow_moves
def document(request: HttpRequest, platform_slug: str, document_slug: str) -> HttpResponse:
    record = get_document_or_404(platform_slug, document_slug)
    marks = read.version_marks(record)
    page = Paginator(marks, _VERSIONS_PER_PAGE).get_page(request.GET.get("page"))
    versions = tuple(read.versions_for_table(record, [mark.number for mark in page]))
    latest = versions[0] if versions and page.number == 1 else latest_version(record)
    context = {
        "document": record,
        "type_label": record.get_type_display(),
        "sources": tuple(current_sources(record)),
        "first_captured_at": read.first_captured_at(record),
        "health": record.health,
        "latest": latest,
        "dates": date_facts(read.dates_of(latest)) if latest else (),
        "page": page,
        "versions": versions,
        "captures": tuple(read.latest_captures(record)),
        "timeline": _timeline(record, marks, read.troubled_days(record)),
        "figures": _figures(marks, latest),
        "citation": cite_document(record, latest),
        "crumbs": crumbs_to(record),
        "comparison": _comparison(record, marks),
        "clauses": _clauses(record),
    }
    return render(request, "web/document.html", context)


def _clauses(document: Document) -> DocumentClauses | None:
    standings = list(provisions_in_force(document).select_related("last_text__version"))
    return document_clauses(
        document,
        standings,
        stands_of(standings),
        publications_of([one.pk for one in standings]),
        severity_counts(document=document),
    )


def crumbs_to(document: Document, *beyond: Link) -> tuple[Link, ...]:
    """Return the path to a document, or on to something of it."""
    platform = document.platform
    return (
        Link(platform.name, platform.get_absolute_url()),
        Link(document.title, document.get_absolute_url() if beyond else ""),
        *beyond,
    )


def version_choices(marks: Sequence[VersionMark], selected: int | None = None) -> tuple[Choice, ...]:
    return tuple(
        Choice(str(mark.number), f"{mark.number} · {_day(mark.first_seen_at)}", mark.number == selected)
        for mark in marks
    )


def _day(at: datetime) -> str:
    return f"{at.day} {at:%b %Y}"


def _comparison(document: Document, marks: Sequence[VersionMark]) -> Comparison | None:
    if len(marks) < 2:  # noqa: PLR2004 - it takes two to compare
        return None
    url = reverse("compare", args=[document.platform.slug, document.slug])
    return Comparison(url, version_choices(marks))


def _is_material(mark: VersionMark) -> bool:
    return mark.cause == Cause.PUBLISHER and mark.kind in MATERIAL_KINDS


def _figures(marks: Sequence[VersionMark], latest: Version | None) -> tuple[Figure, ...]:
    if latest is None or not marks:
        return ()
    changed = next((mark.first_seen_at for mark in marks if _is_material(mark)), None)
    since = (_days_since(changed, "since the last change"),) if changed else ()
    return (
        figure(len(marks), "version"),
        figure(latest.words, "word in the latest", "words in the latest"),
        *since,
        _days_since(marks[-1].first_seen_at, "on record"),
    )


def _days_since(at: datetime, what: str) -> Figure:
    return figure((clock.now() - at).days, f"day {what}", f"days {what}")


def _timeline(
    document: Document, marks: Sequence[VersionMark], troubled: Sequence[datetime]
) -> Timeline | None:
    slugs = [document.platform.slug, document.slug]
    events = [
        Event(
            MarkKind.CHANGE if _is_material(mark) else MarkKind.VERSION,
            mark.first_seen_at,
            f"Version {mark.number}, {_day(mark.first_seen_at)}",
            reverse("version", args=[*slugs, mark.number]),
        )
        for mark in marks
    ]
    events += [
        Event(MarkKind.TROUBLE, day, f"Not obtained, {_day(day)}", f"{document.get_absolute_url()}#captures")
        for day in troubled
    ]
    changes = figure(sum(map(_is_material, marks)), "change")
    return draw_timeline(
        title=f"{changes.value} {changes.label} of words or numbers in {len(marks)} versions",
        source="Versions by the day their text was first seen; attempts that failed by their day.",
        events=events,
        until=clock.now(),
    )
