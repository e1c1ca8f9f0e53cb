"""Channels and what was sent to them, as pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.accounts.models import Workspace
from apps.alerts.models import Attempt, Delivery
from apps.alerts.schedules import WorkingHours
from apps.alerts.types import DeliveryState
from apps.core import clock
from apps.subscriptions.models import Channel
from apps.subscriptions.selectors.channels import is_in_plan
from apps.subscriptions.types import ChannelKind, ChannelState

_TONES = {ChannelState.ACTIVE: "good", ChannelState.UNVERIFIED: "medium", ChannelState.DISABLED: "high"}
_DELIVERY_TONES = {DeliveryState.SENT: "good", DeliveryState.FAILED: "high"}
_AT_ONCE = "At once, at any hour"
_WITHIN_HOURS = "Within the working hours"
_OUTCOMES = {
    "delivered": "Delivered",
    "later": "Not delivered, tried again",
    "permanent": "Not delivered, and never will be",
}
_CODES = {
    "": "",
    "blocked_address": "it leads to an address that is not on the public Internet",
    "connect_failure": "no connection",
    "connection_lost": "the connection broke off",
    "deadline_exceeded": "no answer in time",
    "dns_failure": "the name is not known",
    "gone": "it is gone for good",
    "channel_not_in_use": "the channel was not in use",
    "mail_unavailable": "our own mail server did not take it",
    "no_mailbox": "there is no such mailbox",
    "not_https": "it is not an https address",
    "proof_over": "another confirmation took its place",
    "protocol_failure": "the answer is not HTTP",
    "redirected": "it leads on elsewhere, where nothing is sent",
    "refused": "it was refused",
    "tls_failure": "no secure connection",
    "too_large": "the answer is too large",
    "worker_lost": "the program that sent it was stopped",
}


@dataclass(frozen=True, slots=True)
class ChannelRow:
    channel: Channel
    tone: str
    is_in_plan: bool
    sent_when: str


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    delivery: Delivery
    subject: str
    tone: str
    trouble: str
    waits_until: str = ""  # "Mon 08:00 Europe/Berlin", of one that waits for working hours


@dataclass(frozen=True, slots=True)
class AttemptView:
    attempt: Attempt
    outcome: str
    trouble: str


def channel_row(workspace: Workspace, channel: Channel, hours: WorkingHours | None) -> ChannelRow:
    waits = hours is not None and ChannelKind(channel.kind).is_read_by_people
    tone = _TONES[ChannelState(channel.state)]
    return ChannelRow(channel, tone, is_in_plan(workspace, channel), _WITHIN_HOURS if waits else _AT_ONCE)


def delivery_row(delivery: Delivery, hours: WorkingHours | None) -> DeliveryRow:
    subject = delivery.alert.title if delivery.alert else delivery.get_kind_display()
    tone = _DELIVERY_TONES.get(DeliveryState(delivery.state), "plain")
    waits_until = ""
    if hours and delivery.waits_for_hours and delivery.next_attempt_at > clock.now():
        waits_until = f"{delivery.next_attempt_at.astimezone(hours.zone):%a %H:%M} {hours.zone.key}"
    return DeliveryRow(delivery, subject, tone, trouble_told(delivery.error), waits_until)


def attempt_views(attempts: Iterable[Attempt]) -> tuple[AttemptView, ...]:
    return tuple(
        AttemptView(attempt, _OUTCOMES.get(attempt.outcome, "Not known"), trouble_told(attempt.code))
        for attempt in attempts
    )


def trouble_told(code: str) -> str:
    """Return a code of what went wrong in words."""
    if code.startswith("status_"):
        return f"it answered with {code.removeprefix('status_')}"
    return _CODES.get(code, code.replace("_", " "))
