"""Measure to how many laws clauses are mapped: python -m benchmarks.regulations HISTORY [EXAMPLES].

Of each document its last version is read as production reads it: cut, labelled, its positions and facts, then the rules. Whose
it is comes from the catalogue; a service that the catalogue does not hold counts as one of unknown kind and place. With EXAMPLES,
so many mappings are printed, spread evenly over all of them, for a person to judge.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time

from apps.analysis.regulations import RULES_VERSION, Mapped, Origin, Stated, Taken, mapped_to, read_knowledge
from apps.documents.histories.terms_types import document_type_of
from apps.platforms.catalogue import PlatformEntry, read_catalogue, slugified
from apps.provisions.facts import read_clause
from apps.provisions.labelling import Basis, Labelled, label
from apps.provisions.segmentation import Span, segment
from apps.provisions.taxonomy import read_taxonomy
from benchmarks.history import Row, rows

_WEAK = {Basis.SECTION, Basis.LIKELIEST}


@dataclass(slots=True)
class Figures:
    """Count over the last version of every document."""

    documents: int = 0
    clauses: int = 0
    decided: int = 0  # clauses with a position or a fact
    without: int = 0
    weak_beyond_context: int = 0
    seconds: float = 0.0
    laws: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    strengths: Counter[str] = field(default_factory=Counter)
    each: Counter[int] = field(default_factory=Counter)
    reasons: dict[str, set[tuple[object, ...]]] = field(default_factory=dict)
    examples: list[tuple[str, str, Mapped]] = field(default_factory=list)

    def add(self, path: str, words: str, stands: list[Taken], found: tuple[Mapped, ...]) -> None:
        """Count one clause."""
        self.clauses += 1
        self.decided += any(stand.position or stand.facts for stand in stands)
        self.without += not found
        self.each[len(found)] += 1
        for mapped in found:
            stand = next(stand for stand in stands if stand.topic == mapped.topic)
            self.weak_beyond_context += not stand.is_firm and mapped.law.strength != "context"
            self.laws[mapped.law.regulation] += 1
            self.rules[mapped.rule] += 1
            self.strengths[mapped.law.strength] += 1
            self.reasons.setdefault(mapped.law.reason, set()).add((mapped.rule, stand.position, stand.facts))
            self.examples.append((path, words, mapped))


def latest(base: Path) -> Iterator[Row]:
    """Give the last version of every document."""
    last = {row.document: row for row in rows(base)}
    yield from last.values()


def origin_of(row: Row, platforms: dict[str, PlatformEntry]) -> Origin:
    """Say whose document it is as far as the catalogue knows."""
    service, terms_type = row.document.rsplit("/", 1)
    platform = platforms.get(slugified(service.split(" [")[0]))
    return Origin(
        document_type=document_type_of(terms_type),
        category=platform.category if platform else "",
        jurisdiction=(platform.jurisdiction or "") if platform else "",
        platform=platform.slug if platform else "",
        captured_on=row.date.date(),
    )


def measure(row: Row, origin: Origin, figures: Figures) -> None:
    """Read a text and count what its clauses are mapped to."""
    labels = {(topic.slug, at.slug): at.label for topic in read_taxonomy().topics for at in topic.positions}
    segments = segment(row.text).segments
    figures.documents += 1
    for part, labelled in zip(segments, label(row.text, segments), strict=True):
        stands = list(_stands(row.text, part.span, labelled, labels))
        started = process_time()
        found = mapped_to(stands, origin)
        figures.seconds += process_time() - started
        figures.add(row.document, part.span.of(row.text), stands, found)


def _stands(
    text: str, span: Span, labelled: tuple[Labelled, ...], labels: dict[tuple[str, str], str]
) -> Iterator[Taken]:
    read = read_clause(text, span, [one.topic for one in labelled if one.basis is not Basis.LIKELIEST])
    positions = {found.topic: found.position for found in read.positions}
    for one in labelled:
        position = positions.get(one.topic, "")
        facts = (
            Stated(fact.slug, fact.value.text, fact.value.number)
            for fact in read.facts
            if fact.topic == one.topic
        )
        position_label = labels.get((one.topic, position), "")
        yield Taken(one.topic, position, position_label, one.basis not in _WEAK, tuple(facts))


def main(set_dir: str, examples: str = "0") -> None:
    """Print the figures, and some mappings with the words they were made from."""
    figures, platforms = Figures(), _by_name()
    unknown = set()
    for row in latest(Path(set_dir)):
        origin = origin_of(row, platforms)
        unknown |= set() if origin.platform else {row.document.rsplit("/", 1)[0]}
        measure(row, origin, figures)
    print(json.dumps(_told(figures, sorted(unknown)), indent=1, ensure_ascii=False))
    step = max(len(figures.examples) // max(int(examples), 1), 1)
    for path, words, mapped in figures.examples[::step][: int(examples)]:
        law = mapped.law
        print(
            f"\n{path}\n  {' '.join(words.split())[:400]}\n  {law.strength}: {law.name}, {law.article} [{mapped.rule}]"
        )
        print(f"  {law.reason}")


def _by_name() -> dict[str, PlatformEntry]:
    return {
        slugified(name): platform
        for platform in read_catalogue().platforms
        for name in (*platform.aliases, platform.name, platform.slug)
    }


def _told(figures: Figures, unknown: list[str]) -> dict[str, object]:
    total = figures.laws.total()
    clauses = max(figures.clauses, 1)
    return {
        "rules": f"{RULES_VERSION}, {len(read_knowledge().rules)} rules",
        "documents": figures.documents,
        "services_not_in_catalogue": unknown,
        "clauses": figures.clauses,
        "with_position_or_fact": figures.decided,
        "mappings": total,
        "laws_per_clause": round(total / clauses, 3),
        "laws_per_clause_with_position_or_fact": round(total / max(figures.decided, 1), 3),
        "share_without": round(figures.without / clauses, 3),
        "clauses_by_number_of_laws": dict(sorted(figures.each.items())),
        "strengths": dict(figures.strengths),
        "weak_basis_beyond_context": figures.weak_beyond_context,
        "share_of_clauses_of_the_most_mapped": {
            slug: round(count / clauses, 3) for slug, count in figures.laws.most_common(12)
        },
        "laws_mapped": len(figures.laws),
        "rules_used": len(figures.rules),
        "rules_most_used": dict(figures.rules.most_common(15)),
        "reasons_shared_by_different_stands": sum(len(stands) > 1 for stands in figures.reasons.values()),
        "microseconds_per_clause": round(figures.seconds / clauses * 1e6),
    }


if __name__ == "__main__":
    main(*sys.argv[1:3])
