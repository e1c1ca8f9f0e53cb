"""One version of a document: its text to read, and its bytes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from apps.core.blobs import blob_store
from apps.documents.models import Version
from apps.documents.selectors import text_of
from apps.web.access import get_document_or_404, get_version_or_404
from apps.web.moves import follow_moves
from apps.web.presentation.basics import Link
from apps.web.presentation.citations import cite_version
from apps.web.presentation.texts import RENDERER, render_text
from apps.web.queries import documents as read
from apps.web.queries.documents import Neighbours
from apps.web.release import page_fingerprint
from apps.web.views.documents import crumbs_to

_A_DAY = "public, max-age=86400"


@require_safe
@follow_moves
def version(request: HttpRequest, platform_slug: str, document_slug: str, number: int) -> HttpResponse:
    document = get_document_or_404(platform_slug, document_slug)
    record = get_version_or_404(document, number)
    beside = read.neighbours_of(record)
    etag = f'"{record.text_sha256}-{beside.latest.number}-{RENDERER}-{page_fingerprint()}"'
    response = get_conditional_response(request, etag=etag) or _page(request, record, beside)
    response.headers["ETag"] = etag
    return response


def _page(request: HttpRequest, record: Version, beside: Neighbours) -> HttpResponse:
    document = record.document
    captures = read.captures_behind(record)
    base_url = captures[0].final_url if captures else ""
    rendering = render_text(text_of(record), sha256=record.text_sha256, base_url=base_url)
    context = {
        "document": document,
        "version": record,
        "attribution": read.attribution_of(record),
        "body": rendering.body,
        "headings": rendering.headings,
        "crumbs": crumbs_to(document, Link(f"Version {record.number}")),
        "citation": cite_version(document, record),
        "latest": beside.latest,
        "previous": beside.previous,
        "next": beside.next,
        "redline_url": redline_address(beside.previous, record) if beside.previous else "",
        "captures": captures,
    }
    return render(request, "web/version.html", context)


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
