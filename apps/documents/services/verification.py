"""Checking the archive against itself: bytes, numbers, changes, and whether texts can be made again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from django.db.models import Count, F, Max, Min, Q, QuerySet

from apps.core.blobs import BlobError, blob_store
from apps.core.ids import PublicIdKind, format_public_id
from apps.documents.extraction import EXTRACTOR, EXTRACTOR_VERSION, ExtractionError
from apps.documents.models import Change, Origin, Snapshot, Version
from apps.documents.services.readings import read_captures

_BATCH = 500


class Check(StrEnum):
    BYTES = "bytes"
    NUMBERS = "numbers"
    CHANGES = "changes"
    TEXTS = "texts"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `problem` is empty when it is as it should be."""

    check: Check
    subject: str
    problem: str = ""


def check_bytes() -> Iterator[Finding]:
    """Read every blob that a snapshot or a version names, and hash it again."""
    blobs = blob_store()
    for sha256, size in _named_blobs().iterator(chunk_size=_BATCH):
        try:
            data = blobs.get(sha256)
        except BlobError as error:
            yield Finding(Check.BYTES, sha256, f"{error.code}, named by {_who_names(sha256)}")
            continue
        wrong = f"holds {len(data)} bytes, not {size}" if len(data) != size else ""
        yield Finding(Check.BYTES, sha256, wrong)


def count_blobs() -> int:
    """Return how many blobs `check_bytes` reads."""
    return _named_blobs().count()


def check_numbers() -> Iterator[Finding]:
    """Find documents whose versions are not numbered 1, 2, 3."""
    counted = (
        Version.objects.order_by("document_id")
        .values("document_id")
        .annotate(count=Count("pk"), first=Min("number"), last=Max("number"))
    )
    for row in counted.exclude(first=1, last=F("count")):
        told = f"{row['count']} versions numbered {row['first']} to {row['last']}"
        yield Finding(Check.NUMBERS, format_public_id(PublicIdKind.DOCUMENT, row["document_id"]), told)


def check_changes() -> Iterator[Finding]:
    """Find versions without exactly one change from the version before them."""
    lonely = Version.objects.filter(number__gt=1, change_here=None).order_by("pk")
    for version in lonely.iterator():
        yield Finding(Check.CHANGES, _named(version), "no change leads here from the version before")
    astray = Change.objects.exclude(
        from_version__number=F("to_version__number") - 1,
        from_version__document=F("document"),
        to_version__document=F("document"),
    ).order_by("pk")
    for change in astray.iterator():
        yield Finding(
            Check.CHANGES, change.public_id, "does not lead from one version to the next of its document"
        )


def check_texts(*, sample: int | None) -> Iterator[Finding]:
    """Make observed texts again from their captures, with the extractor that made them; None means all of them."""
    for version in repeatable_versions(sample=sample):
        captures = [
            part.capture for part in version.parts.select_related("capture__source", "capture__snapshot")
        ]
        try:
            reading = read_captures(captures, anchor=version.anchor, ignoring=version.ignored_selectors)
        except (BlobError, ExtractionError) as error:
            yield Finding(Check.TEXTS, _named(version), f"cannot be made again: {error.code}")
            continue
        differs = "" if reading.text_sha256 == version.text_sha256 else "its captures give another text today"
        yield Finding(Check.TEXTS, _named(version), differs)


def repeatable_versions(*, sample: int | None) -> Iterable[Version]:
    """Return the versions, or some chosen at random, that today's extractor made."""
    ours = Version.objects.filter(
        origin=Origin.OBSERVED, extractor=EXTRACTOR, extractor_version=EXTRACTOR_VERSION
    )
    return ours.order_by("pk").iterator() if sample is None else ours.order_by("?")[:sample]


def nameless_blobs() -> Iterator[str]:
    """Yield blobs that no row names: what interrupted work left behind. They harm nothing."""
    stored = blob_store().digests()
    while digests := list(islice(stored, _BATCH)):
        named = set(Snapshot.objects.filter(pk__in=digests).values_list("pk", flat=True))
        named |= set(Version.objects.filter(text_sha256__in=digests).values_list("text_sha256", flat=True))
        yield from (digest for digest in digests if digest not in named)


def _named_blobs() -> QuerySet[Snapshot, tuple[str, int]]:
    """Return each named digest once, with its size: most texts of imported records are their own snapshots."""
    texts = Version.objects.order_by().values_list("text_sha256", "text_size")
    return Snapshot.objects.order_by().values_list("sha256", "size").union(texts)


def _who_names(sha256: str) -> str:
    version = Version.objects.filter(text_sha256=sha256).order_by("pk").first()
    snapshot = Snapshot.objects.filter(Q(pk=sha256), captures__isnull=False).first()
    names = [_named(version)] if version else []
    return ", ".join([*names, f"{snapshot.captures.count()} captures"] if snapshot else names) or "a snapshot"


def _named(version: Version) -> str:
    return f"{version.document.public_id} version {version.number}"
