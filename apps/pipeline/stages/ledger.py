"""The archive and its ledger side by side: what was written before there was one, and whether both say the same."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from django.db.models import Model, QuerySet

from apps.analysis.leaves import analysis_leaf
from apps.analysis.models import Publication
from apps.analysis.selectors.shown import change_readings_of, readings_of
from apps.core.ids import PublicIdKind, parse_public_id
from apps.documents.leaves import capture_leaf, change_leaf, version_leaf
from apps.documents.models import Capture, Change, Version
from apps.evidence.models import Kind, LedgerEntry, PendingLeaf
from apps.evidence.services.monitoring import Fault, Finding
from apps.evidence.services.noting import note_all
from apps.evidence.types import Leaf
from apps.provisions.models import Standing

_BATCH: Final = 500
M = TypeVar("M", bound=Model)


def backfill_ledger() -> Iterator[int]:
    """Note whatever of the archive the ledger does not have yet; yield, portion by portion, how many were new.

    Safe to run again and beside everything else: the same leaf is noted once.
    """
    for leaves in archive_leaves():
        yield note_all(leaves)


def archive_leaves() -> Iterator[list[Leaf]]:
    """Yield what the ledger should have of every row, in portions: captures, then versions, changes, what is shown."""
    captures = Capture.objects.select_related("source")
    for rows in _portions(captures):
        yield [capture_leaf(row) for row in rows]
    for versions in _portions(Version.objects.prefetch_related("parts")):
        yield [
            version_leaf(
                row, [part.capture_id for part in sorted(row.parts.all(), key=lambda part: part.position)]
            )
            for row in versions
        ]
    for changes in _portions(Change.objects.select_related("from_version", "to_version")):
        yield [change_leaf(row) for row in changes]
    for published in _portions(Publication.objects.filter(shown__isnull=False).select_related("change")):
        yield _shown_leaves(published)


def count_rows() -> int:
    """Return how many portions' worth of rows `archive_leaves` goes through."""
    shown = Publication.objects.filter(shown__isnull=False).count()
    return Capture.objects.count() + Version.objects.count() + Change.objects.count() + shown


def check_rows() -> Iterator[Finding]:
    """Find rows of which the log says something else, or nothing, and entries whose row is gone."""
    for leaves in archive_leaves():
        yield from _astray(leaves)
    for entries in _entry_portions():
        yield from _rowless(entries)


def _shown_leaves(published: Sequence[Publication]) -> list[Leaf]:
    numbers = [row.provision_id for row in published if row.provision_id is not None]
    clauses = readings_of(Standing.objects.filter(provision__in=numbers))
    changes = change_readings_of(row.change for row in published if row.change is not None)
    return [
        *(analysis_leaf(shown.analysis, shown.reading) for shown in clauses.values()),
        *(analysis_leaf(shown.analysis, shown.reading) for shown in changes.values()),
    ]


def _astray(leaves: Sequence[Leaf]) -> Iterator[Finding]:
    digests = {leaf.digest(): leaf for leaf in leaves}
    found = {
        bytes(leaf_hash)
        for model in (LedgerEntry, PendingLeaf)
        for leaf_hash in model.objects.filter(leaf_hash__in=[*digests]).values_list("leaf_hash", flat=True)
    }
    missing = [leaf for digest, leaf in digests.items() if digest not in found]
    known = set(
        LedgerEntry.objects.filter(subject__in=[leaf.subject for leaf in missing]).values_list(
            "kind", "subject"
        )
    )
    for leaf in missing:
        if (leaf.kind, leaf.subject) in known:
            yield Finding(Fault.ALTERED_ROW, leaf.subject, "the row does not say what the log has of it")
        else:
            yield Finding(Fault.UNRECORDED_ROW, leaf.subject, "the log has nothing of it")


def _entry_portions() -> Iterator[list[LedgerEntry]]:
    kinds = (Kind.CAPTURE, Kind.VERSION, Kind.CHANGE)
    yield from _portions(LedgerEntry.objects.filter(kind__in=kinds).defer("leaf"))


def _rowless(entries: Sequence[LedgerEntry]) -> Iterator[Finding]:
    by_kind = {
        kind: [entry for entry in entries if entry.kind == kind]
        for kind in (Kind.CAPTURE, Kind.CHANGE, Kind.VERSION)
    }
    captures = _present(Capture.objects.all(), [_number(entry) for entry in by_kind[Kind.CAPTURE]])
    changes = _present(Change.objects.all(), [_number(entry) for entry in by_kind[Kind.CHANGE]])
    documents = {_number(entry) for entry in by_kind[Kind.VERSION]}
    versions = set(Version.objects.filter(document__in=documents).values_list("document_id", "number"))
    gone = [
        *(entry for entry in by_kind[Kind.CAPTURE] if _number(entry) not in captures),
        *(entry for entry in by_kind[Kind.CHANGE] if _number(entry) not in changes),
        *(entry for entry in by_kind[Kind.VERSION] if _version_of(entry) not in versions),
    ]
    for entry in gone:
        yield Finding(Fault.DELETED_ROW, entry.subject, f"entry {entry.index} tells of it")


def _version_of(entry: LedgerEntry) -> tuple[int, int]:
    return _number(entry), int(entry.subject.rpartition("/v")[2])


def _number(entry: LedgerEntry) -> int:
    """Return the number of the row, of the document for a version."""
    if entry.kind == Kind.CAPTURE:
        return int(entry.subject.removeprefix("capture/"))
    if entry.kind == Kind.CHANGE:
        return parse_public_id(PublicIdKind.CHANGE, entry.subject)
    return parse_public_id(PublicIdKind.DOCUMENT, entry.subject.partition("/")[0])


def _present(rows: QuerySet[M], numbers: Sequence[int]) -> set[int]:
    return set(rows.filter(pk__in=numbers).values_list("pk", flat=True))


def _portions(rows: QuerySet[M]) -> Iterator[list[M]]:
    """Yield all rows by their numbers, some at a time."""
    after = -1
    while found := list(rows.filter(pk__gt=after).order_by("pk")[:_BATCH]):
        yield found
        after = found[-1].pk
