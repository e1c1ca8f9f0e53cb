"""kill -9 of the worker that tells, in the middle of a portion, and everything in Redis lost: all are told, each once."""

from datetime import timedelta

import pytest

from apps.alerts.models import FanOut, FanOutState
from apps.alerts.services.opening import open_fan_outs
from apps.core import clock
from apps.documents.models import Change
from apps.pipeline.tasks import open_fan_outs as beat
from tests.alerts.cast import make_crowd, make_news, told_of
from tests.reliability.broker import forget_everything
from tests.reliability.obstacles import Obstacle, obstacle
from tests.reliability.processes import Workers, eventually

pytestmark = [pytest.mark.reliability, pytest.mark.usefixtures("broker")]

SIZE, PORTION = 450, 200
PLANT = """
INSERT INTO alerts_alert (workspace_id, change_id, title, severity, because, raised_at, latency_seconds, dismissed_reason)
VALUES (%s, %s, 'In the way', '', '{}', now(), 0, '')
"""


@pytest.fixture
def change(transactional_db: None) -> Change:
    """A change that waits to be told to three portions of workspaces."""
    made = make_news(found_at=clock.now() - timedelta(hours=1))
    make_crowd(made.document.platform, SIZE)
    assert open_fan_outs() == 1
    return made


def stand_in_the_way(way: Obstacle, change: Change, workspace_id: int) -> None:
    """Hold back the alert of one workspace: whoever raises it waits to see what becomes of ours."""
    way.held.execute(PLANT, [workspace_id, change.pk])


def recover(workers: Workers) -> None:
    """Lose every nudge; let a new worker and the beat repair what was left behind."""
    forget_everything()
    workers.start("default")

    def is_done() -> bool:
        beat.delay()
        return FanOut.objects.filter(state=FanOutState.DONE).exists()

    assert eventually(is_done, every=0.5), list(FanOut.objects.values())


@pytest.mark.parametrize("losing_statements", [True, False])
def test_a_worker_killed_in_a_portion_has_told_the_portions_before(
    workers: Workers, change: Change, *, losing_statements: bool
) -> None:
    worker = workers.start("default")
    with obstacle() as way:
        crowd = crowd_of(way)
        stand_in_the_way(way, change, crowd[PORTION + 50])
        beat.delay()
        assert eventually(way.stuck)
        worker.kill()
        left = told_of(change)
        way.release(losing_statements=losing_statements)
    recover(workers)

    assert left == crowd[:PORTION]
    assert told_of(change) == crowd
    assert FanOut.objects.get().told == SIZE


@pytest.mark.parametrize("losing_statements", [True, False])
def test_a_worker_killed_before_it_noted_what_it_told_has_told_nobody(
    workers: Workers, change: Change, *, losing_statements: bool
) -> None:
    worker = workers.start("default")
    with obstacle() as way, obstacle() as first:
        crowd = crowd_of(way)
        stand_in_the_way(first, change, crowd[0])
        beat.delay()
        assert eventually(first.stuck)  # it has claimed its row
        way.held.execute("SELECT 1 FROM alerts_fanout FOR UPDATE")
        first.held.rollback()
        assert eventually(way.stuck)
        worker.kill()
        left = told_of(change)
        way.release(losing_statements=losing_statements)
    recover(workers)

    assert left == []
    assert told_of(change) == crowd
    assert FanOut.objects.get().told == SIZE


def crowd_of(way: Obstacle) -> list[int]:
    found = way.watch.execute("SELECT workspace_id FROM subscriptions_watch ORDER BY workspace_id")
    return [number for (number,) in found]
