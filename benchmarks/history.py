"""Class each stored version against the ones before it: python -m benchmarks.history SET OUT."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter

from apps.documents.publishing import (
    Decision,
    Event,
    Observation,
    State,
    decide,
    remembered,
)


@dataclass(frozen=True, slots=True)
class Row:
    """A stored version; the index lists them by document, then by time."""

    path: str
    date: datetime
    text: str

    @property
    def document(self) -> str:
        return self.path.rsplit("/", 1)[0]


def rows(base: Path) -> Iterator[Row]:
    with (base / "index.jsonl").open(encoding="utf-8") as index:
        for line in index:
            row = json.loads(line)
            yield Row(
                row["path"],
                datetime.fromisoformat(row["date"]),
                (base / row["path"]).read_text("utf-8"),
            )


def main(set_dir: str, out_path: str) -> None:
    """Write what comes of every version of the set."""
    states: dict[str, State] = {}
    with Path(out_path).open("w", encoding="utf-8") as out:
        for row in rows(Path(set_dir)):
            started = perf_counter()
            state, decision = follow(states.get(row.document, State()), row)
            seconds = perf_counter() - started
            states[row.document] = state
            answer = {
                "id": row.path,
                "kind": decision.kind or decision.event,
                "publish": decision.event is Event.CHANGE,
                "seconds": seconds,
            }
            out.write(json.dumps(answer, ensure_ascii=False) + "\n")


def follow(state: State, row: Row) -> tuple[State, Decision]:
    """Take one recorded text as production takes what it read, except that the record says the text was in force.

    A record keeps only what differs from the text before it, so no text of it is ever seen twice in a row: one that
    returns and is held is the text the next one is compared with.
    """
    seen = Observation(row.text, round=row.date, seen_at=row.date)
    decision = decide(state, seen)
    carried_out = Decision(Event.RECORDED, row.date) if decision.event is Event.HELD else decision
    return remembered(state, seen, carried_out), decision


if __name__ == "__main__":
    main(*sys.argv[1:3])
