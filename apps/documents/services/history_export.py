"""Giving the archive away: every version as a dated Markdown file, in the layout that `import_history` reads."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from apps.core.blobs import blob_store
from apps.documents.errors import ImportHistoryError
from apps.documents.histories.checks import checked_name
from apps.documents.histories.layout import INDEX
from apps.documents.histories.types import FIRST_RECORD, TECHNICAL_UPGRADE, UPDATE
from apps.documents.models import Cause, Change, Collection, Document, ImportedRecord, ImportedSeries, Version

NOTE = "export.json"
_FORMAT = "conductatlas-history/1"
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]")
_MAX_NAME = 120
_COLLAPSE = (
    0.4  # of the longest text so far: an error page or a truncation, more likely than a shorter document
)


class ExportTargetError(ImportHistoryError):
    """The directory holds something that is not an export of the same documents."""

    code = "export_target_in_use"


@dataclass(frozen=True, slots=True)
class Exported:
    """One document written."""

    document: Document
    versions: int


@dataclass(slots=True)
class _Place:
    """The folder of a document, and which moments in it are taken."""

    service: str
    terms_type: str
    taken: dict[str, int] = field(default_factory=dict)

    def path(self, moment: datetime) -> str:
        """Return the version's own path; the second of one second ends in `-2`."""
        stem = f"{moment:%Y-%m-%dT%H-%M-%SZ}"
        self.taken[stem] = self.taken.get(stem, 0) + 1
        place = "" if self.taken[stem] == 1 else f"-{self.taken[stem]}"
        return f"{self.service}/{self.terms_type}/{stem}{place}.md"


def export_history(*, root: Path, platform: str = "") -> Iterator[Exported]:
    """Write the documents of one platform, or of all, and yield them one by one; the index appears when all are written.

    Raises ExportTargetError when the directory holds anything but a former export of the same scope.
    """
    _claim(root, platform)
    documents = Document.objects.exclude(versions=None).select_related("platform").order_by("pk")
    if platform:
        documents = documents.filter(platform__slug=platform)
    partial, places = root / f".{INDEX}.partial", set[str]()
    with partial.open("w", encoding="utf-8") as index:
        for document in documents.iterator(chunk_size=500):
            yield Exported(document, _export(root, document, _place_of(document, places), index))
    partial.replace(root / INDEX)


def _claim(root: Path, platform: str) -> None:
    root.mkdir(parents=True, exist_ok=True)
    note = root / NOTE
    if note.is_file():
        if json.loads(note.read_text(encoding="utf-8")).get("platform") != platform:
            raise ExportTargetError(f"{root} holds an export of other documents; choose another directory")
    elif any(root.iterdir()):
        raise ExportTargetError(f"{root} is not empty and holds no former export; choose another directory")
    facts = {"format": _FORMAT, "platform": platform, "collections": list(_collections(platform))}
    note.write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _collections(platform: str) -> Iterator[dict[str, str]]:
    """Name whose records are in the export: their licences ask for it."""
    collections = Collection.objects.all()
    if platform:
        collections = collections.filter(records__series__document__platform__slug=platform).distinct()
    for collection in collections:
        yield {
            "name": collection.name,
            "url": collection.url,
            "licence": collection.licence,
            "attribution": collection.attribution,
        }


def _place_of(document: Document, places: set[str]) -> _Place:
    series = ImportedSeries.objects.filter(document=document).first()
    if series is not None:
        name = checked_name(series.service, series.terms_type, where=document.public_id)
        service, terms_type = name.folder, name.terms_type
    else:
        service, terms_type = _safe(document.platform.name), _safe(document.title)
    if f"{service}/{terms_type}".casefold() in places:
        terms_type = f"{terms_type} {document.public_id}"
    places.add(f"{service}/{terms_type}".casefold())
    return _Place(service, terms_type)


def _safe(name: str) -> str:
    return _UNSAFE.sub("-", name)[:_MAX_NAME].strip(" .") or "unnamed"


def _export(root: Path, document: Document, place: _Place, index: TextIO) -> int:
    blobs, longest, count = blob_store(), 0, 0
    records = {
        record.version_id: record for record in ImportedRecord.objects.filter(series__document=document)
    }
    addresses = _addresses(document)
    versions = (
        document.versions.select_related("change_here")
        .prefetch_related("parts__capture__source")
        .order_by("number")
    )
    for version in versions.iterator(chunk_size=200):
        path, row = _row(place, version, records.get(version.pk), addresses)
        longest = max(longest, version.words)
        row["suspect_truncation"] = version.words < _COLLAPSE * longest
        _write(root / path, blobs.get(version.text_sha256))
        index.write(json.dumps(row, ensure_ascii=False) + "\n")
        count += 1
    return count


def _row(
    place: _Place, version: Version, record: ImportedRecord | None, addresses: dict[datetime, list[str]]
) -> tuple[str, dict[str, object]]:
    moment = (record.recorded_at if record else version.captured_at).astimezone(UTC)
    path = place.path(moment)
    change: Change | None = getattr(version, "change_here", None)
    return path, {
        "service": place.service,
        "terms_type": place.terms_type,
        "date": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        "path": path,
        "sha256": version.text_sha256,
        "record_kind": record.record_kind if record else _record_kind(change),
        "change_class": change.kind if change else "first",
        "words_added": change.words_added if change else version.words,
        "words_removed": change.words_removed if change else 0,
        "suspect_truncation": False,
        "source_urls": _source_urls(version, addresses),
        "commit_url": record.record_url if record else "",
    }


def _record_kind(change: Change | None) -> str:
    if change is None:
        return FIRST_RECORD
    return UPDATE if change.cause == Cause.PUBLISHER else TECHNICAL_UPGRADE


def _addresses(document: Document) -> dict[datetime, list[str]]:
    """Return the addresses of each set of sources, by the moment that it began."""
    sets: dict[datetime, list[str]] = {}
    for source in document.sources.order_by("valid_from", "position"):
        sets.setdefault(source.valid_from, []).append(source.url)
    return sets


def _source_urls(version: Version, addresses: dict[datetime, list[str]]) -> list[str]:
    """Return where the text came from: an imported record of several parts is one capture of the first."""
    sources = [part.capture.source for part in version.parts.all()]
    urls = addresses[sources[0].valid_from] if len(sources) == 1 else [source.url for source in sources]
    return [url for url in urls if url]


def _write(path: Path, data: bytes) -> None:
    """Write the file whole or not at all; one that is there with the same bytes stays."""
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(data)
    partial.replace(path)
