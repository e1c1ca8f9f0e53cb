"""From the captures of one round to the canonical text: read the bytes, extract, join the parts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from apps.core.blobs import blob_store, sha256_of
from apps.documents.extraction import (
    BrokenSelector,
    Extract,
    Hints,
    NothingExtracted,
    Page,
    join_parts,
    split_parts,
)
from apps.documents.models import Capture, Source, Version
from apps.documents.parsing import read_page
from apps.documents.publishing import is_recognised
from apps.documents.selectors import text_of


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a document in one round, stored under its digest.

    `ignored_selectors` are those of the parts whose page no longer has what their selectors name: there the text was
    found by the last good one.
    """

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
    ignored_selectors: tuple[str, ...] = ()

    @property
    def trouble(self) -> tuple[str, str]:
        """Return what a person should mend though the text was read: its code and a sentence, or nothing twice."""
        if not self.ignored_selectors:
            return "", ""
        named = ", ".join(self.ignored_selectors)
        detail = f"The page no longer has what its selector names ({named}). The text was found by the last good one."
        return BrokenSelector.code, detail


@dataclass(frozen=True, slots=True)
class _Part:
    extract: Extract
    ignored: tuple[str, ...]


def read_captures(
    captures: Sequence[Capture], *, anchor: Version | None = None, ignoring: Collection[str] = ()
) -> Reading:
    """Extract every part and store the joined text as a blob; `anchor` is the version known before.

    Parts with a selector among `ignoring` are read without any, as they are where one matches nothing. Raises
    ExtractionError by name when a part holds no text, or not the document's: there is no partial reading.
    """
    known = parts_of(anchor, len(captures))
    parts = [
        _extract(capture, hints_of(capture.source, text, parts=len(captures)), ignoring)
        for capture, text in zip(captures, known, strict=True)
    ]
    extracts = [part.extract for part in parts]
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
        ignored_selectors=tuple(dict.fromkeys(selector for part in parts for selector in part.ignored)),
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


def read_without_selectors(page: Page, hints: Hints, broken: BrokenSelector) -> Extract:
    """Read a page whose selector matches nothing by the last good text alone; raises `broken` where that is not on it."""
    if not hints.anchor:
        raise broken
    try:
        found = read_page(page, replace(hints, select=()))
    except NothingExtracted as nothing:
        raise broken from nothing
    if not is_recognised(hints.anchor, found.text):
        raise broken
    return found


def _extract(capture: Capture, hints: Hints, ignoring: Collection[str]) -> _Part:
    if capture.snapshot is None:
        raise ValueError(f"capture {capture.pk} has no bytes")
    page = Page(
        body=blob_store().get(capture.snapshot.sha256),
        content_type=capture.content_type or capture.snapshot.content_type,
        url=capture.final_url or capture.requested_url,
        charset=capture.charset or None,
    )
    if not set(hints.select).isdisjoint(ignoring):
        return _Part(read_page(page, replace(hints, select=())), hints.select)
    try:
        return _Part(read_page(page, hints), ())
    except BrokenSelector as broken:
        return _Part(read_without_selectors(page, hints, broken), hints.select)
