"""What channels carry, whatever their form. Pure: composed from rows elsewhere, written as a channel needs it here.

Texts of vendors are in here as they are: each channel escapes them in its own way.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a redline; `kind` is "equal", "insert" or "delete"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One place that changed, under the heading above it."""

    place: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ClauseTold:
    title: str
    became: str
    url: str
    severity: str = ""


@dataclass(frozen=True, slots=True)
class DateTold:
    """A kind of date; `on` is empty where the text does not state it, and `quote` is the text's own words for it."""

    term: str
    on: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class ActionTold:
    title: str
    steps: tuple[str, ...]
    deadline: str = ""


@dataclass(frozen=True, slots=True)
class WatchTold:
    """A watch that told, or left the change out, with its rules in the words of then."""

    name: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlertMessage:
    """All that an alert's page says."""

    title: str
    vendor: str
    document: str
    change_id: str
    kind: str
    severity: str
    detected_at: datetime
    raised_at: datetime
    change_url: str
    alert_url: str
    dates: tuple[DateTold, ...] = ()
    summary: tuple[str, ...] = ()
    affected: str = ""
    passages: tuple[Passage, ...] = ()
    more_passages: int = 0
    clauses: tuple[ClauseTold, ...] = ()
    more_clauses: int = 0
    actions: tuple[ActionTold, ...] = ()
    if_no_action: tuple[str, ...] = ()
    told_by: tuple[WatchTold, ...] = ()
    left_out: tuple[WatchTold, ...] = ()

    @property
    def severity_label(self) -> str:
        return self.severity.title() if self.severity else "Not graded yet"


@dataclass(frozen=True, slots=True)
class TestMessage:
    """Something to look at, sent because somebody pressed the button."""

    __test__ = False  # to pytest its name promises tests

    asked_at: datetime


@dataclass(frozen=True, slots=True)
class ProofMessage:
    """What proves that whoever added an address can read there: a link to open, a word to answer, or a code to type."""

    proof: str
    url: str
    until: datetime


Message = AlertMessage | TestMessage | ProofMessage
