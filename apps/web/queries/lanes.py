"""What the governance timeline reads."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Max

from apps.documents.models import Change, DateReading, Document
from apps.documents.types import StatedDateRecord
from apps.platforms.models import Platform

_MOST_LANES = 16
_MOST_CHANGES = 400


def documents_drawn(platforms: Sequence[Platform]) -> list[Document]:
    """Return the documents of these platforms, of all where none is named, that changed last: as many as fit."""
    changed = Change.objects.material()
    if platforms:
        changed = changed.filter(document__platform__in=platforms)
    newest = (
        changed.values("document")
        .annotate(last=Max("detected_at"))
        .order_by("-last", "document")[:_MOST_LANES]
    )
    numbers = [row["document"] for row in newest]
    documents = {row.pk: row for row in Document.objects.filter(pk__in=numbers).select_related("platform")}
    return [documents[number] for number in numbers]


def changes_drawn(documents: Sequence[Document], *, since: datetime | None) -> dict[Document, list[Change]]:
    """Return the publisher's changes of words or numbers by document, the oldest first, the newest of very many."""
    changes = Change.objects.material().filter(document__in=documents)
    if since is not None:
        changes = changes.filter(detected_at__gte=since)
    found: defaultdict[int, list[Change]] = defaultdict(list)
    for change in sorted(
        changes.order_by("-detected_at", "-pk")[:_MOST_CHANGES], key=lambda one: one.detected_at
    ):
        found[change.document_id].append(change)
    return {document: found[document.pk] for document in documents}


def effective_days(changes: Iterable[Change]) -> dict[int, date]:
    """Return the day on which a change takes effect by its number, where the new text states one day that the old one did not.

    One query.
    """
    rows = list(changes)
    versions = {version for row in rows for version in (row.from_version_id, row.to_version_id)}
    stated: dict[int, StatedDateRecord] = {}
    for reading in DateReading.objects.filter(version__in=versions).order_by("pk"):
        stated.pop(reading.version_id, None)  # a better reader's word counts, also that there is none
        if reading.effective:
            stated[reading.version_id] = StatedDateRecord.model_validate(reading.effective)
    found: dict[int, date] = {}
    for row in rows:
        new, old = stated.get(row.to_version_id), stated.get(row.from_version_id)
        if new is not None and new.on is not None and (old is None or old.on != new.on):
            found[row.pk] = new.on
    return found
