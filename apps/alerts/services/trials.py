"""What is sent because somebody asked: a confirmation, a test, a message again."""

from datetime import datetime, timedelta
from typing import Final

from apps.accounts.models import Workspace
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked, require
from apps.accounts.types import Actor, Permission
from apps.alerts.actions import Action
from apps.alerts.errors import NoSuchDeliveryError, NotReplayableError, TooManyTrialsError
from apps.alerts.models import Alert, Delivery
from apps.alerts.types import DeliveryKind, DeliveryState
from apps.core import clock
from apps.subscriptions.errors import InvalidChannelError, NoSuchChannelError
from apps.subscriptions.models import Channel
from apps.subscriptions.selectors.channels import channel_of
from apps.subscriptions.services.channels import Secret, Wish, add_channel, enable_channel, renew_proof
from apps.subscriptions.types import ChannelState

MOST_TRIALS: Final = 10  # of a workspace in an hour
MOST_REPLAYED: Final = 500  # at once
_HOUR: Final = timedelta(hours=1)
_OVER: Final = (DeliveryState.SENT, DeliveryState.FAILED)


def set_up_channel(*, workspace: Workspace, wish: Wish, actor: Actor) -> Secret:
    """Add a channel and have its address confirmed. Raises what `add_channel` does, or TooManyTrialsError."""
    with locked(workspace) as row:
        secret = add_channel(workspace=row, wish=wish, actor=actor)
        _open_trial(row, secret.channel, DeliveryKind.PROOF)
        return secret


def ask_again_for_proof(*, workspace: Workspace, channel_id: int, actor: Actor) -> Channel:
    """Send another confirmation; the one before is over. Raises what `renew_proof` does, or TooManyTrialsError."""
    with locked(workspace) as row:
        channel = renew_proof(workspace=row, channel_id=channel_id, actor=actor)
        _open_trial(row, channel, DeliveryKind.PROOF)
        return channel


def use_channel_again(*, workspace: Workspace, channel_id: int, actor: Actor) -> Channel:
    """Enable a channel, and have it confirmed where it must be. Raises what `enable_channel` does, or TooManyTrialsError."""
    with locked(workspace) as row:
        channel = enable_channel(workspace=row, channel_id=channel_id, actor=actor)
        if channel.state == ChannelState.UNVERIFIED:
            _open_trial(row, channel, DeliveryKind.PROOF)
        return channel


def send_test(*, workspace: Workspace, channel_id: int, actor: Actor) -> None:
    """Have a test sent; pressed twice it is sent once. Raises NotPermittedError, NoSuchChannelError, InvalidChannelError or TooManyTrialsError."""
    with locked(workspace) as row:
        require(row, actor, Permission.CHANNELS)
        channel = _in_use(row, channel_id)
        _open_trial(row, channel, DeliveryKind.TEST)


def replay(*, workspace: Workspace, delivery_id: int, actor: Actor) -> Delivery:
    """Send a message again that was sent or failed. Raises NotPermittedError, NoSuchDeliveryError or NotReplayableError."""
    with locked(workspace) as row:
        require(row, actor, Permission.CHANNELS)
        found = Delivery.objects.for_workspace(row).select_related("channel").filter(pk=delivery_id).first()
        if found is None:
            raise NoSuchDeliveryError("There is no such message in this workspace.")
        channel = found.channel
        if found.kind == DeliveryKind.PROOF or found.state not in _OVER:
            raise NotReplayableError("This message is on its way, or is not one that is sent again.")
        if channel.removed_at is not None or channel.state != ChannelState.ACTIVE:
            raise NotReplayableError("Its channel is not in use. Enable it first.")
        _put_back(row, [found.pk])
        record_audit(workspace_id=row.pk, actor=actor, action=Action.REPLAYED, subject=found)
        return found


def replay_since(*, workspace: Workspace, channel_id: int, since: datetime, actor: Actor) -> int:
    """Send a channel all alerts since a moment that it did not get: those that failed, and those raised while it was disabled.

    Returns how many, `MOST_REPLAYED` at once, the oldest first; what was sent is not sent again. Raises NotPermittedError, NoSuchChannelError or InvalidChannelError.
    """
    with locked(workspace) as row:
        require(row, actor, Permission.CHANNELS)
        channel = _in_use(row, channel_id)
        theirs = Delivery.objects.for_workspace(row).filter(channel=channel)
        failed = theirs.filter(kind=DeliveryKind.ALERT, state=DeliveryState.FAILED, opened_at__gte=since)
        again = list(failed.order_by("opened_at", "pk").values_list("pk", flat=True)[:MOST_REPLAYED])
        _put_back(row, again)
        room = MOST_REPLAYED - len(again)
        never = Alert.objects.for_workspace(row).filter(raised_at__gte=since)
        never = never.exclude(pk__in=theirs.filter(alert__isnull=False).values("alert")).order_by(
            "raised_at", "pk"
        )
        now = clock.now()
        rows = [
            Delivery(
                channel_id=channel.pk,
                kind=DeliveryKind.ALERT,
                alert_id=number,
                opened_at=now,
                next_attempt_at=now,
            )
            for number in never.values_list("pk", flat=True)[:room]
        ]
        Delivery.objects.for_workspace(row).bulk_create(rows, ignore_conflicts=True)
        number = len(again) + len(rows)
        if number:
            changes = {"messages": (None, number)}
            record_audit(
                workspace_id=row.pk, actor=actor, action=Action.REPLAYED, subject=channel, changes=changes
            )
        return number


def _open_trial(row: Workspace, channel: Channel, kind: DeliveryKind) -> None:
    """Owe the channel a test or a confirmation, one at a time; the caller holds the workspace."""
    now = clock.now()
    rows = Delivery.objects.for_workspace(row)
    trials = rows.filter(kind__in=(DeliveryKind.TEST, DeliveryKind.PROOF))
    waiting = trials.filter(channel=channel, kind=kind).exclude(state__in=_OVER)
    if waiting.filter(state=DeliveryState.WAITING).update(next_attempt_at=now) or waiting.exists():
        return
    if trials.filter(opened_at__gte=now - _HOUR).count() >= MOST_TRIALS:
        raise TooManyTrialsError(
            f"Tests and confirmations are sent {MOST_TRIALS} times an hour. Wait a little."
        )
    rows.create(channel_id=channel.pk, kind=kind, opened_at=now, next_attempt_at=now)


def _in_use(row: Workspace, channel_id: int) -> Channel:
    channel = channel_of(row, channel_id)
    if channel is None:
        raise NoSuchChannelError("There is no such channel in this workspace.")
    if channel.state != ChannelState.ACTIVE:
        raise InvalidChannelError("This channel is not in use. Confirm or enable it first.")
    return channel


def _put_back(row: Workspace, numbers: list[int]) -> None:
    """Let messages wait again. The same name goes with them, so that who has them already can tell."""
    over = Delivery.objects.for_workspace(row).filter(pk__in=numbers, state__in=_OVER)
    for delivery in over.select_for_update():
        delivery.state, delivery.done_at, delivery.error = DeliveryState.WAITING, None, ""
        delivery.failures, delivery.replays = 0, delivery.replays + 1
        delivery.next_attempt_at = clock.now()
        delivery.save(update_fields=["state", "done_at", "error", "failures", "replays", "next_attempt_at"])
