"""The timeline strip: one axis of time, a mark for each thing that happened, placed in per cent of the width."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

_MOST_MARKS = 60  # newest first: beyond it marks hide each other, and the table holds them all
_LABEL_SPACE = 12.0  # per cent of the width that a label of the axis needs
_EDGE = 1.5  # per cent kept free on both sides, so that no mark is cut
_QUARTERS = (1, 4, 7, 10)


class MarkKind(StrEnum):
    VERSION = "version"
    CHANGE = "change"
    TROUBLE = "trouble"
    BOUND = "bound"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing to mark."""

    kind: MarkKind
    at: datetime
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Mark:
    x: str
    kind: MarkKind
    label: str
    url: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Tick:
    x: str
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    title: str
    source: str
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]

    @property
    def kinds(self) -> frozenset[MarkKind]:
        """The kinds of mark that its legend has to explain."""
        return frozenset(mark.kind for mark in self.marks)


def draw_timeline(*, title: str, source: str, events: Sequence[Event], until: datetime) -> Timeline | None:
    """Place the newest events between the first of them and `until`; None when there is no span to draw."""
    shown = sorted(sorted(events, key=_when)[-_MOST_MARKS:], key=_when)
    if not shown or until - shown[0].at < timedelta(days=1):
        return None
    axis = Axis(shown[0].at, until)
    if len(shown) < len(events):
        source = f"{source} The newest {len(shown)} of {len(events)} marks."
    marks = tuple(Mark(axis.x(event.at), event.kind, event.label, event.url, event.at) for event in shown)
    return Timeline(title=title, source=source, ticks=axis.ticks(), marks=marks)


def _when(event: Event) -> datetime:
    return event.at


@dataclass(frozen=True, slots=True)
class Axis:
    """Places moments in per cent of a width, and names the turns of years or quarters between its ends."""

    start: datetime
    end: datetime

    def x(self, at: datetime) -> str:
        return f"{self._position(at):.2f}%"

    def _position(self, at: datetime) -> float:
        share = (at - self.start) / (self.end - self.start)
        return _EDGE + share * (100 - 2 * _EDGE)

    def ticks(self) -> tuple[Tick, ...]:
        """Return both ends, and the turns of years or quarters that leave room for each other's labels."""
        ends = (Tick("0%", _day(self.start)), Tick("100%", _day(self.end)))
        placed: list[tuple[float, str]] = []
        for turn, label in self._turns():
            position = self._position(turn)
            clear_of_last = not placed or position - placed[-1][0] >= _LABEL_SPACE
            if clear_of_last and 2 * _LABEL_SPACE <= position <= 100 - 2 * _LABEL_SPACE:
                placed.append((position, label))
        between = tuple(Tick(f"{position:.2f}%", label) for position, label in placed)
        return (ends[0], *between, ends[1])

    def _turns(self) -> list[tuple[datetime, str]]:
        years = range(self.start.year, self.end.year + 1)
        if len(years) > 3:  # noqa: PLR2004 - two full years still have room for their quarters
            return [(datetime(year, 1, 1, tzinfo=UTC), str(year)) for year in years]
        turns = [datetime(year, month, 1, tzinfo=UTC) for year in years for month in _QUARTERS]
        return [(turn, f"{turn:%b %Y}") for turn in turns]


def _day(at: datetime) -> str:
    return f"{at.day} {at:%b %Y}"
