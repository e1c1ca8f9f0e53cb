"""Follow series of captures as production would: python -m benchmarks.timeline SET OUT."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from apps.documents.diffing import ChangeKind
from apps.documents.extraction import Extract, ExtractionError, Hints, Page, extract
from apps.documents.gating import Evidence, Verdict, judge, remember
from apps.documents.publishing import (
    Decision,
    Event,
    Observation,
    State,
    decide,
    remembered,
)

MEDIA = "text/html"  # of every page of the set
KINDS = {ChangeKind.LINKS: "links", ChangeKind.FURNITURE: "none"}
NO_TEXT = Extract(text="", title=None, language=None, coverage=0.0, words=0, last_updated=None)


@dataclass(frozen=True, slots=True)
class Row:
    """What production would know of a capture."""

    series: str
    seq: int
    path: Path
    url: str
    time: datetime


def rows(base: Path) -> Iterator[Row]:
    """Give the captures in their order; of each, only what is known without a label."""
    with (base / "index.jsonl").open(encoding="utf-8") as index:
        for line in index:
            row = json.loads(line)
            yield Row(
                row["series"],
                row["seq"],
                base / row["path"],
                row["url"] or "",
                datetime.fromisoformat(row["time"]),
            )


@dataclass(frozen=True, slots=True)
class Series:
    """What is remembered of a series: the decision's state, and the document's name.

    Production was told the name when the document was declared; here it is the one that the first good text gives itself.
    """

    state: State = field(default_factory=State)
    name: str = ""


def follow(series: Series, row: Row, body: bytes) -> tuple[Series, Decision]:
    """Take one capture through extraction, gate and decision."""
    state, name = series.state, series.name
    if not name:
        name = remember(look(state, name, row.url, body)[0].text, None, None).title or ""
    found, is_good = look(state, name, row.url, body)
    seen = Observation(found.text, round=row.time, seen_at=row.time, is_good=is_good)
    decision = decide(state, seen)
    state = remembered(state, seen, decision)
    return Series(state, name if state.latest else ""), decision


def look(state: State, name: str, url: str, body: bytes) -> tuple[Extract, bool]:
    """Extract the page around the text in force, and ask the gate whether it is the document."""
    try:
        found = extract(Page(body, MEDIA, url), Hints(anchor=state.latest, name=name))
    except ExtractionError:
        return NO_TEXT, False
    memory = remember(state.latest, None, None) if state.latest else None
    evidence = Evidence(200, {}, url, url, body, MEDIA, found.text, found.title, found.language)
    return found, judge(evidence, memory).verdict is Verdict.GOOD


def main(set_dir: str, out_path: str) -> None:
    """Write what comes of every capture of the set."""
    followed: dict[str, Series] = {}
    with Path(out_path).open("w", encoding="utf-8") as out:
        for row in rows(Path(set_dir)):
            body = row.path.read_bytes()
            started = perf_counter()
            series, decision = follow(followed.get(row.series, Series()), row, body)
            seconds = perf_counter() - started
            followed[row.series] = series
            out.write(json.dumps(_answer(row, decision, seconds)) + "\n")


def _answer(row: Row, decision: Decision, seconds: float) -> dict[str, Any]:
    line = decision.line
    return {
        "series": row.series,
        "seq": row.seq,
        "event": _event(decision),
        "words_added": line.words_added if line else 0,
        "words_removed": line.words_removed if line else 0,
        "seconds": seconds,
    }


def _event(decision: Decision) -> str:
    if decision.event in {Event.SAME, Event.LEARNED}:
        return "none"
    if decision.event is Event.RECORDED and decision.kind:
        return KINDS.get(decision.kind, "editorial")
    return decision.event.value


if __name__ == "__main__":
    main(*sys.argv[1:3])
