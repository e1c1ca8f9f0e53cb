"""Deliveries as a queue: opened with what they are about, claimed before they are sent, settled by what came of it.

Every change of state is a conditional update that must hit one row. Whoever dies leaves the claim, and the row comes back.
"""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import F, Min, Q

from apps.accounts.models import Workspace
from apps.alerts.channels.base import Outcome, Result
from apps.alerts.errors import ClaimLostError
from apps.alerts.models import Attempt, Delivery
from apps.alerts.schedules import WorkingHours, next_moment
from apps.alerts.types import DeliveryKind, DeliveryState
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.subscriptions.models import Channel
from apps.subscriptions.types import ChannelKind, Disabled

# Within five minutes a hiccup is over; then it takes as long as people take to notice and put it right: three days in all.
QUICK: Final = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 180))
SLOW: Final = tuple(timedelta(minutes=minutes) for minutes in (10, 30, 60, 120, 240, 480, 720, 1440, 1440))
PAUSES: Final = (*QUICK, *SLOW)
FAILING_FOR: Final = timedelta(days=3)  # then the channel is disabled
LONGEST_PAYLOAD: Final = 65_536
KEPT_FOR: Final = timedelta(days=30)  # what was sent and what was answered
_FREE: Final = {"claim": None, "claimed_at": None}


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of an attempt: how long until the next, if there is one, and why its channel is over, if it is."""

    outcome: Outcome
    pause: timedelta | None = None
    disables: Disabled | None = None


def open_alert_deliveries(
    workspace: Workspace,
    *,
    alert_id: int,
    channels: Iterable[Channel],
    hours: WorkingHours | None,
    now: datetime,
) -> None:
    """Owe each of these channels the alert, in the transaction that raises it; what is owed already stays as it is.

    Channels that people read wait for the workspace's working hours; machines, and people where none are set, are sent it at once.
    """
    for_people = next_moment(hours, now) if hours else now
    rows = [
        Delivery(
            channel_id=channel.pk,
            kind=DeliveryKind.ALERT,
            alert_id=alert_id,
            opened_at=now,
            next_attempt_at=for_people if ChannelKind(channel.kind).is_read_by_people else now,
        )
        for channel in channels
    ]
    if rows:
        Delivery.objects.for_workspace(workspace).bulk_create(rows, ignore_conflicts=True)


def wait_for_other_hours(workspace: Workspace, hours: WorkingHours, *, now: datetime) -> None:
    """Let what waits for working hours wait for these instead, in the transaction that sets them."""
    waiting = Delivery.objects.for_workspace(workspace).filter(
        state=DeliveryState.WAITING, kind=DeliveryKind.ALERT, attempts=0, next_attempt_at__gt=now
    )
    waiting.update(next_attempt_at=next_moment(hours, now))


def waiting_workspaces(*, limit: int) -> list[int]:
    """Return whose messages are due, by number, those that wait longest first: each has its turn before any has another."""
    now = clock.now()
    with Delivery.objects.across_workspaces(reason="whose messages are due") as rows:
        due = rows.filter(state=DeliveryState.WAITING, next_attempt_at__lte=now).order_by()
        turns = (
            due.values("workspace_id")
            .annotate(since=Min("next_attempt_at"))
            .order_by("since", "workspace_id")
        )
        return [row["workspace_id"] for row in turns[:limit]]


def claim_next(workspace_id: int, *, besides: Iterable[int] = ()) -> Delivery | None:
    """Take the next message of a workspace that is due, of a channel that is not among `besides`; None where nothing is.

    Others that send for the same workspace pass over what is being claimed. The attempt is noted with the claim.
    """
    now, claim = clock.now(), uuid.uuid4()
    with in_workspace(workspace_id):
        rows = Delivery.objects.for_workspace(workspace_id)
        due = rows.filter(state=DeliveryState.WAITING, next_attempt_at__lte=now).exclude(
            channel__in=list(besides)
        )
        found = due.select_for_update(skip_locked=True).order_by("next_attempt_at", "pk").first()
        if found is None:
            return None
        hit = rows.filter(pk=found.pk, state=DeliveryState.WAITING).update(
            state=DeliveryState.CLAIMED, claim=claim, claimed_at=now, attempts=F("attempts") + 1
        )
        if hit != 1:
            return None
        Attempt.objects.for_workspace(workspace_id).create(
            delivery_id=found.pk, number=found.attempts + 1, began_at=now
        )
        related = ("channel", "workspace", "alert__change__document__platform")
        versions = ("alert__change__from_version", "alert__change__to_version")
        return rows.select_related(*related, *versions).get(pk=found.pk)


def settle(delivery: Delivery, outcome: Outcome, *, shown: str = "", body: bytes = b"") -> Settled:
    """Write down what came of an attempt: sent, failed for good, or due again. Raises ClaimLostError.

    What the channel learns from it is written too: nothing of what went wrong on our side.
    """
    now = clock.now()
    with in_workspace(delivery.workspace_id):
        channel = Channel.objects.for_workspace(delivery.workspace_id).get(pk=delivery.channel_id)
        settled = _judged(delivery, channel, outcome, now)
        _write(delivery, settled, now)
        _note_attempt(delivery, outcome, shown, body, now)
        _note_channel(channel, outcome, now)
    return settled


def return_stuck_deliveries(*, limit: int = 500) -> int:
    """Give back what dead workers had in hand; nobody knows whether it got through, so it is sent again."""
    now = clock.now()
    with Delivery.objects.across_workspaces(reason="what dead workers had in hand") as rows:
        stuck = list(
            rows.filter(_is_stuck(now))
            .order_by("claimed_at")
            .values_list("workspace_id", "pk", "claim")[:limit]
        )
    returned = 0
    for workspace_id, number, claim in stuck:
        with in_workspace(workspace_id):
            theirs = Delivery.objects.for_workspace(workspace_id).filter(
                _is_stuck(now), pk=number, claim=claim
            )
            returned += theirs.update(
                **_FREE, state=DeliveryState.WAITING, next_attempt_at=now, error="worker_lost"
            )
    return returned


def forget_payloads(*, limit: int = 1000) -> int:
    """Forget what was sent and answered longer ago than it is kept; that it was sent, and when, stays."""
    before = clock.now() - KEPT_FOR
    with Attempt.objects.across_workspaces(reason="what is kept no longer of messages") as rows:
        old = rows.filter(began_at__lt=before).exclude(payload="").order_by("began_at")
        found = list(old.values_list("workspace_id", "pk")[:limit])
    by_workspace: dict[int, list[int]] = {}
    for workspace_id, number in found:
        by_workspace.setdefault(workspace_id, []).append(number)
    for workspace_id, numbers in by_workspace.items():
        with in_workspace(workspace_id):
            Attempt.objects.for_workspace(workspace_id).filter(pk__in=numbers).update(payload="", answer="")
    return len(found)


def _is_stuck(now: datetime) -> Q:
    lease = timedelta(seconds=settings.RUN_LEASE_SECONDS)
    return Q(state=DeliveryState.CLAIMED, claimed_at__lt=now - lease)


def _judged(delivery: Delivery, channel: Channel, outcome: Outcome, now: datetime) -> Settled:
    if outcome.result is Result.DELIVERED:
        return Settled(outcome)
    if outcome.result is Result.PERMANENT:
        return Settled(outcome, disables=outcome.disables)
    since = channel.failing_since
    has_failed_long = not outcome.is_ours and since is not None and now - since >= FAILING_FOR
    disables = Disabled.FAILING if has_failed_long else None
    if delivery.failures >= len(PAUSES):
        return Settled(outcome, disables=disables)
    pause = max(PAUSES[delivery.failures], outcome.wait or timedelta(0))
    return Settled(outcome, pause=pause, disables=disables)


def _write(delivery: Delivery, settled: Settled, now: datetime) -> None:
    outcome = settled.outcome
    if outcome.result is Result.DELIVERED:
        values = {"state": DeliveryState.SENT, "done_at": now, "error": "", "failures": 0}
    elif settled.pause is None:
        values = {"state": DeliveryState.FAILED, "done_at": now, "error": outcome.code}
    else:
        values = {
            "state": DeliveryState.WAITING,
            "next_attempt_at": now + settled.pause,
            "error": outcome.code,
            "failures": delivery.failures + 1,
        }
    rows = Delivery.objects.for_workspace(delivery.workspace_id)
    ours = rows.filter(pk=delivery.pk, claim=delivery.claim, state=DeliveryState.CLAIMED)
    if ours.update(**_FREE, **values) != 1:
        raise ClaimLostError(f"Delivery {delivery.pk} is in other hands.")


def _note_attempt(delivery: Delivery, outcome: Outcome, shown: str, body: bytes, now: datetime) -> None:
    rows = Attempt.objects.for_workspace(delivery.workspace_id)
    rows.filter(delivery=delivery.pk, number=delivery.attempts).update(
        ended_at=now,
        outcome=outcome.result.value,
        code=outcome.code,
        status=outcome.status,
        payload=shown[:LONGEST_PAYLOAD].replace("\x00", ""),
        payload_sha256=hashlib.sha256(body).hexdigest() if body else "",
        answer=outcome.answer.replace("\x00", ""),
    )


def _note_channel(channel: Channel, outcome: Outcome, now: datetime) -> None:
    """Keep since when nothing gets through; a message of ours that they refuse says that they are there."""
    rows = Channel.objects.for_workspace(channel.workspace_id).filter(pk=channel.pk)
    if outcome.result is Result.DELIVERED and channel.failing_since is not None:
        rows.update(failing_since=None)
    elif outcome.result is Result.LATER and not outcome.is_ours and channel.failing_since is None:
        rows.filter(failing_since=None).update(failing_since=now)
