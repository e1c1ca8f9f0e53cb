"""Having checkpoints stamped: a row for each authority, asked again until it answers or time is up."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import F

from apps.core import clock
from apps.evidence.errors import EvidenceError, StampRefusedError, StampUnreachableError
from apps.evidence.models import StampState, Timestamp
from apps.evidence.stamping.asking import ask_authority

_LEASE: Final = timedelta(minutes=2)  # longer than asking may take
_FIRST_PAUSE: Final = timedelta(minutes=1)
_LONGEST_PAUSE: Final = timedelta(hours=1)
_GIVEN_UP_AFTER: Final = timedelta(days=2)  # every later checkpoint vouches for the earlier ones


def stamp_due(*, limit: int = 50) -> int:
    """Ask for every timestamp that is due; return how many came. Two at once ask for different ones."""
    stamped = 0
    for number in due_timestamps(limit=limit):
        row = _claim(number)
        stamped += row is not None and _stamp(row)
    return stamped


def due_timestamps(*, limit: int) -> list[int]:
    """Return the numbers of timestamps that are owed and due, the longest waiting first."""
    due = Timestamp.objects.filter(state=StampState.PENDING, next_attempt_at__lte=clock.now())
    return list(due.order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:limit])


def _claim(number: int) -> Timestamp | None:
    """Take one in hand: it is due again when the lease is over, so whoever dies with it has only delayed it."""
    now = clock.now()
    hit = Timestamp.objects.filter(pk=number, state=StampState.PENDING, next_attempt_at__lte=now).update(
        next_attempt_at=now + _LEASE, attempts=F("attempts") + 1
    )
    return Timestamp.objects.select_related("checkpoint").get(pk=number) if hit else None


def _stamp(row: Timestamp) -> bool:
    if row.authority not in settings.EVIDENCE.authorities:
        _write(row, state=StampState.FAILED, error="authority_removed", error_detail="")
        return False
    try:
        stamp = ask_authority(row.authority, row.checkpoint.note.encode())
    except (StampUnreachableError, StampRefusedError) as error:
        _put_back(row, error)
        return False
    _write(
        row,
        state=StampState.STAMPED,
        token=stamp.token,
        stamped_at=stamp.stamped_at,
        error="",
        error_detail="",
    )
    return True


def _put_back(row: Timestamp, error: EvidenceError) -> None:
    now = clock.now()
    is_over = now - row.checkpoint.sealed_at > _GIVEN_UP_AFTER
    _write(
        row,
        state=StampState.FAILED if is_over else StampState.PENDING,
        error=error.code,
        error_detail=str(error)[:300],
        next_attempt_at=now + _pause(row.attempts),
    )


def _pause(attempts: int) -> timedelta:
    return min(_FIRST_PAUSE * (1 << min(attempts, 6)), _LONGEST_PAUSE)


def _write(row: Timestamp, **values: str | bytes | datetime) -> None:
    """Write what came of it, unless somebody else was answered meanwhile."""
    Timestamp.objects.filter(pk=row.pk, state=StampState.PENDING).update(**values)
