"""The schedule stage: documents whose time has come get a run."""

from django.db import transaction

from apps.core import clock
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
    rounds = {}
    for source in due_sources(now=now, limit=limit):
        first_due = rounds.get(source.document, source.next_check_at)
        rounds[source.document] = min(first_due, source.next_check_at)
    runs = []
    for document, scheduled_for in rounds.items():
        runs.append(open_run(document=document, scheduled_for=scheduled_for, trigger=Trigger.SCHEDULE))
        reschedule(document=document, at=next_slot(document, after=now))
    return runs
