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
    (`run_once_a_round`). A scheduler that dies in the middle has claimed nothing. A document whose last round is still
    under way, behind a paused host perhaps, gets no second one on top.
    """
    now = clock.now()
    sources = list(due_sources(now=now, limit=limit))
    under_way = set(
        Run.objects.unfinished()
        .filter(document__in=[source.document_id for source in sources])
        .values_list("document_id", flat=True)
    )
    runs = []
    for source in sources:
        document, due_at = source.document, source.next_check_at or now
        if document.pk not in under_way:
            runs.append(open_run(document=document, scheduled_for=due_at, trigger=Trigger.SCHEDULE))
        reschedule(document=document, at=next_slot(document, after=now))
    return runs
