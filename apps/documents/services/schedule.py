"""When a document is looked at next."""

import hashlib
from datetime import UTC, datetime, timedelta

from apps.documents.models import Document, Health, Source

SECOND_LOOK_AFTER = timedelta(minutes=1)  # the first: what differs between the two is not the document's text

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def next_slot(document: Document, *, after: datetime, first: bool = False) -> datetime:
    """Return the document's next moment after `after`.

    Every document has its own minute in its cadence, taken from its number, so that a million documents are spread over
    the day and a document keeps its time. The first check comes within the hour.
    """
    every = timedelta(hours=1) if first else document.check_every
    digest = hashlib.sha256(f"document {document.pk}".encode()).digest()
    offset = timedelta(seconds=int.from_bytes(digest[:8]) % int(every.total_seconds()))
    periods = (after - _EPOCH - offset) // every + 1
    return _EPOCH + offset + periods * every


def reschedule(*, document: Document, at: datetime) -> None:
    """Move the next check of all current parts of the document together."""
    Source.objects.filter(document=document, valid_until=None).update(next_check_at=at)
    Health.objects.filter(document=document).update(next_attempt_at=at)
