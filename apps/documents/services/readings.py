"""From the captures of one round to the canonical text: read the bytes, extract, join the parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.core.blobs import blob_store, sha256_of
from apps.documents.extraction import Extract, Hints, Page, join_parts, split_parts
from apps.documents.models import Capture, Source, Version
from apps.documents.parsing import read_page
from apps.documents.selectors import text_of


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a document in one round, stored under its digest."""

    captures: tuple[Capture, ...]
    text: str
    text_sha256: str
    text_size: int
    words: int
    language: str
    coverage: float
    last_updated: str
    captured_at: datetime
    scheduled_for: datetime
    anchor: Version | None


def read_captures(captures: Sequence[Capture], *, anchor: Version | None = None) -> Reading:
    """Extract every part and store the joined text as a blob; `anchor` is the version known before.

    Raises ExtractionError by name when a part holds no text: there is no partial reading.
    """
    known = parts_of(anchor, len(captures))
    extracts = [
        _extract(capture, hints_of(capture.source, text, parts=len(captures)))
        for capture, text in zip(captures, known, strict=True)
    ]
    text = join_parts([part.text for part in extracts])
    data = text.encode()
    blob_store().put(data)
    return Reading(
        captures=tuple(captures),
        text=text,
        text_sha256=sha256_of(data),
        text_size=len(data),
        words=sum(part.words for part in extracts),
        language=extracts[0].language or "",
        coverage=min(part.coverage for part in extracts),
        last_updated=next((part.last_updated for part in extracts if part.last_updated), "")[:200],
        captured_at=max(capture.finished_at for capture in captures),
        scheduled_for=max(capture.scheduled_for for capture in captures),
        anchor=anchor,
    )


def parts_of(version: Version | None, count: int) -> list[str] | list[None]:
    """Return the text of each part of a version, or as many None where its parts cannot be told apart."""
    parts = split_parts(text_of(version)) if version else []
    return parts if len(parts) == count else [None] * count


def hints_of(source: Source, anchor: str | None, *, parts: int) -> Hints:
    """Return what is known of a page before it is read; the document's name, where it is published in one part."""
    return Hints(
        select=tuple(source.select),
        remove=tuple(source.remove),
        anchor=anchor,
        name=source.document.title if parts == 1 else "",
    )


def _extract(capture: Capture, hints: Hints) -> Extract:
    if capture.snapshot is None:
        raise ValueError(f"capture {capture.pk} has no bytes")
    page = Page(
        body=blob_store().get(capture.snapshot.sha256),
        content_type=capture.content_type or capture.snapshot.content_type,
        url=capture.final_url or capture.requested_url,
        charset=capture.charset or None,
    )
    return read_page(page, hints)
