"""The doors: where records are fetched, and workspaces entered."""

from collections.abc import Callable
from typing import Final

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404

from apps.analysis.models import Analysis, Regulation
from apps.core.ids import InvalidPublicIdError, PublicIdKind, parse_public_id
from apps.documents.models import Change, Document, FormerAddress, Snapshot, Version
from apps.platforms.models import Platform
from apps.platforms.selectors import platform_behind_alias
from apps.provisions.models import Provision, Standing, Topic
from apps.subscriptions.models.watch import SavedSearch, Subject
from apps.web.forms.saved_searches import saved_search
from apps.web.moves import MovedError

_LONGEST_QUERY: Final = 500


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


def get_regulation_or_404(slug: str) -> Regulation:
    return get_object_or_404(Regulation, slug=slug, is_retired=False)


def get_standing_or_404(platform_slug: str, document_slug: str, public_id: str) -> Standing:
    """Return a provision's standing with all that its page shows of it; raise MovedError for an address it does not have."""
    number = get_number_or_404(PublicIdKind.PROVISION, public_id)
    standing = get_object_or_404(
        Standing.objects.select_related(
            "provision__document__platform__operator",
            "provision__document__health",
            "provision__first_version",
            "provision__wording",
            "last_text__version",
            "classification",
            "ended_in",
        ).defer("provision__wording__vector"),
        pk=number,
    )
    provision = standing.provision
    document = provision.document
    here = {
        "platform_slug": document.platform.slug,
        "document_slug": document.slug,
        "public_id": provision.public_id,
    }
    if here != {"platform_slug": platform_slug, "document_slug": document_slug, "public_id": public_id}:
        raise MovedError(**here)
    standing.last_text.version.document = provision.first_version.document = document
    return standing


def get_analysis_or_404(number: int) -> Analysis:
    """Return an analysis with its subject, and the version it was read in."""
    rows = Analysis.objects.select_related(
        "provision__document__platform",
        "change__document__platform",
        "classification__text__version",
        "segmentation__version",
    )
    return get_object_or_404(rows, pk=number)


def get_reportable_or_404(name: str) -> Provision | Change | Regulation:
    """Return the clause or the change of a public id with its document and platform, or the law of a slug."""
    if _is_public_id(PublicIdKind.PROVISION, name):
        number = parse_public_id(PublicIdKind.PROVISION, name)
        return get_object_or_404(Provision.objects.select_related("document__platform"), pk=number)
    if _is_public_id(PublicIdKind.CHANGE, name):
        number = parse_public_id(PublicIdKind.CHANGE, name)
        return get_object_or_404(Change.objects.select_related("document__platform"), pk=number)
    return get_regulation_or_404(name)


def get_subject_or_404(given: QueryDict) -> Subject | None:
    """Return what an address names to be followed: ?platform=, ?document=, ?provision=, ?topic= or ?search=; None where it names none."""
    named = next((name for name in _SUBJECTS if given.get(name)), None)
    if named is None:
        return None
    value = given.get(named, "")
    if "\x00" in value:
        raise Http404("no such subject")
    return _SUBJECTS[named](value)


def _platform_to_follow(slug: str) -> Platform:
    found = Platform.objects.filter(slug=slug).first() or platform_behind_alias(slug)
    if found is None:
        raise Http404(f"no platform {slug}")
    return found


def _document_to_follow(public_id: str) -> Document:
    number = get_number_or_404(PublicIdKind.DOCUMENT, public_id)
    return get_object_or_404(Document.objects.for_pages(), pk=number)


def _provision_to_follow(public_id: str) -> Provision:
    number = get_number_or_404(PublicIdKind.PROVISION, public_id)
    return get_object_or_404(Provision.objects.select_related("document__platform"), pk=number)


def _topic_to_follow(slug: str) -> Topic:
    return get_object_or_404(Topic, slug=slug, is_retired=False)


def _search_to_follow(query: str) -> SavedSearch:
    found = saved_search(query) if len(query) <= _LONGEST_QUERY else None
    if found is None:
        raise Http404("no such search")
    return found


_SUBJECTS: Final[dict[str, Callable[[str], Subject]]] = {
    "platform": _platform_to_follow,
    "document": _document_to_follow,
    "provision": _provision_to_follow,
    "topic": _topic_to_follow,
    "search": _search_to_follow,
}


def _is_public_id(kind: PublicIdKind, name: str) -> bool:
    try:
        parse_public_id(kind, name)
    except InvalidPublicIdError:
        return False
    return True


def get_number_or_404(kind: PublicIdKind, public_id: str) -> int:
    """Return the row number that a public id of this kind stands for."""
    try:
        return parse_public_id(kind, public_id)
    except InvalidPublicIdError as error:
        raise Http404(str(error)) from error
