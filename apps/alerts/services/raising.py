"""Telling a change to all who follow it: workspaces in the order of their numbers, some at a time, each in its own scope.

Who follows is read across workspaces, and what is told is written in each of them: transactions that cannot be one. So some are read,
that transaction ends, they are told, and the next are read after the last of them.
"""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from time import monotonic
from typing import Final, cast

from django.db import IntegrityError, transaction
from psycopg.errors import ForeignKeyViolation

from apps.accounts.models import Workspace
from apps.alerts.headlines import headline
from apps.alerts.models import Alert, FanOut
from apps.alerts.schedules import WorkingHours
from apps.alerts.services.claiming import claim_fan_out, finish, let_go, note_progress
from apps.alerts.services.delivering import open_alert_deliveries
from apps.alerts.services.mail_choices import hours_of_all
from apps.alerts.types import BecauseRecord, CheckRecord, OwnRule, WatchRecord
from apps.analysis.selectors.shown import shown_change_reading
from apps.billing.entitlements import allows, paused_ids
from apps.billing.types import Feature, Meter
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.documents.models import Change
from apps.subscriptions.models import Channel
from apps.subscriptions.selectors import Match, facts_of, matches_of
from apps.subscriptions.selectors.channels import active_channels, is_in_plan
from apps.subscriptions.types import ChangeFacts

TURN: Final = timedelta(seconds=20)  # then others have the worker: plans and schedules wait at the same queue
READ_AT_ONCE: Final = 1_000  # workspaces held in memory
TOLD_AT_ONCE: Final = 200  # workspaces told in one transaction, together with how far it got


@dataclass(frozen=True, slots=True)
class _News:
    """What is told of a change, the same to everybody."""

    change: Change
    facts: ChangeFacts
    title: str
    captured_at: datetime


@dataclass(frozen=True, slots=True)
class _Heard:
    """A watch of a workspace that the change touches."""

    record: WatchRecord
    platform_id: int | None
    opened_at: datetime
    is_met: bool


@dataclass(frozen=True, slots=True)
class _Ways:
    """Where a workspace is told beside its inbox, and when people read there; None where it has not said."""

    channels: Sequence[Channel]
    hours: WorkingHours | None


_Follower = tuple[int, list[_Heard]]


def raise_alerts(*, change_id: int, turn: timedelta = TURN) -> FanOut:
    """Tell a change to the workspaces that were not looked at yet, until all were or the turn is over; return how it stands.

    A workspace is told once, by a constraint. Whoever dies has told whole portions and noted them; the next goes on there.
    Raises NotWaitingError where there is nothing to do, ClaimLostError where somebody else went on after our lease.
    """
    fan_out = claim_fan_out(change_id)
    news = _news_of(fan_out.change)
    ends_at = monotonic() + turn.total_seconds()
    while followers := _followers(news, after=fan_out.after_workspace):
        if not _tell_all(fan_out, news, followers, ends_at=ends_at):
            let_go(fan_out)
            return fan_out
    finish(fan_out)
    return fan_out


def _news_of(change: Change) -> _News:
    shown = shown_change_reading(change)
    return _News(
        change=change,
        facts=facts_of(change),
        title=headline(
            vendor=change.document.platform.name,
            document=change.document.title,
            kind=change.kind,
            said=shown.reading.title if shown else "",
        ),
        captured_at=change.to_version.captured_at,
    )


def _followers(news: _News, *, after: int) -> list[_Follower]:
    """Return the next workspaces that follow what the change touches; none of a change that binds nobody."""
    if not news.facts.interests:
        return []
    matches = matches_of(news.facts, after_workspace=after)
    # It reads across workspaces until it is closed, and nobody writes in that transaction.
    with closing(cast("Generator[tuple[int, list[Match]]]", matches)):
        found = islice(matches, READ_AT_ONCE)
        return [(number, [_heard(match) for match in theirs]) for number, theirs in found]


def _tell_all(fan_out: FanOut, news: _News, followers: Sequence[_Follower], *, ends_at: float) -> bool:
    """Tell these workspaces, a portion a transaction, one at least; return whether there is time for more."""
    for start in range(0, len(followers), TOLD_AT_ONCE):
        try:
            _tell_portion(fan_out, news, followers[start : start + TOLD_AT_ONCE])
        except IntegrityError as error:
            if not isinstance(error.__cause__, ForeignKeyViolation):
                raise
            # One of them was erased since we read: its watches are gone too, so read again. Twice in a row is a bug.
            fan_out.refresh_from_db(fields=["after_workspace", "told", "attempts", "claimed_at", "error"])
            again = _followers(news, after=fan_out.after_workspace)[:TOLD_AT_ONCE]
            if again:
                _tell_portion(fan_out, news, again)
            return monotonic() <= ends_at
        if monotonic() > ends_at:
            return False
    return True


def _tell_portion(fan_out: FanOut, news: _News, portion: Sequence[_Follower]) -> None:
    with Workspace.objects.across_workspaces(reason="which plans paused what they follow") as rows:
        workspaces = rows.in_bulk([number for number, _ in portion])
    channels = active_channels(workspaces)
    hours = hours_of_all(channels) if channels else {}
    with transaction.atomic():
        told = sum(
            _tell(news, workspaces[number], heard, _Ways(channels.get(number, []), hours.get(number)))
            for number, heard in portion
            if number in workspaces
        )
        note_progress(fan_out, after_workspace=portion[-1][0], told=told)


def _tell(news: _News, workspace: Workspace, heard: Sequence[_Heard], ways: _Ways) -> int:
    """Raise a workspace's alert if any of its watches tells, and owe it to its channels; return how many were raised, one or none."""
    if not any(one.is_met for one in heard):
        return 0
    with in_workspace(workspace):
        because = _because(news, heard, paused=paused_ids(workspace, Meter.PLATFORMS))
        if because is None:
            return 0
        now = clock.now()
        alert = Alert(
            change_id=news.change.pk,
            title=news.title,
            severity=news.facts.severity or "",
            because=because.model_dump(mode="json"),
            raised_at=now,
            latency_seconds=max(0, round((now - news.captured_at).total_seconds())),
        )
        alerts = Alert.objects.for_workspace(workspace)
        alerts.bulk_create([alert], ignore_conflicts=True)
        told_by = [channel for channel in ways.channels if is_in_plan(workspace, channel)]
        if told_by and allows(workspace, Feature.SAME_DAY_ALERTS):
            # One that was there before was not given a number: it is asked for.
            number = alerts.filter(change=news.change).values_list("pk", flat=True).get()
            open_alert_deliveries(workspace, alert_id=number, channels=told_by, hours=ways.hours, now=now)
        return 1


def _because(news: _News, heard: Sequence[_Heard], *, paused: frozenset[int]) -> BecauseRecord | None:
    """Divide the watches into those that tell and those that do not, with the rule; None where none tells."""
    told_by: list[WatchRecord] = []
    left_out: list[WatchRecord] = []
    for one in heard:
        bars = _bars(news, one, paused)
        record = one.record.model_copy(update={"checks": (*one.record.checks, *bars)}) if bars else one.record
        (left_out if bars or not one.is_met else told_by).append(record)
    return BecauseRecord(told_by=tuple(told_by), left_out=tuple(left_out)) if told_by else None


def _bars(news: _News, one: _Heard, paused: frozenset[int]) -> list[CheckRecord]:
    """Return what keeps a watch from telling beside its own rules."""
    bars = []
    if one.opened_at >= news.change.detected_at:
        told = "It was opened after the change was found."
        bars.append(CheckRecord(rule=OwnRule.OPENED_LATER, is_met=False, told=told))
    if one.platform_id in paused:
        told = "The plan has paused this platform."
        bars.append(CheckRecord(rule=OwnRule.PAUSED, is_met=False, told=told))
    return bars


def _heard(match: Match) -> _Heard:
    watch = match.watch
    checks = tuple(
        CheckRecord(rule=check.rule, is_met=check.is_met, told=check.told) for check in match.verdict.checks
    )
    return _Heard(
        record=WatchRecord(watch=watch.pk, kind=watch.kind, name=watch.name, checks=checks),
        platform_id=watch.platform_id,
        opened_at=watch.opened_at,
        is_met=match.verdict.is_told,
    )
