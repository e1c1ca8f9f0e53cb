"""Finding the changes that reviews have to follow up, and noting how far that got. Each gets its row once."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q

from apps.core import clock
from apps.reviews.models import FollowUp

NUDGE_IS_LOST_AFTER: Final = timedelta(minutes=2)


def open_follow_ups(changes: Iterable[int]) -> int:
    """Let changes that were told wait to be followed up; return how many were given. Idempotent."""
    now = clock.now()
    rows = [FollowUp(change_id=change, found_at=now) for change in changes]
    FollowUp.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def take_for_nudging(*, limit: int = 500) -> list[int]:
    """Return the numbers of changes that wait and are owed a nudge, and note that it is given now."""
    now = clock.now()
    unheard = Q(nudged_at=None) | Q(nudged_at__lte=now - NUDGE_IS_LOST_AFTER)
    due = FollowUp.objects.filter(unheard, done_at=None).select_for_update(skip_locked=True)
    rows = list(due.order_by("found_at", "pk")[:limit])
    FollowUp.objects.filter(pk__in=[row.pk for row in rows]).update(nudged_at=now)
    return [row.change_id for row in rows]


def waiting_follow_up(change_id: int) -> FollowUp | None:
    """Return what waits for a change, with all that is asked of it; None where nothing does."""
    rows = FollowUp.objects.filter(change=change_id, done_at=None)
    return rows.select_related("change__document__platform", "change__to_version").first()


def note_opened(follow_up: FollowUp, *, after: int, opened: int) -> None:
    """Note that workspaces up to this one have their review."""
    follow_up.opened_after, follow_up.opened = after, follow_up.opened + opened
    FollowUp.objects.filter(pk=follow_up.pk).update(opened_after=after, opened=F("opened") + opened)


def note_tainted(follow_up: FollowUp, *, after: int, tainted: int) -> None:
    """Note that the decisions of workspaces up to this one were looked at."""
    follow_up.tainted_after, follow_up.tainted = after, follow_up.tainted + tainted
    FollowUp.objects.filter(pk=follow_up.pk).update(tainted_after=after, tainted=F("tainted") + tainted)


def finish(follow_up: FollowUp) -> None:
    follow_up.done_at = clock.now()
    FollowUp.objects.filter(pk=follow_up.pk, done_at=None).update(done_at=follow_up.done_at)
