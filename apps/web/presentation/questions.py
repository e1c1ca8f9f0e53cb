"""What people ask about a clause, answered from its record."""

from collections.abc import Iterator
from dataclasses import dataclass

from apps.analysis.types import ProvisionReading
from apps.documents.models import Document
from apps.web.presentation.clauses import StandView


@dataclass(frozen=True, slots=True)
class Question:
    asked: str
    answer: str


def questions_about(
    document: Document,
    stands: tuple[StandView, ...],
    reading: ProvisionReading | None,
    *,
    changes: int,
) -> tuple[Question, ...]:
    """Return the questions whose answers are on record; none is made up where a part is missing."""
    return tuple(_questions(document, stands, reading, changes))


def _questions(
    document: Document, stands: tuple[StandView, ...], reading: ProvisionReading | None, changes: int
) -> Iterator[Question]:
    name = document.platform.name
    yield Question(
        f"Is ConductAtlas affiliated with {name}?",
        f"No. ConductAtlas is independent: not affiliated with, endorsed by or sponsored by {name}.",
    )
    if reading is not None:
        yield Question(
            "What does this clause do?", " ".join(statement.text for statement in reading.what_it_is)
        )
    common = next((stand.prevalence for stand in stands[:1] if stand.prevalence), None)
    if common is not None and common.of:
        stand = stands[0]
        subject = f"the position “{stand.position.lower()}”" if stand.position else "a clause on it"
        yield Question(
            f"How many platforms have this on {stand.topic.lower()}?",
            f"{common.ratio} that could hold such a clause, among those in the record, take {subject}."
            if stand.position
            else f"{common.ratio} that could hold such a clause, among those in the record, have {subject}.",
        )
    times = "once" if changes == 1 else f"{changes} times"
    yield Question(
        f"Has {name} changed this clause?",
        f"Its changes touched it {times} since it was first seen; each is listed above with its redline."
        if changes
        else "Not since it was first seen.",
    )
    yield Question(
        "Is this clause enforceable?",
        "That depends on the law that applies and on the circumstances, and is for a court or a lawyer to say. This page "
        "says what the document states.",
    )
