"""What is remembered of a document, what is seen of it next, and what follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from apps.documents.diffing import ChangeKind, Classification, Redline

from .volatile import VolatilePart

MOST_RETURNS = 2  # of one text; beyond, it is a variant shown in turns
MOST_DOUBLINGS = 4


class Event(StrEnum):
    """What comes of a capture."""

    FIRST = "first"  # the document's first text
    SAME = "same"  # the text in force was seen again
    LEARNED = "learned"  # seen again, apart from what is never twice the same
    CHANGE = "change"  # published as the publisher's change; may alert
    RECORDED = "recorded"  # a new version that says nothing new: links, form, furniture
    HELD = "held"  # waits until it is stable
    QUARANTINED = "quarantined"  # not the document


@dataclass(frozen=True, slots=True)
class Rules:
    """In how many rounds in a row a text is seen before it is published: one in force earlier, and a new one."""

    returns: int = 2
    news: int = 1

    def rounds(self, times: int) -> int:
        """Return the rounds asked of a text that was in force that many times: doubled for what comes in turns."""
        if not times:
            return self.news
        return self.returns << min(max(0, times - MOST_RETURNS), MOST_DOUBLINGS)


@dataclass(frozen=True, slots=True)
class Pending:
    """A text that waits to be stable: its wording, in how many rounds in a row it was seen, and since when."""

    wording: str
    seen: int
    first_seen_at: datetime
    last_round: datetime


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered of a document: the text in force, how often each wording came into force, and what waits.

    Until `learns_until`, minutes after the first capture, what differs is not a change but a volatile part.
    """

    latest: str | None = None
    earlier: Mapping[str, int] = field(default_factory=dict)
    pending: Pending | None = None
    volatile: tuple[VolatilePart, ...] = ()
    learns_until: datetime | None = None
    rules: Rules = Rules()


@dataclass(frozen=True, slots=True)
class Observation:
    """The text read in one round; `is_good` is the gate's verdict."""

    text: str
    round: datetime
    seen_at: datetime
    is_good: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """What comes of an observation.

    `pending` is what waits from now on. `finding` and `line` are given where two texts were compared. `first_seen_at` is when the
    text was first seen, which is before it was published where it had to wait. `learned` are new volatile parts.
    """

    event: Event
    first_seen_at: datetime
    pending: Pending | None = None
    finding: Classification | None = None
    line: Redline | None = None
    learned: tuple[VolatilePart, ...] = ()

    @property
    def kind(self) -> ChangeKind | None:
        return self.finding.kind if self.finding else None

    @property
    def makes_version(self) -> bool:
        return self.event in {Event.FIRST, Event.CHANGE, Event.RECORDED}
