"""Proof that what is shown is borne out: each statement, with people's edits, checked again against the stored texts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from apps.analysis.briefing.again import change_brief_of, provision_briefs_of
from apps.analysis.grounding import Code, check
from apps.analysis.grounding.statements import statements
from apps.analysis.models import Analysis, Publication, Ruling
from apps.analysis.selectors.shown import edits_that_hold, reading_of
from apps.analysis.types import ChangeBrief, ProvisionBrief
from apps.core.blobs import BlobError
from apps.documents.models import Document

_QUOTES: Final = frozenset({Code.FOREIGN_TEXT, Code.OFFSETS, Code.QUOTE})


@dataclass(frozen=True, slots=True)
class Failure:
    """Something shown that is not as it should be, and what it is said of."""

    subject: str
    problem: str


@dataclass(slots=True)
class Verified:
    """Count what was checked of a document, and hold what failed."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)


def verify_document(document: Document) -> Verified:
    """Check everything that is shown of a document's clauses and changes.

    What a person accepted against the check is checked for its quotes alone: the finding was seen, and the decision is kept.
    """
    found = Verified()
    try:
        for publication, brief in _shown(document):
            _verify(publication, brief, found)
    except BlobError as error:
        found.failures.append(Failure(document.public_id, str(error)))
    return found


def _shown(document: Document) -> Iterator[tuple[Publication, ProvisionBrief | ChangeBrief]]:
    shown = list(
        Publication.objects.filter(document=document, shown__isnull=False)
        .select_related("shown", "provision", "change")
        .order_by("pk")
    )
    briefs = provision_briefs_of(
        one.shown.classification_id
        for one in shown
        if one.shown is not None and one.shown.classification_id is not None
    )
    for publication in shown:
        analysis = _analysis(publication)
        if analysis.classification_id is not None:
            yield publication, briefs[analysis.classification_id]
        elif analysis.change_id is not None:
            yield publication, change_brief_of(analysis.change_id)


def _verify(publication: Publication, brief: ProvisionBrief | ChangeBrief, found: Verified) -> None:
    analysis = _analysis(publication)
    subject = str(publication.provision or publication.change)
    reading = reading_of(analysis, edits_that_hold(analysis))
    said = list(statements(reading))
    found.counts["readings"] += 1
    found.counts["statements"] += len(said)
    found.counts["quotes"] += sum(len(placed.statement.citations) for placed in said)
    for finding in check(reading, brief):
        if not _is_accepted(analysis) or finding.code in _QUOTES:
            found.failures.append(Failure(subject, f"{finding.where}: {finding.why}"))
    graded = (reading.title, reading.severity.level, reading.confidence.level, reading.evidence)
    if graded != (publication.title, publication.severity, publication.confidence, publication.evidence):
        found.failures.append(Failure(subject, "is listed otherwise than it is shown"))


def _analysis(publication: Publication) -> Analysis:
    assert publication.shown is not None  # noqa: S101 - only what is shown is asked for
    return publication.shown


def _is_accepted(analysis: Analysis) -> bool:
    latest = analysis.decisions.exclude(ruling=Ruling.EDITED).order_by("-pk").first()
    return latest is not None and latest.ruling == Ruling.ACCEPTED
