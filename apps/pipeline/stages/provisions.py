"""The provisions stage: the versions of a document that no segmenter has cut yet, in their order."""

from dataclasses import dataclass
from time import monotonic

from django.db import transaction

from apps.documents.models import Document, Version
from apps.pipeline.models import Backlog, Desk
from apps.pipeline.services.backlogs import (
    claim_backlog,
    close_backlog,
    documents_in_hand,
    lock_backlog,
    note_progress,
    open_backlogs,
)
from apps.provisions.editions import stored_edition
from apps.provisions.models import Segmentation
from apps.provisions.selectors import documents_with_uncut_versions, uncut_versions
from apps.provisions.services.classifying import classify_texts
from apps.provisions.services.segments import SHIPPED, Segmented, segment_version
from apps.provisions.services.wordings import keep_wordings
from apps.provisions.types import Segmenter

_TURN = 30.0  # seconds after which a long history lets another document have the worker


def run_provisions(document_id: int, *, segmenter: Segmenter = SHIPPED) -> Backlog:
    """Cut what waits of a document, version by version, each in a transaction of its own.

    A worker that dies loses the version it was at; the others are there. Raises NotClaimableError when the backlog is not
    waiting.
    """
    backlog = claim_backlog(document_id=document_id)
    give_way_at = monotonic() + _TURN
    version = uncut_versions(backlog.document).first()
    while version is not None and monotonic() < give_way_at:
        _cut(backlog, version, segmenter)
        version = uncut_versions(backlog.document).first()
    with transaction.atomic():
        lock_backlog(backlog)
        close_backlog(backlog, is_done=not uncut_versions(backlog.document).exists())
        open_backlogs([document_id], desk=Desk.ANALYSES)
    return backlog


def _cut(backlog: Backlog, version: Version, segmenter: Segmenter) -> None:
    before = _version_before(version)
    if before is not None and not _is_cut(
        before, segmenter
    ):  # by an earlier segmenter: its clauses keep their ids
        segment_version(version=before, segmenter=segmenter)
    note_progress(backlog, "cut", _told(version, segment_version(version=version, segmenter=segmenter)))


def _version_before(version: Version) -> Version | None:
    return version.document.versions.filter(number=version.number - 1).first()


def _is_cut(version: Version, segmenter: Segmenter) -> bool:
    return Segmentation.objects.filter(version=version, segmenter=segmenter.name).exists()


def _told(version: Version, made: Segmented) -> str:
    return f"version {version.number}: {made.row.clauses} clauses, {made.minted} new, {made.changed} touched by the change"


@dataclass(frozen=True, slots=True)
class Recut:
    """Count what cutting and reading again did; what was there before is not counted."""

    versions: int = 0
    clauses: int = 0
    minted: int = 0
    read: int = 0

    def __add__(self, other: "Recut") -> "Recut":
        return Recut(
            self.versions + other.versions,
            self.clauses + other.clauses,
            self.minted + other.minted,
            self.read + other.read,
        )


def resegment_document(document: Document, *, segmenter: Segmenter = SHIPPED) -> Recut:
    """Cut every version of a document by this segmenter, from the first on, and read its clauses with today's classifier."""
    total = Recut()
    for version in document.versions.order_by("number"):
        made = segment_version(version=version, segmenter=segmenter)
        if made.is_new:
            total += Recut(1, made.row.clauses, made.minted, made.row.clauses)
        else:
            total += Recut(read=classify_texts(stored=stored_edition(made.row)))
    keep_wordings(document=document)
    return total


def open_forgotten_backlogs(*, limit: int = 500) -> list[Backlog]:
    """Open the backlogs of documents with versions that nobody cut and that nobody has to cut: imported ones, among others."""
    return open_backlogs(documents_with_uncut_versions(besides=documents_in_hand(), limit=limit))
