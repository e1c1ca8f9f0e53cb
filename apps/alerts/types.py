"""Shapes of the JSON columns of alerts, and what leaves the selectors. `version` changes with the meaning of a field."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from django.db import models
from pydantic import BaseModel, ConfigDict, Field


class OwnRule(StrEnum):
    """Why a watch is left out beside its own rules; those are named as `subscriptions.Rules` names them."""

    OPENED_LATER = "opened_at"
    PAUSED = "paused"


class DeliveryKind(models.TextChoices):
    """What a message is about."""

    ALERT = "alert", "Alert"
    TEST = "test", "Test"
    PROOF = "proof", "Confirmation of the address"


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    CLAIMED = "claimed", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CheckRecord(_Record):
    """One rule put to the change, and how it came out, in the words of then."""

    rule: str
    is_met: bool
    told: str


class WatchRecord(_Record):
    """A watch as it was when the change was told: its number, what it was called, and what its rules said."""

    watch: int
    kind: str
    name: str
    checks: tuple[CheckRecord, ...]

    @property
    def unmet(self) -> tuple[CheckRecord, ...]:
        """Return the rules that left the change out."""
        return tuple(check for check in self.checks if not check.is_met)


class BecauseRecord(_Record):
    """Why a workspace was told: the watches that told, and those that touched the change and left it out."""

    version: Literal[1] = 1
    told_by: tuple[WatchRecord, ...] = Field(min_length=1)
    left_out: tuple[WatchRecord, ...] = ()


class RemindedDate(_Record):
    """A date that a mail reminded of: its key in the calendar, its day, which distance it was for and how many days were left."""

    key: str
    on: date
    days: int
    left: int


class RemindedRecord(_Record):
    """What a mail reminded of."""

    version: Literal[1] = 1
    dates: tuple[RemindedDate, ...] = ()


@dataclass(frozen=True, slots=True)
class Latency:
    """How long it took from the capture of a changed text to the alerts of it. No times where there were no alerts."""

    alerts: int
    days: int
    median: timedelta | None
    p95: timedelta | None
