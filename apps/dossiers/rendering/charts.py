"""Charts as shapes with places: the templates only write them down. Each has a title that says the finding, and a table behind it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import segno

from apps.dossiers.types import Content

LEVELS: Final = ("high", "medium", "low")
_WIDTH: Final = 480.0
_LABEL: Final = 150.0
_LANE: Final = 24.0
_MOST_MONTHS: Final = 36


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a bar; `level` names its colour and its words."""

    level: str
    x: float
    width: float
    count: int

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of a chart: its label, its place, what stands on it."""

    label: str
    y: float
    bars: tuple[Bar, ...] = ()
    marks: tuple[tuple[float, str], ...] = ()  # place, level

    @property
    def middle(self) -> float:
        return self.y + 7


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    height: float
    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[float, str], ...] = ()
    rows: tuple[tuple[str, tuple[int, ...]], ...] = ()

    @property
    def has_marks(self) -> bool:
        return any(lane.marks for lane in self.lanes)


def severity_chart(content: Content) -> Chart | None:
    """Return how grave the clauses of each document are; None where none is graded."""
    rows = [
        (f"{scope.platform}: {document.title}", tuple(count for _level, count in document.severities))
        for scope in content.scopes
        for document in scope.documents
        if any(count for _level, count in document.severities)
    ]
    if not rows:
        return None
    most = max(sum(counts) for _label, counts in rows)
    lanes = tuple(
        Lane(_short(label), place * _LANE + 4, bars=_bars(counts, (_WIDTH - _LABEL - 10) / most))
        for place, (label, counts) in enumerate(rows)
    )
    high = sum(counts[0] for _label, counts in rows)
    every = sum(sum(counts) for _label, counts in rows)
    title = f"{high} of {every} graded clauses in this file are of high severity"
    return Chart(title, len(rows) * _LANE + 6, lanes, rows=tuple(rows))


def change_chart(content: Content) -> Chart | None:
    """Return the changes of each document by day, on one axis of time; None where there were none."""
    if not content.revisions:
        return None
    events = content.events
    first, last = events[0].on, max(events[-1].on, *(row.detected_at.date() for row in content.revisions))
    span = max(1, (last - first).days)
    scale = (_WIDTH - _LABEL - 16) / span
    names = list(dict.fromkeys((one.platform, one.document) for one in events))
    lanes = tuple(
        Lane(
            _short(f"{platform}: {document}"),
            place * _LANE + 4,
            marks=tuple(
                (_LABEL + 6 + (one.on - first).days * scale, one.severity if one.change else "first")
                for one in events
                if (one.platform, one.document) == (platform, document)
            ),
        )
        for place, (platform, document) in enumerate(names)
    )
    counted = Counter((row.platform, row.document) for row in content.revisions)
    rows = tuple((f"{name[0]}: {name[1]}", (counted[name],)) for name in names)
    many = len(content.revisions)
    title = f"{many} change{'' if many == 1 else 's'} by publishers between {_day(first)} and {_day(last)}"
    ticks = tuple(
        (_LABEL + 6 + share * span * scale, _day(_between(first, last, share))) for share in (0, 0.5, 1)
    )
    return Chart(title, len(names) * _LANE + 24, lanes, ticks=ticks, rows=rows)


def qr_path(text: str) -> tuple[str, int]:
    """Return a QR code as the path of an SVG picture with one unit a module, and how many modules it is wide."""
    code = segno.make_qr(text, error="m")
    path = []
    for y, row in enumerate(code.matrix):
        x = 0
        while x < len(row):
            run = 0
            while x + run < len(row) and row[x + run]:
                run += 1
            if run:
                path.append(f"M{x} {y}h{run}v1h-{run}z")
            x += run or 1
    return "".join(path), len(code.matrix)


def _bars(counts: Sequence[int], unit: float) -> tuple[Bar, ...]:
    bars, x = [], _LABEL
    for level, count in zip(LEVELS, counts, strict=True):
        if count:
            bars.append(Bar(level, round(x, 2), round(count * unit, 2), count))
            x += count * unit
    return tuple(bars)


def _short(label: str, most: int = 28) -> str:
    return label if len(label) <= most else f"{label[: most - 1]}…"


def _day(on: date) -> str:
    return f"{on.day} {on:%b %Y}"


def _between(first: date, last: date, share: float) -> date:
    return date.fromordinal(round(first.toordinal() + (last.toordinal() - first.toordinal()) * share))
