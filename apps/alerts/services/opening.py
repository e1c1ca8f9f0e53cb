"""Finding the changes that are to be told: each gets its row once, and the row waits or is history."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db.models import Q, QuerySet

from apps.alerts.errors import NobodyToTellError
from apps.alerts.models import FanOut, FanOutState
from apps.core import clock
from apps.documents.models import Cause, Change

NEWS_FOR: Final = timedelta(days=7)  # after its detection a change is told; then it is history
READING_AWAITED_FOR: Final = timedelta(minutes=30)  # nobody waits for ever for a reading


def open_fan_outs(*, limit: int = 500) -> int:
    """Let the publisher's changes of late wait to be told, oldest first; return how many were found.

    One is ready once it was looked at for a reading, shown or not, or half an hour after it was recorded. Idempotent: a change
    has one row, by a constraint, whoever finds it at the same time.
    """
    now = clock.now()
    is_ready = Q(publication__isnull=False) | Q(created_at__lte=now - READING_AWAITED_FOR)
    fresh = _unopened().filter(is_ready, detected_at__gte=now - NEWS_FOR)
    return _open(fresh.order_by("detected_at", "pk")[:limit], FanOutState.WAITING)


def note_history(*, limit: int = 5_000) -> int:
    """Note the publisher's changes that are no news any more, imported histories above all; return how many were found.

    Nobody is told of them with or without the row: it says that this was meant. Looks through all changes, so seldom.
    """
    old = _unopened().filter(detected_at__lt=clock.now() - NEWS_FOR)
    return _open(old.order_by("pk")[:limit], FanOutState.HISTORY)


def open_fan_out(*, change: Change) -> FanOut:
    """Let one change wait at once, ready or not: what a person's command does. What it is already, it stays.

    Raises NobodyToTellError for a change that the publisher did not make.
    """
    if change.cause != Cause.PUBLISHER:
        raise NobodyToTellError(f"{change} is {change.get_cause_display()}, not the publisher's change.")
    is_news = change.detected_at >= clock.now() - NEWS_FOR
    _open([change], FanOutState.WAITING if is_news else FanOutState.HISTORY)
    return FanOut.objects.get(change=change)


def _unopened() -> QuerySet[Change]:
    return Change.objects.by_publisher().filter(fan_out=None)


def _open(changes: Iterable[Change], state: FanOutState) -> int:
    now = clock.now()
    rows = [FanOut(change=change, state=state, next_attempt_at=now, opened_at=now) for change in changes]
    FanOut.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
