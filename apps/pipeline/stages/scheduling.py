"""The schedule stage: documents whose time has come get a run."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from apps.core import clock
from apps.documents.models import Document, Source
from apps.documents.selectors import due_sources
from apps.documents.services.schedule import next_slot, reschedule
from apps.pipeline.models import Run, Trigger
from apps.pipeline.services.runs import open_run


@transaction.atomic
def open_due_runs(*, limit: int = 200) -> list[Run]:
    """Claim due sources and open a run for each of their documents, in one transaction.

    Two schedulers at once share the work: rows in other hands are skipped, and a round exists once
    (`run_once_a_round`). A scheduler that dies in the middle has claimed nothing.
    """
    now = clock.now()
    runs = []
    for document, scheduled_for in _rounds(due_sources(now=now, limit=limit), now).items():
        runs.append(open_run(document=document, scheduled_for=scheduled_for, trigger=Trigger.SCHEDULE))
        reschedule(document=document, at=next_slot(document, after=now))
    return runs


def _rounds(sources: Iterable[Source], now: datetime) -> dict[Document, datetime]:
    """Return the round each document is due for: when the first of its parts was."""
    rounds: dict[Document, datetime] = {}
    for source in sources:
        due_at = source.next_check_at or now
        rounds[source.document] = min(rounds.get(source.document, due_at), due_at)
    return rounds
