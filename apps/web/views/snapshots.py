"""The bytes a capture received, for whoever wants to check them; never as a page of this site."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from apps.core.blobs import blob_store
from apps.web.access import get_snapshot_or_404

_HEADERS = {
    "Content-Disposition": 'attachment; filename="{sha256}.bin"',
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "public, max-age=86400",
    "ETag": '"{sha256}"',
}


@require_safe
def snapshot(request: HttpRequest, sha256: str) -> HttpResponse:
    """Give the untouched bytes as a download without a type: hostile HTML must not run on this origin."""
    record = get_snapshot_or_404(sha256)
    response = get_conditional_response(request, etag=f'"{sha256}"') or HttpResponse(
        blob_store().get(record.sha256), content_type="application/octet-stream"
    )
    for name, value in _HEADERS.items():
        response.headers[name] = value.format(sha256=sha256)
    return response
