"""The words of the calendar."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models

from apps.documents.models import Change


class DateKind(models.TextChoices):
    """What a day is the day of, the most pressing first where several fall on one day."""

    OBJECTION = "objection", "Last day to object"
    REVIEW = "review", "Review due"
    EXPIRY = "expiry", "Acceptance expires"
    EFFECTIVE = "effective", "Takes effect"
    RENEWAL = "renewal", "Renews"
    NOTICE = "notice", "Announced"

    @property
    def is_to_act_on(self) -> bool:
        """Tell whether somebody may have something to do until then; an announcement is over when it is read."""
        return self is not DateKind.NOTICE


@dataclass(frozen=True, slots=True)
class Span:
    """The days from the first to the last, both included."""

    first: date
    last: date

    def holds(self, on: date) -> bool:
        return self.first <= on <= self.last


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """One day of the calendar, and what it rests on.

    `key` names it for ever, whatever becomes of the day itself. `quote` are the words of the text, from `change.to_version`;
    empty for a day of the workspace's own. `readings` are the days that a written date can mean, where it is not clear which;
    it then stands at the earliest. `owner_id` is whose review it is. `known_at` is when we learnt of it, `turn` how often it was changed since. Withdrawn: it held once, and does no longer.
    """

    key: str
    kind: DateKind
    on: date
    title: str
    change: Change
    known_at: datetime
    quote: str = ""
    readings: tuple[date, ...] = ()
    alert_id: int | None = None
    told_at: datetime | None = None
    review_id: int | None = None
    owner_id: int | None = None
    turn: int = 0
    withdrawn_at: datetime | None = None
    withdrawn_because: str = ""

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def is_unclear(self) -> bool:
        return len(self.readings) > 1


@dataclass(frozen=True, slots=True)
class UndatedChange:
    """A change that a workspace was told of and whose text gives no day to act on; unread: nobody looked for one yet."""

    change: Change
    alert_id: int
    title: str
    is_read: bool
