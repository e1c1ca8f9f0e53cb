"""The analyses stage: the clauses that stand today and the changes of a document that nobody has read by today's rules."""

from collections.abc import Iterator, Sequence
from time import monotonic

from django.conf import settings
from django.db import transaction

from apps.analysis.selectors.waiting import (
    documents_unread,
    followed_changes,
    unread_changes,
    unread_standings,
)
from apps.analysis.services.analysing import Analysed, analyse_change, analyse_provisions
from apps.documents.models import Change, Document
from apps.pipeline.models import Backlog, Desk
from apps.pipeline.services.backlogs import (
    claim_backlog,
    close_backlog,
    documents_in_hand,
    lock_backlog,
    note_progress,
    open_backlogs,
)
from apps.provisions.models import Standing

_TURN = 30.0  # seconds after which a long history lets another document have the worker
_CHUNK = 200  # clauses read in one transaction


def run_analyses(document_id: int) -> Backlog:
    """Read what waits of a document, some clauses or one change at a time, each in a transaction of its own.

    A worker that dies loses what it was at; the rest is there. Raises NotClaimableError when the backlog is not waiting.
    """
    backlog = claim_backlog(document_id=document_id, desk=Desk.ANALYSES)
    give_way_at = monotonic() + _TURN
    for told in _read(backlog.document):
        note_progress(backlog, "read", told)
        if monotonic() > give_way_at:
            break
    with transaction.atomic():
        lock_backlog(backlog)
        close_backlog(backlog, is_done=not _waits(backlog.document))
        if settings.LANGUAGE_MODEL is not None:
            open_backlogs([document_id], desk=Desk.QUESTIONS)
    return backlog


def reanalyse_document(document: Document, *, is_all: bool = False) -> Analysed:
    """Read what waits of a document; with `is_all`, look at everything again. What was said before, given the same, stays."""
    total = Analysed()
    for standings in _chunks(document, is_all=is_all):
        total += analyse_provisions(standings=standings)
    for change in _changes(document, is_all=is_all):
        total += analyse_change(change=change)
    return total


def open_forgotten_analyses(*, limit: int = 500) -> list[Backlog]:
    """Open the backlogs of documents with something unread that nobody has to read: after newer rules, among others."""
    besides = documents_in_hand(Desk.ANALYSES) | documents_in_hand(Desk.PROVISIONS)
    return open_backlogs(documents_unread(besides=besides, limit=limit), desk=Desk.ANALYSES)


def _read(document: Document) -> Iterator[str]:
    """Read what waits, and tell of each step."""
    for standings in _chunks(document, is_all=False):
        yield _told("clauses", analyse_provisions(standings=standings))
    for change in _changes(document, is_all=False):
        yield _told(change.public_id, analyse_change(change=change))


def _chunks(document: Document, *, is_all: bool) -> Iterator[Sequence[Standing]]:
    """Give the clauses in portions, in the order of the text."""
    waiting = Standing.objects.filter(classification__isnull=False) if is_all else unread_standings()
    ordered = waiting.filter(provision__document=document).order_by(
        "last_text__version", "last_text__ordinal"
    )
    standings = list(ordered)
    for start in range(0, len(standings), _CHUNK):
        yield standings[start : start + _CHUNK]


def _changes(document: Document, *, is_all: bool) -> Iterator[Change]:
    changes = followed_changes() if is_all else unread_changes()
    yield from changes.filter(document=document).order_by("to_version__number")


def _waits(document: Document) -> bool:
    return (
        unread_standings().filter(provision__document=document).exists()
        or unread_changes().filter(document=document).exists()
    )


def _told(what: str, made: Analysed) -> str:
    withheld = f", {made.withheld} withheld" if made.withheld else ""
    return f"{what}: {made.looked_at} looked at, {made.read} read anew{withheld}"
