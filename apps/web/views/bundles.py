"""Bundles of evidence, streamed to whom the plan gives them; everybody else gets the offer."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.billing.types import Feature
from apps.core.ids import PublicIdKind
from apps.documents.bundles import capture_bundle, change_bundle, version_bundle
from apps.documents.models import Capture, Change
from apps.evidence.errors import NotInLedgerError
from apps.web.access import get_document_or_404, get_number_or_404, get_version_or_404
from apps.web.entitlements import entitled
from apps.web.moves import follow_moves


@require_safe
def of_capture(request: HttpRequest, number: int) -> HttpResponseBase:
    captures = Capture.objects.select_related("source", "snapshot", "served_snapshot")
    capture = get_object_or_404(captures, pk=number)
    return _bundle(request, f"capture-{number}", lambda: capture_bundle(capture))


@require_safe
@follow_moves
def of_version(request: HttpRequest, platform_slug: str, document_slug: str, number: int) -> HttpResponseBase:
    version = get_version_or_404(get_document_or_404(platform_slug, document_slug), number)
    return _bundle(
        request, f"{platform_slug}-{document_slug}-version-{number}", lambda: version_bundle(version)
    )


@require_safe
def of_change(request: HttpRequest, public_id: str) -> HttpResponseBase:
    number = get_number_or_404(PublicIdKind.CHANGE, public_id)
    change = get_object_or_404(Change.objects.for_pages(), pk=number)
    return _bundle(request, change.public_id, lambda: change_bundle(change))


def _bundle(request: HttpRequest, name: str, pieces: Callable[[], Iterator[bytes]]) -> HttpResponseBase:
    """Stream the zip, one file of it in memory at a time; say so where the record is not sealed yet."""
    if not entitled(request, Feature.DOSSIERS):
        return _page(request, "", status=403)
    try:
        body = pieces()
    except NotInLedgerError as error:
        return _page(request, str(error), status=409)
    response = StreamingHttpResponse(body, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-evidence.zip"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _page(request: HttpRequest, problem: str, *, status: int) -> HttpResponse:
    return render(request, "web/bundle_refused.html", {"problem": problem}, status=status)
