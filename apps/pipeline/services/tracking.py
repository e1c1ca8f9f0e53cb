"""Beginning to watch an address that somebody gives."""

import itertools
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.text import slugify

from apps.documents.models import Document, Source
from apps.documents.services.sources import DocumentFacts, SourceFacts, check_urls, declare_document
from apps.platforms.catalogue import read_vocabulary
from apps.platforms.models import Platform
from apps.platforms.selectors import platform_behind_alias
from apps.platforms.services.registration import PlatformFacts, register_platform

# Longest word first where one holds another.
_WORDS = (
    ("sub-processor", "sub-processor-list"),
    ("subprocessor", "sub-processor-list"),
    ("data-processing", "data-processing-addendum"),
    ("dpa", "data-processing-addendum"),
    ("privacy", "privacy-policy"),
    ("cookie", "cookie-policy"),
    ("acceptable-use", "acceptable-use-policy"),
    ("usage-polic", "acceptable-use-policy"),
    ("aup", "acceptable-use-policy"),
    ("developer", "developer-terms"),
    ("guidelines", "community-guidelines"),
)


@dataclass(frozen=True, slots=True)
class TrackRequest:
    """What a person says of an address; empty fields are worked out from it."""

    url: str
    platform: str = ""
    type: str = ""
    locale: str = "en"


@transaction.atomic
def track_address(request: TrackRequest) -> Document:
    """Declare the document published at the address, or return the one that already is.

    Two people at once take turns by the platform's row: one address becomes one document, and two addresses of one
    type never the same. Raises InvalidSourceError, UnknownDocumentTypeError.
    """
    check_urls([request.url])
    known = _document_at(request.url)
    if known is not None:
        return known
    kind = request.type or guess_type(request.url)
    platform = Platform.objects.select_for_update().get(pk=_platform(request).pk)
    known = _document_at(request.url)  # declared while we waited
    if known is not None:
        return known
    declared = declare_document(
        platform=platform,
        facts=_facts(platform, request, kind),
        sources=SourceFacts(urls=(request.url,)),
    )
    return declared.document


def guess_type(url: str) -> str:
    """Return the document type that the address's own words suggest, terms of service where none does."""
    path = urlsplit(url).path.lower().replace("_", "-")
    return next((kind for word, kind in _WORDS if word in path), "terms-of-service")


def _document_at(url: str) -> Document | None:
    source = Source.objects.current().filter(url=url).select_related("document__platform").first()
    return source.document if source else None


def _platform(request: TrackRequest) -> Platform:
    host = urlsplit(request.url).hostname or ""
    name = request.platform or host.removeprefix("www.")
    slug = slugify(name.replace(".", "-"))[:80]
    found = Platform.objects.filter(slug=slug).first() or platform_behind_alias(slug)
    return found or register_platform(PlatformFacts(slug=slug, name=name, category="")).platform


def _facts(platform: Platform, request: TrackRequest, kind: str) -> DocumentFacts:
    """Name the document after its type, after its address too where that name is taken."""
    label = next((entry.label for entry in read_vocabulary().types if entry.slug == kind), kind)
    taken = set(
        Document.objects.filter(platform=platform, slug__startswith=kind).values_list("slug", flat=True)
    )
    if kind not in taken:
        return DocumentFacts(slug=kind, title=label, type=kind, locale=request.locale)
    path = urlsplit(request.url).path
    stem = f"{kind}-{slugify(path.replace('/', '-'))}"[:90].strip("-")
    candidates = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
    slug = next(candidate for candidate in candidates if candidate not in taken)
    return DocumentFacts(slug=slug, title=f"{label} ({path})"[:200], type=kind, locale=request.locale)
