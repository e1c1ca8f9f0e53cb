"""Taking a fan-out in hand and letting go of it. Every change of state is a conditional update that must hit one row."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from apps.alerts.errors import ClaimLostError, NotWaitingError
from apps.alerts.models import FanOut, FanOutState
from apps.core import clock

NUDGE_IS_LOST_AFTER: Final = timedelta(seconds=60)
_FIRST_PAUSE: Final = timedelta(minutes=1)
_LONGEST_PAUSE: Final = timedelta(hours=1)
_DOUBLINGS: Final = 6  # of the pause; then it is the longest

_FREE: Final = {"claim": None, "claimed_at": None, "nudged_at": None}


def claim_fan_out(change_id: int) -> FanOut:
    """Take the telling of a change in hand, one that a dead worker had included. Raises NotWaitingError.

    The claim is a lease: it ends `RUN_LEASE_SECONDS` after the last progress that was noted.
    """
    now, claim = clock.now(), uuid.uuid4()
    waits = Q(state=FanOutState.WAITING, next_attempt_at__lte=now)
    rows = FanOut.objects.filter(change=change_id)
    hit = rows.filter(waits | _is_stuck(now)).update(
        state=FanOutState.CLAIMED, claim=claim, claimed_at=now, attempts=F("attempts") + 1
    )
    if hit != 1:
        raise NotWaitingError(f"The fan-out of change {change_id} is not waiting.")
    return rows.select_related("change__document__platform", "change__to_version").get()


def note_progress(fan_out: FanOut, *, after_workspace: int, told: int) -> None:
    """Note that workspaces up to this one were told, in the transaction that told them; the lease begins anew.

    Raises ClaimLostError where the fan-out is in other hands.
    """
    _write(
        fan_out,
        after_workspace=after_workspace,
        told=fan_out.told + told,
        attempts=0,
        claimed_at=clock.now(),
        error="",
    )


def let_go(fan_out: FanOut) -> None:
    """Let it wait for whoever comes next: others had no turn meanwhile. Raises ClaimLostError."""
    _write(fan_out, **_FREE, state=FanOutState.WAITING, attempts=0, next_attempt_at=clock.now())


def finish(fan_out: FanOut) -> None:
    """Write down that all were told. Raises ClaimLostError."""
    _write(fan_out, **_FREE, state=FanOutState.DONE, done_at=clock.now(), error="")


def return_stuck(*, limit: int = 500) -> int:
    """Give back what dead workers had, each time in a row later: at once, then after a minute, an hour at most."""
    now = clock.now()
    returned = 0
    for row in FanOut.objects.filter(_is_stuck(now)).order_by("claimed_at")[:limit]:
        pause = timedelta(0) if row.attempts <= 1 else _pause(row.attempts - 2)
        theirs = FanOut.objects.filter(_is_stuck(now), pk=row.pk, claim=row.claim)
        returned += theirs.update(
            **_FREE, state=FanOutState.WAITING, next_attempt_at=now + pause, error="worker_lost"
        )
    return returned


@transaction.atomic
def take_for_nudging(*, limit: int = 500) -> list[int]:
    """Return the numbers of changes that wait and are owed a nudge, and note that it is given now."""
    now = clock.now()
    unheard = Q(nudged_at=None) | Q(nudged_at__lte=now - NUDGE_IS_LOST_AFTER)
    due = FanOut.objects.filter(unheard, state=FanOutState.WAITING, next_attempt_at__lte=now)
    rows = list(due.select_for_update(skip_locked=True).order_by("next_attempt_at", "pk")[:limit])
    FanOut.objects.filter(pk__in=[row.pk for row in rows]).update(nudged_at=now)
    return [row.change_id for row in rows]


def _is_stuck(now: datetime) -> Q:
    lease = timedelta(seconds=settings.RUN_LEASE_SECONDS)
    return Q(state=FanOutState.CLAIMED, claimed_at__lt=now - lease)


def _pause(times: int) -> timedelta:
    return min(_FIRST_PAUSE * (1 << min(times, _DOUBLINGS)), _LONGEST_PAUSE)


def _write(fan_out: FanOut, **values: object) -> None:
    """Change the row while our claim holds."""
    ours = FanOut.objects.filter(pk=fan_out.pk, claim=fan_out.claim, state=FanOutState.CLAIMED)
    if ours.update(**values) != 1:
        raise ClaimLostError(f"The fan-out of change {fan_out.change_id} is in other hands.")
    for name, value in values.items():
        setattr(fan_out, name, value)
