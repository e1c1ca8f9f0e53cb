"""The words of following. Pure: no database, no clock."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from django.db import models
from pydantic import BaseModel, ConfigDict

from apps.analysis.types import Affected, Direction, Level


class WatchKind(models.TextChoices):
    """What is followed."""

    PLATFORM = "platform", "A platform"
    DOCUMENT = "document", "A document"
    PROVISION = "provision", "A clause"
    TOPIC = "topic", "A topic on all platforms"
    SEARCH = "search", "A saved search"


class Interest(models.TextChoices):
    """What about a change makes it worth telling. A change can hold several, or none."""

    WORDING = "wording", "Wording"
    NUMBERS = "numbers", "Numbers: fees, periods, percentages"
    DATES = "dates", "A new effective or notice date"
    SUB_PROCESSORS = "sub_processors", "Lists of sub-processors"
    LINKS = "links", "Links only"
    RETURNS = "returns", "A return to earlier text"


class ChannelKind(models.TextChoices):
    """How a workspace is told beside its inbox."""

    EMAIL = "email", "E-mail"
    WEBHOOK = "webhook", "Webhook"
    SLACK = "slack", "Slack"
    TEAMS = "teams", "Microsoft Teams"

    @property
    def is_read_by_people(self) -> bool:
        """Tell whether a message there waits for somebody to read it; a machine takes it at any hour."""
        return self is not ChannelKind.WEBHOOK


class ChannelState(models.TextChoices):
    UNVERIFIED = "unverified", "Not confirmed yet"
    ACTIVE = "active", "Active"
    DISABLED = "disabled", "Disabled"


class Disabled(models.TextChoices):
    """Why nothing is sent to a channel any more."""

    BY_HAND = "by_hand", "Somebody disabled it"
    UNSUBSCRIBED = "unsubscribed", "Whoever reads there unsubscribed"
    GONE = "gone", "The address says that it is gone for good"
    REFUSED = "refused", "The address refuses our messages for good"
    FAILING = "failing", "Nothing got through for three days"
    UNREADABLE = "unreadable", "Its address cannot be read any more"


class AddressState(models.TextChoices):
    """How far a public address that somebody would have watched has come."""

    WAITING = "waiting", "Waiting to be looked at"
    LOOKING = "looking", "Being looked at"
    READY = "ready", "Found, to be confirmed"
    REFUSED = "refused", "Cannot be watched"
    ADDED = "added", "Watched"
    DROPPED = "dropped", "Not wanted any more"


class FoundRecord(BaseModel):
    """What was found at an address, as it is shown before anybody confirms. `version` changes with the meaning of a field."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    final_url: str
    title: str
    opening: str
    words: int
    language: str
    type: str
    fetcher: str


# What a new watch asks for. The rest moves no duty of anybody, and is told to whom asks for it.
USUAL_INTERESTS = (Interest.WORDING, Interest.NUMBERS, Interest.DATES, Interest.SUB_PROCESSORS)


@dataclass(frozen=True, slots=True)
class Rules:
    """What of a watched subject's changes is told. Empty tuples and an empty locale ask for any."""

    min_severity: Level = Level.LOW
    interests: tuple[Interest, ...] = USUAL_INTERESTS
    topics: tuple[str, ...] = ()
    directions: tuple[Direction, ...] = ()
    locale: str = ""


Stated = tuple[str, str, Decimal]  # a topic, a fact of it, its value


@dataclass(frozen=True, slots=True)
class Said:
    """What a clause says in one version, as it was classified last. `topics` are those that count."""

    topics: frozenset[str] = frozenset()
    positions: frozenset[tuple[str, str]] = frozenset()
    numbers: tuple[Stated, ...] = ()


@dataclass(frozen=True, slots=True)
class Touched:
    """A clause that a change added, removed or reworded: what it said before and says after. `severity` is the clause's today."""

    provision: int
    before: Said | None = None
    after: Said | None = None
    severity: Level | None = None

    @property
    def versions(self) -> tuple[Said, ...]:
        return tuple(said for said in (self.before, self.after) if said is not None)


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """What rules ask of a change. `severity` and `direction` are None where no reading of it is shown.

    `clauses` are those that it added, removed or reworded, without those that only moved; `topics` and `provisions` are theirs.
    """

    change_id: int
    platform_id: int
    document_id: int
    locale: str
    interests: frozenset[Interest]
    severity: Level | None = None
    direction: Direction | None = None
    topics: frozenset[str] = frozenset()
    provisions: frozenset[int] = frozenset()
    clauses: tuple[Touched, ...] = ()
    affected: tuple[Affected, ...] = ()

    @property
    def searched_by(self) -> frozenset[str]:
        """Return the topics by which a search may find one of the clauses: those of values too, which need not count."""
        numbers = (number for clause in self.clauses for said in clause.versions for number in said.numbers)
        return self.topics | {topic for topic, _slug, _number in numbers}


@dataclass(frozen=True, slots=True)
class Check:
    """One rule of a watch put to a change: what it asked, and how it came out, in words for people."""

    rule: str
    is_met: bool
    told: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a watch tells of a change, and why."""

    checks: tuple[Check, ...] = field(default=())

    @property
    def is_told(self) -> bool:
        return all(check.is_met for check in self.checks)

    @property
    def unmet(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.is_met)
