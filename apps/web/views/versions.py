"""One version of a document: its text to read, and its bytes."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from apps.core.blobs import blob_store
from apps.core.ids import PublicIdKind, format_public_id
from apps.documents.models import DateReading, Version
from apps.documents.selectors import text_of
from apps.provisions.selectors import latest_segmentation
from apps.web.access import get_document_or_404, get_version_or_404
from apps.web.moves import follow_moves
from apps.web.presentation.basics import Link
from apps.web.presentation.citations import cite_version
from apps.web.presentation.clause_marks import ClauseMark
from apps.web.presentation.dates import date_facts
from apps.web.presentation.texts import RENDERER, render_text
from apps.web.queries import documents as read
from apps.web.queries.documents import Neighbours
from apps.web.queries.provisions import clause_starts
from apps.web.release import page_fingerprint
from apps.web.views.documents import crumbs_to

_A_DAY = "public, max-age=86400"


@require_safe
@follow_moves
def version(request: HttpRequest, platform_slug: str, document_slug: str, number: int) -> HttpResponse:
    document = get_document_or_404(platform_slug, document_slug)
    record = get_version_or_404(document, number)
    beside = read.neighbours_of(record)
    dates = read.dates_of(record)
    cut = latest_segmentation(record)
    state = f"{beside.latest.number}-{dates.pk if dates else 0}-{cut.pk if cut else 0}"
    etag = f'"{record.text_sha256}-{state}-{RENDERER}-{page_fingerprint()}"'
    response = get_conditional_response(request, etag=etag) or _page(
        request, record, beside, dates, clause_starts(cut)
    )
    response.headers["ETag"] = etag
    return response


def _page(
    request: HttpRequest,
    record: Version,
    beside: Neighbours,
    dates: DateReading | None,
    clauses: Sequence[tuple[int, int]],
) -> HttpResponse:
    document = record.document
    captures = read.captures_behind(record)
    base_url = captures[0].final_url if captures else ""
    marks = tuple(_mark(start, provision) for start, provision in clauses)
    rendering = render_text(text_of(record), sha256=record.text_sha256, base_url=base_url, marks=marks)
    context = {
        "document": document,
        "version": record,
        "attribution": read.attribution_of(record),
        "body": rendering.body,
        "headings": rendering.headings,
        "clauses": len(marks),
        "crumbs": crumbs_to(document, Link(f"Version {record.number}")),
        "citation": cite_version(document, record),
        "latest": beside.latest,
        "previous": beside.previous,
        "next": beside.next,
        "redline_url": redline_address(beside.previous, record) if beside.previous else "",
        "captures": captures,
        "dates": date_facts(dates),
    }
    return render(request, "web/version.html", context)


def _mark(start: int, provision: int) -> ClauseMark:
    public_id = format_public_id(PublicIdKind.PROVISION, provision)
    return ClauseMark(start, public_id, f"../../provisions/{public_id}/")


def redline_address(old: Version, new: Version) -> str:
    document = new.document
    return reverse("redline", args=[document.platform.slug, document.slug, old.number, new.number])


@require_safe
@follow_moves
def version_text(request: HttpRequest, platform_slug: str, document_slug: str, number: int) -> HttpResponse:
    """Give the very bytes that the digest names."""
    record = get_version_or_404(get_document_or_404(platform_slug, document_slug), number)
    etag = f'"{record.text_sha256}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        blob_store().get(record.text_sha256), content_type="text/plain; charset=utf-8"
    )
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = _A_DAY
    return response
