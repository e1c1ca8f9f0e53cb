"""The words of reviews, and the shapes of their JSON columns. Pure: no database, no clock."""

from datetime import date
from typing import Literal

from django.db import models
from pydantic import BaseModel, ConfigDict


class State(models.TextChoices):
    """Where a review stands. Accepted, objected to or not acted on, it is closed."""

    OPEN = "open", "Open"
    IN_REVIEW = "in_review", "In review"
    ESCALATED = "escalated", "Escalated"
    REOPENED = "reopened", "Reopened"
    ACCEPTED = "accepted", "Accepted"
    ACCEPTED_UNTIL = "accepted_until", "Accepted with expiry"
    OBJECTION_SENT = "objection_sent", "Objection sent"
    NO_ACTION = "no_action", "No action"


CLOSED = (State.ACCEPTED, State.ACCEPTED_UNTIL, State.OBJECTION_SENT, State.NO_ACTION)
UNDECIDED = (State.OPEN, State.IN_REVIEW, State.ESCALATED, State.REOPENED)
ACCEPTING = (State.ACCEPTED, State.ACCEPTED_UNTIL)


class EventKind(models.TextChoices):
    """What happened in a review."""

    OPENED = "opened", "Opened"
    ASSIGNED = "assigned", "Assigned"
    RESCHEDULED = "rescheduled", "Due date changed"
    COMMENTED = "commented", "Commented"
    PROPOSED = "proposed", "Decision proposed"
    DECLINED = "declined", "Signature declined"
    DECIDED = "decided", "Decided"
    ESCALATED = "escalated", "Escalated"
    REOPENED = "reopened", "Reopened"
    TAINTED = "tainted", "The text changed again"
    EXPIRED = "expired", "The acceptance expired"


class Ending(models.TextChoices):
    """Why an acceptance holds no longer."""

    EXPIRED = "expired", "It expired"
    TAINTED = "tainted", "The text changed again"
    REOPENED = "reopened", "Somebody reopened the review"


class Assignment(models.TextChoices):
    """Who a rule gives its reviews to."""

    NOBODY = "nobody", "Nobody: whoever takes it"
    ROUND_ROBIN = "round_robin", "In turns"
    BY_PLATFORM = "by_platform", "By platform"


class DueKind(models.TextChoices):
    """What the due date is counted from."""

    OBJECTION = "objection", "End of the time to object"
    EFFECTIVE = "effective", "Date of effect"
    DEFAULT = "default", "Day of opening"
    PERSON = "person", "Set by a person"


class DueRecord(BaseModel):
    """Why a review is due when it is, in the words of then. `quote` are the text's own words for `day`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    kind: DueKind
    on: date
    day: date | None = None
    quote: str = ""
    lead_days: int = 0
    told: str
