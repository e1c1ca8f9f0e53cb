"""What every channel is: a way to write a message down, and a way to send what was written."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from apps.alerts.channels.messages import Message
from apps.subscriptions.types import Disabled


class Result(StrEnum):
    DELIVERED = "delivered"
    LATER = "later"
    PERMANENT = (
        "permanent"  # this message never gets through; `disables` says whether the channel is over too
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one attempt.

    `is_ours`: it went wrong on our side, so that it says nothing of the channel. `wait`: how long they ask us to stay away.
    """

    result: Result
    code: str = ""
    status: int | None = None
    answer: str = ""
    wait: timedelta | None = None
    disables: Disabled | None = None
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a message goes, and what names it there. `message_id` is the same at every attempt."""

    address: str = field(repr=False)
    message_id: str
    channel: str
    workspace: str
    channel_url: str
    unsubscribe_url: str
    at: datetime
    replay: int = 0
    signing_secrets: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Payload:
    """What is sent; `shown` is what the log keeps of it. An e-mail has a subject, and its body a second form."""

    body: bytes
    shown: str
    subject: str = ""
    html: str = ""


class Plugin(Protocol):
    """One folder beside this module."""

    def compose(self, message: Message, to: Destination) -> Payload:
        """Write the message as this channel takes it. Pure."""

    def send(self, payload: Payload, to: Destination) -> Outcome:
        """Send it once and say what came of it; an operational failure is an outcome, never an exception."""
