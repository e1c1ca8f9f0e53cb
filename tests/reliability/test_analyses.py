"""kill -9 of the worker that reads, and everything in Redis lost: what waits is read all the same, and nothing is said twice."""

import pytest

from apps.analysis.models import Analysis, Publication
from apps.analysis.selectors.waiting import unread_changes, unread_standings
from apps.documents.models import Document
from apps.pipeline.models import Backlog, Desk, State
from apps.pipeline.services.backlogs import open_backlogs
from apps.pipeline.tasks import sweep_backlogs
from apps.pipeline.tasks.desks import nudge_backlogs
from tests.factories import make_document, make_history
from tests.provisions.documents import LAW, LIABILITY, NOTICE_7, NOTICE_30, cut_all, terms
from tests.reliability.broker import forget_everything
from tests.reliability.obstacles import obstacle
from tests.reliability.processes import Workers, eventually

pytestmark = [pytest.mark.reliability, pytest.mark.usefixtures("broker")]

PLACES = {
    "read, not kept": "LOCK TABLE analysis_analysis IN SHARE MODE",
    "kept, not shown": "LOCK TABLE analysis_publication IN SHARE MODE",
}


@pytest.fixture
def document(transactional_db: None) -> Document:
    """A document whose clauses and whose change wait to be read."""
    made = make_document()
    make_history(made, [terms(NOTICE_30, LIABILITY, LAW), terms(NOTICE_7, LIABILITY, LAW)])
    cut_all(made)
    return made


def backlog_of(document: Document) -> Backlog:
    return Backlog.objects.get(document=document, desk=Desk.ANALYSES)


@pytest.mark.parametrize("lock", PLACES.values(), ids=PLACES)
def test_a_worker_killed_while_it_reads_delays_its_document(
    document: Document, workers: Workers, lock: str
) -> None:
    worker = workers.start()
    waiting = open_backlogs([document.pk], desk=Desk.ANALYSES)

    with obstacle() as way:
        way.held.execute(lock)
        nudge_backlogs(waiting)
        assert eventually(way.stuck)
        worker.kill()
        left = (Analysis.objects.count(), Publication.objects.count())
        way.release(losing_statements=True)
    forget_everything()
    workers.start()

    def is_read() -> bool:
        sweep_backlogs.delay()
        return backlog_of(document).state == State.FINISHED

    assert eventually(is_read, every=0.5), backlog_of(document).steps
    assert left == (0, 0)
    assert (Analysis.objects.count(), Publication.objects.count()) == (4, 4)
    assert not unread_standings().exists()
    assert not unread_changes().exists()
