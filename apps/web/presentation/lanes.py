"""The governance timeline: a lane for each document, a mark for each change by kind and severity, a flag where it takes effect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from textwrap import shorten

from apps.analysis.models import Publication
from apps.documents.models import Change, Document, Kind
from apps.web.presentation.timelines import Axis, Tick

_LANE = 52  # pixels of height: a title, a flag on its pole, the line
_HEAD = 30
_LONGEST_TITLE = 44
_AHEAD = timedelta(days=183)
_SHAPES = {Kind.NUMBERS: "square", Kind.REVERTED: "return"}


@dataclass(frozen=True, slots=True)
class LaneMark:
    """`shape` is dot, square or return; `severity` a level, or empty; `effective` a day, or empty where the text states none."""

    x: str
    y: int
    shape: str
    severity: str
    label: str
    url: str
    at: datetime
    effective: str


@dataclass(frozen=True, slots=True)
class Flag:
    """The day on which a change takes effect, as the text states it."""

    x: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Lane:
    title: str
    url: str
    title_y: int
    y: int
    marks: tuple[LaneMark, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Lanes:
    """`height` is of the picture; `changes` are all marks, newest first, for the table behind it.

    `today` is where days to come begin; empty where none is drawn.
    """

    title: str
    source: str
    height: int
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    changes: tuple[LaneMark, ...]
    today: str

    @property
    def has_flags(self) -> bool:
        return any(lane.flags for lane in self.lanes)


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of changes besides the rows, by their numbers."""

    publications: Mapping[int, Publication]
    effective: Mapping[int, date]


def draw_lanes(
    changes: Mapping[Document, Sequence[Change]],
    told: Told,
    *,
    title: str,
    source: str,
    span: tuple[datetime, datetime],
) -> Lanes:
    """Draw the changes of documents, a lane for each document in the order given.

    `span` is from the first moment to now; the axis goes on to the last day on which a change takes effect, half a year at most.
    """
    start, now = span
    last = max(map(_moment, told.effective.values()), default=now)
    axis = Axis(start, min(max(now, last), now + _AHEAD))
    lanes = tuple(
        _lane(document, rows, told, axis, _HEAD + number * _LANE)
        for number, (document, rows) in enumerate(changes.items())
    )
    marks = sorted((mark for lane in lanes for mark in lane.marks), key=lambda mark: mark.at, reverse=True)
    return Lanes(
        title=title,
        source=source,
        height=_HEAD + len(lanes) * _LANE + 4,
        ticks=axis.ticks(),
        lanes=lanes,
        changes=tuple(marks),
        today=axis.x(now) if axis.end > now else "",
    )


def _lane(document: Document, changes: Sequence[Change], told: Told, axis: Axis, top: int) -> Lane:
    name = f"{document.platform.name}, {document.title}"
    y = top + 34
    return Lane(
        title=shorten(f"{document.platform.name} · {document.title}", _LONGEST_TITLE, placeholder="…"),
        url=document.get_absolute_url(),
        title_y=top + 14,
        y=y,
        marks=tuple(_mark(change, name, told, axis, y) for change in changes),
        flags=tuple(
            Flag(
                axis.x(at),
                f"{name}: {change.public_id} takes effect on {_day(on)}",
                change.get_absolute_url(),
            )
            for change in changes
            if (on := told.effective.get(change.pk)) and axis.start <= (at := _moment(on)) <= axis.end
        ),
    )


def _mark(change: Change, name: str, told: Told, axis: Axis, y: int) -> LaneMark:
    publication, on = told.publications.get(change.pk), told.effective.get(change.pk)
    said = publication.title if publication else change.get_kind_display()
    return LaneMark(
        x=axis.x(change.detected_at),
        y=y,
        shape=_SHAPES.get(Kind(change.kind), "dot"),
        severity=publication.severity if publication else "",
        label=f"{name}: {said}, {change.public_id}",
        url=change.get_absolute_url(),
        at=change.detected_at,
        effective=_day(on) if on else "",
    )


def _moment(on: date) -> datetime:
    return datetime.combine(on, time(12), tzinfo=UTC)


def _day(on: date) -> str:
    return f"{on.day} {on:%b} {on.year}"
