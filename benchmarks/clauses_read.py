"""Texts cut and read as the stages do, without a database: the clauses that briefs are made of."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence

from apps.analysis.types import Citation, Clause, Passage, Stand, Value
from apps.provisions.facts import read_clause
from apps.provisions.facts.types import FactFound, PositionFound
from apps.provisions.labelling import Basis, Labelled, label
from apps.provisions.segmentation import Segment, segment
from apps.provisions.taxonomy import read_taxonomy


def digest(text: str) -> str:
    """Return the digest by which a text is cited."""
    return hashlib.sha256(text.encode()).hexdigest()


def passage(text: str, start: int, end: int) -> Passage:
    """Cite a stretch of a text."""
    return Passage(Citation(sha256=digest(text), start=start, end=end), text[start:end])


def clauses_of(text: str, segments: Sequence[Segment] = (), public_id: str = "CA-P-000001") -> list[Clause]:
    """Cut a text, unless it is cut already, and read every clause of it."""
    cut = segments or segment(text).segments
    return [_clause(text, one, labels, public_id) for one, labels in zip(cut, label(text, cut), strict=True)]


def values_of(text: str, facts: Sequence[FactFound]) -> list[Value]:
    """Return facts as a brief gives them."""
    return [
        Value(
            fact.slug,
            fact.type,
            fact.value.text,
            fact.value.number,
            fact.value.unit,
            passage(text, fact.quote.start, fact.quote.end),
        )
        for fact in facts
    ]


def _clause(text: str, one: Segment, labels: Sequence[Labelled], public_id: str) -> Clause:
    settled = [found.topic for found in labels if found.basis is not Basis.LIKELIEST]
    read = read_clause(text, one.span, settled)
    held = {found.topic: found for found in read.positions}
    facts: dict[str, list[FactFound]] = defaultdict(list)
    for fact in read.facts:
        facts[fact.topic].append(fact)
    return Clause(
        public_id=public_id,
        words=passage(text, one.span.start, one.span.end),
        number=one.number,
        path=one.path,
        context=tuple(passage(text, each.span.start, each.span.end) for each in one.references),
        stands=tuple(_stand(text, found, held.get(found.topic), facts[found.topic]) for found in labels),
    )


def _stand(text: str, found: Labelled, held: PositionFound | None, facts: Sequence[FactFound]) -> Stand:
    topic = read_taxonomy().topic(found.topic)
    position = next((one for one in topic.positions if held and one.slug == held.position), None)
    return Stand(
        topic=topic.slug,
        topic_label=topic.label,
        family=topic.family,
        confidence=found.confidence,
        basis=found.basis,
        position=position.slug if position else "",
        position_label=position.label if position else "",
        favours=position.favours if position else None,
        proof=passage(text, held.quote.start, held.quote.end) if held and position else None,
        facts=tuple(values_of(text, facts)),
    )
