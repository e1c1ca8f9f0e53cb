"""The questions stage: what of a document the language model, where one is configured, has not been asked about."""

from collections.abc import Iterator
from datetime import timedelta
from time import monotonic

from django.db import transaction

from apps.analysis.errors import ProviderPending, ProviderRefused
from apps.analysis.language import LanguageModel
from apps.analysis.language.configured import configured_limits, configured_model
from apps.analysis.models import Analysis
from apps.analysis.selectors.waiting import documents_unasked, unasked_changes, unasked_standings
from apps.analysis.services.asking import (
    ask_about_change,
    ask_about_provisions,
    change_version,
    provision_version,
)
from apps.analysis.services.spending import DayBudget
from apps.core import clock
from apps.documents.models import Document
from apps.pipeline.models import Backlog, Desk
from apps.pipeline.services.backlogs import (
    claim_backlog,
    close_backlog,
    documents_in_hand,
    lock_backlog,
    note_progress,
    open_backlogs,
    pause_backlog,
)

_TURN = 60.0  # seconds after which a long document lets another one have the worker
_REFUSED = timedelta(hours=1)  # until somebody has changed the setting, perhaps
_BACK_OFF = (60.0, 300.0, 900.0, 3600.0)  # seconds, by attempts in a row without an answer


def run_questions(document_id: int) -> Backlog:
    """Ask about what waits of a document; what is answered is kept at once, the rest waits in the row.

    A provider that does not answer, refuses, or a spent budget ends the turn: the backlog says why, and when it goes on.
    Raises NotClaimableError when it is not waiting.
    """
    backlog = claim_backlog(document_id=document_id, desk=Desk.QUESTIONS)
    model = configured_model()
    give_way_at = monotonic() + _TURN
    try:
        for analysis in _answers(backlog.document, model) if model is not None else ():
            note_progress(backlog, "answered", _told(analysis))
            if monotonic() > give_way_at:
                break
    except ProviderPending as error:
        wait = timedelta(seconds=max(error.retry_after, _BACK_OFF[min(backlog.attempts, len(_BACK_OFF)) - 1]))
        pause_backlog(backlog, until=clock.now() + wait, cause=error.code, detail=str(error))
        return backlog
    except ProviderRefused as error:
        pause_backlog(backlog, until=clock.now() + _REFUSED, cause=error.code, detail=str(error))
        return backlog
    with transaction.atomic():
        lock_backlog(backlog)
        close_backlog(backlog, is_done=model is None or not _waits(backlog.document, model))
    return backlog


def open_forgotten_questions(*, limit: int = 500) -> list[Backlog]:
    """Open the backlogs of documents that the configured model was not asked about, once the rules have read them."""
    model = configured_model()
    if model is None:
        return []
    besides = documents_in_hand(Desk.QUESTIONS) | documents_in_hand(Desk.ANALYSES)
    found = documents_unasked(provision_version(model), change_version(model), besides=besides, limit=limit)
    return open_backlogs(found, desk=Desk.QUESTIONS)


def _answers(document: Document, model: LanguageModel) -> Iterator[Analysis]:
    budget = DayBudget(configured_limits())
    standings = unasked_standings(provision_version(model)).filter(provision__document=document)
    yield from ask_about_provisions(
        standings=list(standings.order_by("last_text__version", "last_text__ordinal")),
        model=model,
        budget=budget,
    )
    changes = unasked_changes(change_version(model)).filter(document=document)
    for change in changes.order_by("-to_version__number"):
        yield ask_about_change(change=change, model=model, budget=budget)


def _waits(document: Document, model: LanguageModel) -> bool:
    return (
        unasked_standings(provision_version(model)).filter(provision__document=document).exists()
        or unasked_changes(change_version(model)).filter(document=document).exists()
    )


def _told(analysis: Analysis) -> str:
    subject = analysis.provision or analysis.change
    return f"{subject}: {'grounded' if analysis.is_grounded else 'withheld'}"
