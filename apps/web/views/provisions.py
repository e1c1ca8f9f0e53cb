"""One provision: what it says, what it is about, what is said of it, and how it changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.analysis.selectors.shown import Shown, shown_reading
from apps.analysis.types import ProvisionReading
from apps.billing.types import Feature
from apps.core import clock
from apps.documents.selectors import current_sources
from apps.provisions.comparables import Comparable, comparables_of
from apps.provisions.models import Provision, Standing
from apps.provisions.prevalence import prevalences
from apps.provisions.selectors import heir_of, words_of
from apps.web.access import get_standing_or_404
from apps.web.entitlements import entitled
from apps.web.moves import follow_moves
from apps.web.presentation.analyses import FullAnalysis, full_analysis, without_citations
from apps.web.presentation.basics import Link
from apps.web.presentation.citations import cite_provision
from apps.web.presentation.clause_history import clause_changes, draw_clause_timeline
from apps.web.presentation.clauses import StandView, clause_title, excerpt, stand_views
from apps.web.presentation.comparisons import comparable_views
from apps.web.presentation.grades import grade_badges
from apps.web.presentation.questions import questions_about
from apps.web.presentation.texts import Heading, render_text
from apps.web.queries import documents as read_document
from apps.web.queries import provisions as read
from apps.web.queries.laws import laws_of
from apps.web.queries.readings import authored
from apps.web.views.documents import crumbs_to

_COMPARABLES = 3


@require_safe
@follow_moves
def provision(request: HttpRequest, platform_slug: str, document_slug: str, public_id: str) -> HttpResponse:
    standing = get_standing_or_404(platform_slug, document_slug, public_id)
    heir = heir_of(standing.provision) if standing.ended_in_id else standing.provision
    if heir.pk != standing.pk:
        return HttpResponseRedirect(heir.get_absolute_url())
    context = _context(request, standing)
    return render(request, "web/provision.html", context | {"headings": _headings(context)})


def _context(request: HttpRequest, standing: Standing) -> dict[str, Any]:
    record = standing.provision
    words = words_of([standing])[standing.pk]
    rows = read.stands_of([standing]).get(standing.pk, ())
    stands = stand_views(rows, standing, words, prevalences())
    shown = shown_reading(record)
    reading = _reading(request, shown)
    history = _history(standing)
    title = clause_title(reading.title if reading else "", rows, standing)
    return {
        "provision": record,
        "document": record.document,
        "standing": standing,
        "text": standing.last_text,
        "version": standing.last_text.version,
        "title": title,
        "description": excerpt(words, 150),
        "crumbs": crumbs_to(record.document, Link(record.public_id)),
        "badges": grade_badges(reading, _prevalence(stands)),
        "permanent_url": f"{settings.SITE_URL}{reverse('permanent_provision', args=[record.public_id])}",
        "citation": cite_provision(standing, title),
        "stands": stands,
        "shown": shown,
        "reading": reading,
        **_clause(standing, words),
        "comparables": _comparables(standing, rows),
        **history,
        "document_changes": read.changes_of_document(record.document),
        "full": _full_analysis(request, standing, shown.reading if shown else None),
        **_record(record, shown),
        "questions": questions_about(record.document, stands, reading, changes=len(history["changes"])),
    }


def _reading(request: HttpRequest, shown: Shown[ProvisionReading] | None) -> ProvisionReading | None:
    """Return what the visitor may read in everybody's sections."""
    if shown is None or entitled(request, Feature.REGULATORY_CITATIONS):
        return shown.reading if shown else None
    return without_citations(shown.reading)


def _headings(context: Mapping[str, Any]) -> tuple[Heading, ...]:
    """Return the sections that are on the page, in their order."""
    reading = context["reading"]
    sections = (
        ("What it is", "what-it-is", True),
        ("Why it matters", "why", reading and reading.why_it_matters),
        ("Interpretive note", "note", reading and reading.interpretive_note),
        ("What this means for you", "means", reading and reading.what_it_means),
        ("What you can do", "can-do", reading and reading.actions),
        ("The clause", "clause", True),
        ("Other platforms", "others", context["comparables"]),
        ("Stability", "stability", True),
        ("Monitoring", "monitoring", True),
        ("Full analysis", "full", context["full"]),
        ("Questions", "questions", True),
    )
    return tuple(Heading(1, text, anchor) for text, anchor, is_there in sections if is_there)


def _prevalence(stands: Sequence[StandView]) -> Any:
    return stands[0].prevalence if stands else None


def _clause(standing: Standing, words: str) -> dict[str, Any]:
    text = standing.last_text
    captures = read_document.captures_behind(text.version)
    base_url = captures[0].final_url if captures else ""
    address = text.version.get_absolute_url()
    return {
        "body": render_text(words, sha256=text.sha256, base_url=base_url).body,
        "path": tuple(text.path),
        "view_url": f"{address}#{standing.provision.public_id}",
        "capture": captures[0] if captures else None,
    }


def _comparables(standing: Standing, rows: Sequence[read.StandRow]) -> Any:
    found: list[Comparable] = comparables_of(standing, limit=_COMPARABLES) if rows else []
    return comparable_views(found)


def _history(standing: Standing) -> dict[str, Any]:
    record = standing.provision
    found = read.changes_of_clause(record)
    texts = [text for row in found.newest for text in (row.from_text, row.to_text) if text is not None]
    changes = clause_changes(found.newest, read.facts_of_texts(texts) if texts else {})
    theirs = [change for change in changes if not change.is_ours]
    return {
        "changes": changes,
        "changes_total": found.total,
        "versions": read.versions_with(record),
        "kin": read.kin_of(record),
        "timeline": draw_clause_timeline(
            record.document,
            first=record.first_version,
            changes=theirs,
            ended=standing.ended_in,
            until=clock.now(),
        ),
    }


def _full_analysis(
    request: HttpRequest, standing: Standing, reading: ProvisionReading | None
) -> FullAnalysis | None:
    if reading is None:
        return None
    return full_analysis(
        reading,
        laws_of(standing),
        may_read=entitled(request, Feature.COMPLIANCE_ANALYSIS),
        may_cite=entitled(request, Feature.REGULATORY_CITATIONS),
        may_map=entitled(request, Feature.REGULATORY_MAPPING),
    )


def _record(record: Provision, shown: Shown[ProvisionReading] | None) -> dict[str, Any]:
    return {
        "sources": tuple(current_sources(record.document)),
        "analyses": authored(record) if shown else (),
    }
