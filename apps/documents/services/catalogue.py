"""Loading the shipped catalogue: every platform and document it names, declared; what is there already is left alone."""

from collections.abc import Callable
from dataclasses import dataclass, field

from apps.documents.services.sources import Declared, DocumentFacts, SourceFacts, declare_document
from apps.platforms.catalogue import Catalogue, DocumentEntry, PlatformEntry
from apps.platforms.models import Platform
from apps.platforms.services.registration import PlatformFacts, Registered, register_platform


@dataclass(slots=True)
class LoadReport:
    """What loading did, by number; `notes` names what changed."""

    platforms_new: int = 0
    platforms_changed: int = 0
    platforms_same: int = 0
    documents_new: int = 0
    documents_changed: int = 0
    documents_same: int = 0
    notes: list[str] = field(default_factory=list)


def load_catalogue(catalogue: Catalogue, *, on_platform: Callable[[str], object] | None = None) -> LoadReport:
    """Declare what the catalogue says, platform by platform; loading it again changes nothing.

    Each platform is a transaction of its own: interrupted, it is completed by loading again. What the catalogue no longer
    names is kept, since records are never deleted.
    """
    report = LoadReport()
    for entry in catalogue.platforms:
        registered = register_platform(PlatformFacts.of(entry))
        _count_platform(report, registered, entry)
        for document in entry.documents:
            _count_document(report, _declare(registered.platform, document), entry, document)
        if on_platform is not None:
            on_platform(entry.slug)
    return report


def _declare(platform: Platform, entry: DocumentEntry) -> Declared:
    return declare_document(
        platform=platform,
        facts=DocumentFacts(slug=entry.slug, title=entry.title, type=entry.type, locale=entry.locale),
        sources=SourceFacts(urls=entry.urls, select=entry.select, remove=entry.remove),
    )


def _count_platform(report: LoadReport, registered: Registered, entry: PlatformEntry) -> None:
    if registered.is_new:
        report.platforms_new += 1
    elif registered.is_changed:
        report.platforms_changed += 1
        report.notes.append(f"{entry.slug}: facts brought up to date")
    else:
        report.platforms_same += 1


def _count_document(
    report: LoadReport, declared: Declared, platform: PlatformEntry, entry: DocumentEntry
) -> None:
    if declared.is_new:
        report.documents_new += 1
    elif declared.is_changed:
        report.documents_changed += 1
        report.notes.append(f"{platform.slug}/{entry.slug}: {', '.join(declared.changed)}")
    else:
        report.documents_same += 1
