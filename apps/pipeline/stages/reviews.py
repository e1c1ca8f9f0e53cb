"""The reviews stage: what a change that was told means for reviews. Rules open them, decisions about the same clauses come back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Final

from apps.accounts.errors import NotAMemberError
from apps.alerts.models import Alert, FanOut, FanOutState
from apps.core import clock
from apps.documents.models import Cause
from apps.pipeline.errors import NotClaimableError
from apps.reviews.models import FollowUp, ReviewRule
from apps.reviews.services.following import (
    finish,
    note_opened,
    note_tainted,
    open_follow_ups,
    take_for_nudging,
    waiting_follow_up,
)
from apps.reviews.services.opening import News, news_of, open_by_rules
from apps.reviews.services.reopening import taint, workspaces_with_decisions

TURN: Final = timedelta(seconds=20)  # then others have the worker
_AT_ONCE: Final = 200  # workspaces
_NEWS_FOR: Final = timedelta(days=8)  # a change is told within seven


@dataclass(frozen=True, slots=True)
class _Told:
    """A workspace that was told of a change and has rules."""

    workspace: int
    title: str
    watches: frozenset[int]


def find_follow_ups(*, limit: int = 500) -> list[int]:
    """Let changes that were told wait to be followed up; return those that are owed a nudge, lost ones included."""
    told = FanOut.objects.filter(
        state=FanOutState.DONE, done_at__gte=clock.now() - _NEWS_FOR, change__follow_up=None
    )
    open_follow_ups(told.order_by("done_at", "pk").values_list("change", flat=True)[:limit])
    return take_for_nudging(limit=limit)


def run_follow_up(change_id: int, *, turn: timedelta = TURN) -> FollowUp:
    """Follow up a change for one turn; what is left waits. Workspaces in the order of their numbers, each in its own transaction.

    Whoever dies repeats at most some workspaces, and repeating them does nothing. Raises NotClaimableError where there is
    nothing to do.
    """
    follow_up = waiting_follow_up(change_id)
    if follow_up is None:
        raise NotClaimableError(f"Nothing waits to be followed up of change {change_id}.")
    if follow_up.change.cause == Cause.PUBLISHER and not _all_done(follow_up, turn):
        return follow_up
    finish(follow_up)
    return follow_up


def _all_done(follow_up: FollowUp, turn: timedelta) -> bool:
    """Open and reopen, some workspaces at a time; return whether there was time for all."""
    news, ends_at = news_of(follow_up.change, ""), monotonic() + turn.total_seconds()
    while told := list(_told(follow_up)):
        opened = sum(_open(news, one) for one in told)
        note_opened(follow_up, after=told[-1].workspace, opened=opened)
        if monotonic() > ends_at:
            return False
    while waiting := workspaces_with_decisions(
        follow_up.change, after=follow_up.tainted_after, limit=_AT_ONCE
    ):
        tainted = sum(_taint(news, number) for number in waiting)
        note_tainted(follow_up, after=waiting[-1], tainted=tainted)
        if monotonic() > ends_at:
            return False
    return True


def _told(follow_up: FollowUp) -> Iterator[_Told]:
    with ReviewRule.objects.across_workspaces(reason="who opens reviews by rules") as rules:
        ruled = rules.filter(closed_at=None).values("workspace")
        with Alert.objects.across_workspaces(reason="who was told of a change, and has rules") as alerts:
            found = alerts.filter(
                change=follow_up.change_id, workspace__gt=follow_up.opened_after, workspace__in=ruled
            )
            for alert in found.order_by("workspace")[:_AT_ONCE]:
                told_by = frozenset(watch.watch for watch in alert.reasons.told_by)
                yield _Told(alert.workspace_id, alert.title, told_by)


def _open(news: News, told: _Told) -> int:
    try:
        titled = News(news.change, told.title, news.facts, news.dates)
        return int(open_by_rules(workspace=told.workspace, news=titled, watches=told.watches) is not None)
    except NotAMemberError:
        return 0  # erased since it was read


def _taint(news: News, workspace: int) -> int:
    try:
        return taint(workspace=workspace, change=news.change, facts=news.facts, dates=news.dates)
    except NotAMemberError:
        return 0  # erased since it was read
