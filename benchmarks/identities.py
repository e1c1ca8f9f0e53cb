"""Follow every clause through stored histories: python -m benchmarks.identities SET.

Prints how many clauses whose text both of two versions have were recognised as the same, how many a segmenter that cuts
otherwise still finds, what became of the rest, and the time it takes.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import process_time

from apps.documents.diffing import redline
from apps.provisions.matching import Edition, Lineage, trace
from apps.provisions.segmentation import Segment, Span, segment
from benchmarks.history import rows

EVERY = 7  # clauses, of which the other segmenter takes the first two for one


@dataclass(slots=True)
class Totals:
    """Count over all pairs of consecutive versions."""

    pairs: int = 0
    same: int = 0
    recognised: int = 0
    recut: int = 0
    recut_recognised: int = 0
    touched_wrongly: int = 0
    seconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)

    def add_pair(self, old: Edition, new: Edition) -> None:
        line = redline(old.text, new.text)
        started = process_time()
        lineage = trace(old, new, line)
        self.seconds.append(process_time() - started)
        self.pairs += 1
        before, after = _wordings(old), _wordings(new)
        self.same += (Counter(before) & Counter(after)).total()
        self.recognised += sum(before[i] == after[j] for j, i in lineage.kept.items())
        self.statuses.update(change.status.value for change in lineage.changes)
        self.touched_wrongly += sum(
            change.edited and not change.ops and not change.old_ops for change in lineage.changes
        )

    def add_recut(self, edition: Edition) -> None:
        """Follow a version's clauses to those another segmenter makes of the same text."""
        other = Edition(edition.text, list(_recut(edition.segments)))
        places = {part.span: i for i, part in enumerate(edition.segments)}
        found = trace(edition, other, redline(edition.text, edition.text))
        kept = [(j, places[part.span]) for j, part in enumerate(other.segments) if part.span in places]
        self.recut += len(kept)
        self.recut_recognised += sum(found.kept.get(j) == i for j, i in kept)
        self.touched_wrongly += _edited(found)


def _edited(lineage: Lineage) -> int:
    return sum(change.edited for change in lineage.changes)


def _wordings(edition: Edition) -> list[str]:
    return [" ".join(part.span.of(edition.text).split()) for part in edition.segments]


def _recut(segments: Sequence[Segment]) -> Iterable[Segment]:
    for at, part in enumerate(segments):
        if at % EVERY == 0 and at + 1 < len(segments):
            yield replace(part, span=Span(part.span.start, segments[at + 1].span.end))
        elif at % EVERY != 1:
            yield part


def main(set_dir: str) -> None:
    """Print the figures of a set of stored versions."""
    totals = Totals()
    latest: dict[str, Edition] = {}
    for row in rows(Path(set_dir)):
        edition = Edition(row.text, segment(row.text).segments)
        if row.document in latest:
            totals.add_pair(latest[row.document], edition)
        else:
            totals.add_recut(edition)
        latest[row.document] = edition
    seconds = sorted(totals.seconds)
    print(
        json.dumps(
            {
                "pairs": totals.pairs,
                "same_text": totals.same,
                "same_text_recognised": totals.recognised,
                "recut_same": totals.recut,
                "recut_recognised": totals.recut_recognised,
                "edited_without_operation": totals.touched_wrongly,
                "seconds_median": round(seconds[len(seconds) // 2], 4),
                "seconds_worst": round(seconds[-1], 3),
                **totals.statuses,
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
