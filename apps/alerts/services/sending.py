"""Sending what a workspace owes its channels, for one turn. Nothing is held while the network is asked: a claim is."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Final

from django.conf import settings
from django.urls import reverse

from apps.accounts.models import Workspace
from apps.accounts.types import SYSTEM
from apps.alerts.briefing import alert_message
from apps.alerts.channels import PLUGINS
from apps.alerts.channels.base import Destination, Outcome, Result
from apps.alerts.channels.messages import Message, ProofMessage, TestMessage
from apps.alerts.errors import ClaimLostError
from apps.alerts.models import Delivery
from apps.alerts.services.delivering import Settled, claim_next, settle
from apps.alerts.types import DeliveryKind
from apps.billing.entitlements import allows
from apps.billing.types import Feature
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.subscriptions.channel_addresses import Named, end_link, proof_link
from apps.subscriptions.errors import ChannelUnreadableError, NoSuchChannelError
from apps.subscriptions.models import Channel
from apps.subscriptions.services.channels import confirm_channel, disable_channel
from apps.subscriptions.types import ChannelKind, ChannelState, Disabled

TURN: Final = timedelta(seconds=20)  # then other workspaces have theirs
MOST: Final = 20  # messages of a turn
_HIDDEN: Final = "[not kept]"


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn came to. `pauses` are how long the messages that failed wait; `has_more`: there was no time for all."""

    sent: int
    failed: int
    pauses: tuple[timedelta, ...]
    has_more: bool


def send_due(workspace_id: int, *, turn: timedelta = TURN, most: int = MOST) -> Turn:
    """Send what is due of a workspace, until nothing is or the turn is over.

    A channel that failed is not tried again in the same turn, so that one that answers nobody holds up no other.
    """
    ends_at = monotonic() + turn.total_seconds()
    tired: set[int] = set()
    sent = 0
    settled: list[Settled] = []
    for _ in range(most):
        delivery = claim_next(workspace_id, besides=tired)
        if delivery is None:
            return _turn(sent, settled, has_more=False)
        try:
            one = _send(delivery)
        except ClaimLostError:
            continue  # somebody else went on with it after our lease
        if one.outcome.result is Result.DELIVERED:
            sent += 1
        else:
            settled.append(one)
            tired.add(delivery.channel_id)
        if monotonic() > ends_at:
            break
    return _turn(sent, settled, has_more=True)


def _turn(sent: int, settled: list[Settled], *, has_more: bool) -> Turn:
    pauses = tuple(one.pause for one in settled if one.pause is not None)
    return Turn(sent, len(settled), pauses, has_more)


def _send(delivery: Delivery) -> Settled:
    channel = delivery.channel
    if not _may_send(delivery, channel):
        return settle(delivery, Outcome(Result.PERMANENT, "channel_not_in_use"))
    try:
        to = _destination(delivery, channel)
        message = _message(delivery, channel)
    except ChannelUnreadableError as error:
        return _settled(delivery, Outcome(Result.PERMANENT, error.code, disables=Disabled.UNREADABLE))
    if isinstance(message, ProofMessage) and not message.proof:
        return settle(delivery, Outcome(Result.PERMANENT, "proof_over"))
    plugin = PLUGINS[ChannelKind(channel.kind)]
    payload = plugin.compose(message, to)
    outcome = plugin.send(payload, to)
    hidden = _without(payload.shown, _secrets_in(message, to))
    settled = _settled(delivery, outcome, shown=hidden, body=payload.body)
    if (
        isinstance(message, ProofMessage)
        and channel.kind == ChannelKind.WEBHOOK
        and outcome.result is Result.DELIVERED
    ):
        # An answer of 2xx to an event that we signed is the proof: whoever runs the address takes our events.
        confirm_channel(
            workspace=delivery.workspace_id, channel_id=channel.pk, proof=message.proof, actor=SYSTEM
        )
    return settled


def _settled(delivery: Delivery, outcome: Outcome, *, shown: str = "", body: bytes = b"") -> Settled:
    settled = settle(delivery, outcome, shown=shown, body=body)
    if settled.disables is not None:
        with suppress(NoSuchChannelError):  # removed while it was asked
            disable_channel(
                workspace=delivery.workspace_id,
                channel_id=delivery.channel_id,
                actor=SYSTEM,
                because=settled.disables,
            )
    return settled


def _may_send(delivery: Delivery, channel: Channel) -> bool:
    if channel.removed_at is not None:
        return False
    wanted = ChannelState.UNVERIFIED if delivery.kind == DeliveryKind.PROOF else ChannelState.ACTIVE
    return channel.state == wanted


def _destination(delivery: Delivery, channel: Channel) -> Destination:
    workspace = delivery.workspace
    named = Named(workspace.pk, channel.pk)
    has_end = channel.kind == ChannelKind.EMAIL and delivery.kind != DeliveryKind.PROOF
    return Destination(
        address=channel.address,
        message_id=delivery.message_id,
        channel=channel.name,
        workspace=workspace.name,
        channel_url=_page(workspace, channel),
        unsubscribe_url=end_link(named) if has_end else "",
        at=clock.now(),
        replay=delivery.replays,
        signing_secrets=channel.signing_secrets,
    )


def _message(delivery: Delivery, channel: Channel) -> Message:
    if delivery.alert is not None:
        may_read = bool(allows(delivery.workspace, Feature.CHANGE_SUMMARIES))
        with in_workspace(delivery.workspace_id):
            return alert_message(delivery.alert, delivery.workspace, may_read=may_read)
    if delivery.kind == DeliveryKind.TEST:
        return TestMessage(asked_at=delivery.opened_at)
    named = Named(delivery.workspace_id, channel.pk, channel.proof)
    is_email = channel.kind == ChannelKind.EMAIL
    url = proof_link(named) if is_email else _page(delivery.workspace, channel)
    return ProofMessage(channel.proof, url, until=channel.proof_until or clock.now())


def _page(workspace: Workspace, channel: Channel) -> str:
    place = {"workspace_slug": workspace.slug, "channel_id": channel.pk}
    return f"{settings.SITE_URL}{reverse('workspace_channel', kwargs=place)}"


def _secrets_in(message: Message, to: Destination) -> list[str]:
    found = [to.unsubscribe_url]
    if isinstance(message, ProofMessage):
        # The link of an e-mail is the proof; that of others is the channel's page.
        found += [message.url if message.url != to.channel_url else "", message.proof]
    return [secret for secret in found if secret]


def _without(shown: str, hidden: list[str]) -> str:
    for secret in hidden:
        shown = shown.replace(secret, _HIDDEN)
    return shown
