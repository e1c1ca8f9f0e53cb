"""Many workspaces: told in portions, by whoever dies, sleeps or comes at the same time; each once, and nobody left out."""

from datetime import timedelta
from functools import partial

import pytest

from apps.alerts.errors import ClaimLostError, NotWaitingError
from apps.alerts.models import FanOut, FanOutState
from apps.alerts.services import claiming, raising
from apps.alerts.services.opening import open_fan_out
from apps.alerts.services.raising import raise_alerts
from apps.core import clock
from tests.accounts.conftest import Cast
from tests.alerts.cast import NOW, follow, make_crowd, make_news, tell, told_of
from tests.racing import at_once
from tests.reliability.obstacles import obstacle
from tests.reliability.processes import eventually

pytestmark = pytest.mark.django_db


def lose_lease(fan_out: FanOut) -> None:
    FanOut.objects.filter(pk=fan_out.pk).update(claimed_at=NOW - timedelta(days=1))


@pytest.fixture
def portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read five workspaces at a time and tell two in a transaction."""
    monkeypatch.setattr(raising, "READ_AT_ONCE", 5)
    monkeypatch.setattr(raising, "TOLD_AT_ONCE", 2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("portions")
@pytest.mark.parametrize("size", [1, 2, 5, 6, 13])
def test_portions_leave_nobody_out(size: int) -> None:
    change = make_news()
    crowd = make_crowd(change.document.platform, size)

    fan_out = tell(change)

    assert (fan_out.state, fan_out.told, fan_out.after_workspace) == (FanOutState.DONE, size, crowd[-1])
    assert told_of(change) == crowd


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("portions")
@pytest.mark.parametrize("dies_at", range(1, 14))
def test_whoever_dies_in_a_portion_has_told_whole_portions_and_the_next_tells_the_rest(
    monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    change = make_news()
    crowd = make_crowd(change.document.platform, 13)
    tell_one, calls = raising._tell, iter(range(1, 100))

    def tell_or_die(*arguments: object) -> int:
        told = tell_one(*arguments)  # type: ignore[arg-type]  # passed on as they are
        if next(calls) == dies_at:
            raise KeyboardInterrupt
        return told

    with monkeypatch.context() as patch:
        patch.setattr(raising, "_tell", tell_or_die)
        with pytest.raises(KeyboardInterrupt):
            tell(change)
    left = FanOut.objects.get()
    whole = told_of(change)
    with pytest.raises(NotWaitingError):
        tell(change)  # the lease of the dead holds
    lose_lease(left)
    fan_out = tell(change)

    # Five are read at a time, and told two, two, one; then the next five.
    ends = [0, 2, 4, 5, 7, 9, 10, 12, 13]
    assert whole == crowd[: max(end for end in ends if end < dies_at)]
    assert (left.state, left.told) == (FanOutState.CLAIMED, len(whole))
    assert left.after_workspace == (whole[-1] if whole else 0)
    assert (fan_out.state, fan_out.told) == (FanOutState.DONE, 13)
    assert told_of(change) == crowd


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("portions")
def test_told_by_many_at_once_each_is_told_once() -> None:
    change = make_news(found_at=clock.now() - timedelta(minutes=5))
    crowd = make_crowd(change.document.platform, 13)
    open_fan_out(change=change)

    came_of_it = at_once([partial(raise_alerts, change_id=change.pk)] * 4)

    assert came_of_it == {"done": 1, "not_claimable": 3}
    assert told_of(change) == crowd
    assert FanOut.objects.get().told == 13


@pytest.mark.django_db(transaction=True)
def test_one_who_slept_longer_than_the_lease_writes_nothing(cast: Cast) -> None:
    change = make_news()
    follow(cast.acme, cast.alice, change.document.platform)
    with clock.fixed(NOW):
        open_fan_out(change=change)
        asleep = claiming.claim_fan_out(change.pk)
    lose_lease(asleep)
    tell(change)

    for late in (
        partial(claiming.note_progress, asleep, after_workspace=0, told=5),
        partial(claiming.finish, asleep),
        partial(claiming.let_go, asleep),
    ):
        with pytest.raises(ClaimLostError):
            late()

    row = FanOut.objects.get()
    assert (row.state, row.told, row.after_workspace) == (FanOutState.DONE, 1, cast.acme.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("portions")
def test_a_turn_ends_after_one_portion_at_least_and_the_next_goes_on_there() -> None:
    change = make_news()
    crowd = make_crowd(change.document.platform, 3)
    with clock.fixed(NOW):
        open_fan_out(change=change)

        over = raise_alerts(change_id=change.pk, turn=timedelta(0))
        told = told_of(change)
        done = raise_alerts(change_id=change.pk)

    assert (over.state, over.claim, over.told, told) == (FanOutState.WAITING, None, 2, crowd[:2])
    assert (done.state, done.told, told_of(change)) == (FanOutState.DONE, 3, crowd)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("portions")
def test_a_workspace_erased_while_it_is_told_keeps_nobody_else_from_it() -> None:
    change = make_news(found_at=clock.now() - timedelta(minutes=5))
    crowd = make_crowd(change.document.platform, 5)
    open_fan_out(change=change)

    with obstacle() as way:
        way.held.execute("LOCK TABLE alerts_alert IN SHARE MODE")

        def erase_in_the_way() -> None:
            assert eventually(way.stuck)
            way.held.execute("DELETE FROM subscriptions_watch WHERE workspace_id = %s", [crowd[1]])
            way.held.execute("DELETE FROM accounts_workspace WHERE id = %s", [crowd[1]])
            way.held.commit()

        came_of_it = at_once([partial(raise_alerts, change_id=change.pk), erase_in_the_way])

    assert came_of_it == {"done": 2}
    fan_out = FanOut.objects.get()
    assert (fan_out.state, fan_out.told) == (FanOutState.DONE, 4)
    assert told_of(change) == [crowd[0], *crowd[2:]]


def test_what_dead_workers_had_waits_again_each_time_longer() -> None:
    change = make_news()
    pauses = []
    with clock.fixed(NOW):
        row = open_fan_out(change=change)
    for attempts in (1, 2, 3, 7, 8, 9, 200):
        moment = NOW + timedelta(days=1)
        _claim(row, attempts)
        with clock.fixed(moment):
            assert (claiming.return_stuck(), claiming.return_stuck()) == (1, 0)
        row.refresh_from_db()
        assert (row.state, row.error) == (FanOutState.WAITING, "worker_lost")
        pauses.append((row.next_attempt_at - moment).total_seconds() / 60)

    assert pauses == [0, 1, 2, 32, 60, 60, 60]


def _claim(row: FanOut, attempts: int) -> None:
    with clock.fixed(NOW):
        FanOut.objects.filter(pk=row.pk).update(
            state=FanOutState.WAITING, next_attempt_at=NOW, attempts=attempts - 1
        )
        claiming.claim_fan_out(row.change_id)


def test_a_nudge_is_owed_once_a_minute() -> None:
    change = make_news()
    with clock.fixed(NOW):
        open_fan_out(change=change)
        first, again = claiming.take_for_nudging(), claiming.take_for_nudging()
    with clock.fixed(NOW + timedelta(minutes=1)):
        later = claiming.take_for_nudging()

    assert (first, again, later) == ([change.pk], [], [change.pk])
