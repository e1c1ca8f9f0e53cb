"""What the pages about platforms read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from apps.documents.models import Change, Document, Health, HealthState, Version
from apps.platforms.models import Platform

TROUBLED = (HealthState.HELD, HealthState.QUARANTINED, HealthState.UNREACHABLE, HealthState.GONE)


@dataclass(frozen=True, slots=True)
class PlatformRow:
    platform: Platform
    category_label: str
    jurisdiction: str
    documents: int
    troubled: int
    last_change_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlatformFigures:
    documents: int = 0
    troubled: int = 0
    last_change_at: datetime | None = None


def platform_figures(platforms: Sequence[Platform]) -> dict[int, PlatformFigures]:
    """Count documents, and find the last change, of the platforms on one page: two queries however many there are."""
    ids = [platform.pk for platform in platforms]
    counts = (
        Document.objects.filter(platform__in=ids)
        .values_list("platform")
        .annotate(documents=Count("pk"), troubled=Count("pk", filter=Q(health__state__in=TROUBLED)))
        .order_by("platform")
    )
    changed = dict(
        Change.objects.material()
        .filter(document__platform__in=ids)
        .values_list("document__platform")
        .annotate(Max("detected_at"))
        .order_by("document__platform")
    )
    return {
        platform: PlatformFigures(documents, troubled, changed.get(platform))
        for platform, documents, troubled in counts
    }


@dataclass(frozen=True, slots=True)
class DocumentRow:
    document: Document
    type_label: str
    health: Health
    latest: Version | None


def document_rows(platform: Platform) -> tuple[DocumentRow, ...]:
    """Return the platform's documents with their health and latest version."""
    documents = list(platform.documents.for_pages().order_by("title", "pk"))
    latest = {
        version.document_id: version
        for version in Version.objects.filter(document__in=documents)
        .order_by("document_id", "-number")
        .distinct("document_id")
    }
    return tuple(
        DocumentRow(document, document.get_type_display(), document.health, latest.get(document.pk))
        for document in documents
    )


@dataclass(frozen=True, slots=True)
class PlatformChanges:
    """The publisher's material changes of all documents: the newest of them, and how many there are."""

    newest: tuple[Change, ...]
    total: int


def changes_of_platform(platform: Platform, *, limit: int) -> PlatformChanges:
    changes = Change.objects.material().filter(document__platform=platform)
    newest = tuple(changes.for_pages().order_by("-detected_at", "-pk")[:limit])
    return PlatformChanges(newest, total=len(newest) if len(newest) < limit else changes.count())
