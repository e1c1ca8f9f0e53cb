"""Who may see what: one table of every address, and the doors through which records are fetched."""

from enum import StrEnum

from django.http import Http404
from django.shortcuts import get_object_or_404

from apps.core.ids import InvalidPublicIdError, PublicIdKind, parse_public_id
from apps.documents.models import Document, FormerAddress, Snapshot, Version
from apps.platforms.models import Platform
from apps.platforms.selectors import platform_behind_alias
from apps.web.moves import MovedError


class Access(StrEnum):
    """The least that a visitor must be to get an answer."""

    PUBLIC = "public"


ACCESS: dict[str, Access] = {
    "home": Access.PUBLIC,
    "platforms": Access.PUBLIC,
    "platform": Access.PUBLIC,
    "document": Access.PUBLIC,
    "compare": Access.PUBLIC,
    "version": Access.PUBLIC,
    "version_text": Access.PUBLIC,
    "redline": Access.PUBLIC,
    "changes": Access.PUBLIC,
    "change": Access.PUBLIC,
    "snapshot": Access.PUBLIC,
    "methodology": Access.PUBLIC,
    "status": Access.PUBLIC,
    "permanent_document": Access.PUBLIC,
    "permanent_change": Access.PUBLIC,
    "healthz": Access.PUBLIC,
    "readyz": Access.PUBLIC,
    "robots": Access.PUBLIC,
    "security_txt": Access.PUBLIC,
    "sitemap_index": Access.PUBLIC,
    "sitemap": Access.PUBLIC,
}


def get_platform_or_404(slug: str) -> Platform:
    """Return the platform; raise MovedError when the slug is one it had before."""
    platform = Platform.objects.select_related("operator").filter(slug=slug).first()
    if platform is not None:
        return platform
    renamed = platform_behind_alias(slug)
    if renamed is None:
        raise Http404(f"no platform {slug}")
    raise MovedError(platform_slug=renamed.slug)


def get_document_or_404(platform_slug: str, document_slug: str) -> Document:
    """Return the document with its platform and health; raise MovedError when either slug is a former one."""
    document = (
        Document.objects.for_pages()
        .select_related("platform__operator")
        .filter(platform__slug=platform_slug, slug=document_slug)
        .first()
    )
    if document is not None:
        return document
    platform = get_platform_or_404(platform_slug)
    former = get_object_or_404(
        FormerAddress.objects.select_related("document__platform"), platform=platform, slug=document_slug
    )
    raise MovedError(platform_slug=former.document.platform.slug, document_slug=former.document.slug)


def get_version_or_404(document: Document, number: int) -> Version:
    return get_object_or_404(document.versions, number=number)


def get_snapshot_or_404(sha256: str) -> Snapshot:
    return get_object_or_404(Snapshot, sha256=sha256)


def get_number_or_404(kind: PublicIdKind, public_id: str) -> int:
    """Return the row number that a public id of this kind stands for."""
    try:
        return parse_public_id(kind, public_id)
    except InvalidPublicIdError as error:
        raise Http404(str(error)) from error
