"""The tasks that do what waits of a document beside its rounds, and those that repair what was dropped of it."""

from collections.abc import Callable, Iterable

import structlog
from celery import shared_task

from apps.core import clock
from apps.pipeline.enqueue import Task, enqueue
from apps.pipeline.errors import ClaimLostError, NotClaimableError
from apps.pipeline.models import Backlog, Desk, State
from apps.pipeline.stages.analyses import open_forgotten_analyses, run_analyses
from apps.pipeline.stages.provisions import run_provisions
from apps.pipeline.stages.questions import open_forgotten_questions, run_questions
from apps.pipeline.stages.sweeping import sweep_backlogs as sweep

log = structlog.get_logger(__name__)


@shared_task(name="pipeline.provisions")
def provisions(*, document_id: int) -> None:
    """Cut the versions of a document that wait for it."""
    _work(run_provisions, document_id)


@shared_task(name="pipeline.analyses")
def analyses(*, document_id: int) -> None:
    """Read the clauses and changes of a document that wait for it."""
    _work(run_analyses, document_id)


@shared_task(name="pipeline.questions")
def questions(*, document_id: int) -> None:
    """Ask the language model about what waits of a document."""
    _work(run_questions, document_id)


@shared_task(name="pipeline.sweep_backlogs")
def sweep_backlogs() -> None:
    """Return the backlogs of dead workers, repeat lost nudges, and find versions that nobody has to cut."""
    swept = sweep()
    nudge_backlogs((*swept.returned, *swept.waiting))
    if swept.returned or swept.given_up:
        log.warning("backlogs swept", returned=len(swept.returned), given_up=swept.given_up)


@shared_task(name="pipeline.find_unread")
def find_unread() -> None:
    """Find clauses and changes that nobody has to read or to ask about: old ones after newer rules, among others."""
    nudge_backlogs((*open_forgotten_analyses(), *open_forgotten_questions()))


def nudge_backlogs(backlogs: Iterable[Backlog]) -> None:
    """Send the task for each backlog that waits."""
    for backlog in backlogs:
        if backlog.state == State.WAITING:
            enqueue(_TASKS[backlog.desk], document_id=backlog.document_id)


def nudge_backlogs_of(document_id: int) -> None:
    """Send the task of each desk at which the document waits and is due."""
    nudge_backlogs(
        Backlog.objects.filter(document=document_id, state=State.WAITING, next_attempt_at__lte=clock.now())
    )


def _work(stage: Callable[[int], Backlog], document_id: int) -> None:
    try:
        stage(document_id)
    except (NotClaimableError, ClaimLostError) as reason:
        log.info("nothing to do", document=document_id, code=reason.code)
        return
    nudge_backlogs_of(document_id)


_TASKS: "dict[str, Task[..., None]]" = {
    Desk.PROVISIONS: provisions,
    Desk.ANALYSES: analyses,
    Desk.QUESTIONS: questions,
}
