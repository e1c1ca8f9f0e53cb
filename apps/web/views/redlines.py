"""The redline of any two versions of a document."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from apps.documents.diffing import ENGINE_VERSION, Redline
from apps.documents.models import Document, Version
from apps.documents.redlines import redline_between
from apps.web.access import get_document_or_404, get_version_or_404
from apps.web.moves import follow_moves
from apps.web.presentation.basics import Choice, Figure, Link, chosen, figure
from apps.web.presentation.redline_files import file_facts, redline_text
from apps.web.presentation.redlines import View, blocks_of, count_changes
from apps.web.queries import documents as read
from apps.web.release import page_fingerprint
from apps.web.views.documents import crumbs_to, version_choices
from apps.web.views.versions import redline_address

_TYPES = {"txt": "text/plain; charset=utf-8", "html": "text/html; charset=utf-8"}
_SAFELY = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A form that compares two other versions."""

    url: str
    old_choices: tuple[Choice, ...]
    new_choices: tuple[Choice, ...]


@require_safe
@follow_moves
def redline(request: HttpRequest, platform_slug: str, document_slug: str, old: int, new: int) -> HttpResponse:
    document = get_document_or_404(platform_slug, document_slug)
    before, after = get_version_or_404(document, old), get_version_or_404(document, new)
    view = View(chosen(request.GET, "view", View) or View.INLINE)
    marks = read.version_marks(document)
    digests = f"{before.text_sha256[:32]}-{after.text_sha256[:32]}"
    etag = f'"{digests}-{view}-{len(marks)}-{ENGINE_VERSION}-{page_fingerprint()}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        comparison = Comparison(
            reverse("compare", args=[platform_slug, document_slug]),
            version_choices(marks, old),
            version_choices(marks, new),
        )
        response = render(request, "web/redline.html", _context(before, after, view, comparison))
    response.headers["ETag"] = etag
    return response


def _context(old: Version, new: Version, view: View, comparison: Comparison) -> dict[str, object]:
    document = new.document
    line = redline_between(old, new)
    blocks = blocks_of(line, view)
    address = redline_address(old, new)
    return {
        "document": document,
        "old": old,
        "new": new,
        "crumbs": crumbs_to(document, Link(f"Version {old.number} to {new.number}")),
        "view": str(view),
        "inline_url": address,
        "split_url": f"{address}?view={View.SPLIT}",
        "text_url": reverse("redline_text", args=_place_of(old, new)),
        "file_url": reverse("redline_file", args=_place_of(old, new)),
        "blocks": blocks,
        "total": count_changes(blocks),
        "figures": redline_figures(line),
        "coarse": line.coarse,
        "engine": line.engine,
        "change": read.change_between(old, new),
        "comparison": comparison,
    }


def _place_of(old: Version, new: Version) -> tuple[str, str, int, int]:
    document = new.document
    return document.platform.slug, document.slug, old.number, new.number


def redline_figures(line: Redline) -> tuple[Figure, ...]:
    alike = (figure(line.words_alike, "word encoded otherwise", "words encoded otherwise"),)
    return (
        figure(line.words_added, "word added", "words added"),
        figure(line.words_removed, "word removed", "words removed"),
        figure(line.words_moved, "word moved", "words moved"),
        figure(line.sentences_modified, "sentence modified", "sentences modified"),
        *(alike if line.words_alike else ()),
    )


@require_safe
@follow_moves
def redline_as_text(
    request: HttpRequest, platform_slug: str, document_slug: str, old: int, new: int
) -> HttpResponse:
    before, after = _two_versions(platform_slug, document_slug, old, new)

    def body() -> str:
        line = redline_between(before, after)
        return redline_text(file_facts(before, after, line, redline_address(before, after)), line)

    return _download(request, (before, after), "txt", body)


@require_safe
@follow_moves
def redline_as_file(
    request: HttpRequest, platform_slug: str, document_slug: str, old: int, new: int
) -> HttpResponse:
    before, after = _two_versions(platform_slug, document_slug, old, new)

    def body() -> str:
        line = redline_between(before, after)
        blocks = blocks_of(line, View.INLINE)
        context = {
            "document": after.document,
            "facts": file_facts(before, after, line, redline_address(before, after)),
            "figures": redline_figures(line),
            "blocks": blocks,
            "total": count_changes(blocks),
            "coarse": line.coarse,
        }
        return render_to_string("web/redline_file.html", context)

    return _download(request, (before, after), "html", body)


def _two_versions(platform_slug: str, document_slug: str, old: int, new: int) -> tuple[Version, Version]:
    document = get_document_or_404(platform_slug, document_slug)
    return get_version_or_404(document, old), get_version_or_404(document, new)


def _download(
    request: HttpRequest, versions: tuple[Version, Version], ending: str, body: Callable[[], str]
) -> HttpResponse:
    """Give a file to keep, never a page of this site: the text in it is a stranger's."""
    old, new = versions
    document = new.document
    digests = f"{old.text_sha256[:32]}-{new.text_sha256[:32]}"
    etag = f'"{digests}-{old.number}-{new.number}-{ending}-{ENGINE_VERSION}-{page_fingerprint()}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        body(), content_type=_TYPES[ending]
    )
    name = f"{document.platform.slug}-{document.slug}-redline-{old.number}-{new.number}.{ending}"
    headers = {"ETag": etag, "Content-Disposition": f'attachment; filename="{name}"', **_SAFELY}
    for key, value in headers.items():
        response.headers[key] = value
    return response


@require_safe
@follow_moves
def compare(request: HttpRequest, platform_slug: str, document_slug: str) -> HttpResponse:
    """Send the form's two numbers to their redline, the older version first."""
    document = get_document_or_404(platform_slug, document_slug)
    old, new = sorted((_version_named(request, document, "old"), _version_named(request, document, "new")))
    return HttpResponseRedirect(reverse("redline", args=[platform_slug, document_slug, old, new]))


def _version_named(request: HttpRequest, document: Document, name: str) -> int:
    value = request.GET.get(name, "").strip()
    is_number = value.isascii() and value.isdigit() and len(value) < 10  # noqa: PLR2004 - beyond any version
    if not is_number or not document.versions.filter(number=int(value)).exists():
        asked = f"There is no version “{value[:20]}”" if value else "Two versions are needed"
        raise BadRequest(f"{asked}. Choose an older and a newer version of {document.title} to compare.")
    return int(value)
