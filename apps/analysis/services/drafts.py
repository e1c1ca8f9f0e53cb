"""What an analyser said, on its way into the archive."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from apps.analysis.grounding import GROUNDING_VERSION, Finding, check
from apps.analysis.models import Analyser, Analysis
from apps.analysis.services.publishing import Subject
from apps.analysis.types import ChangeBrief, ChangeReading, ProvisionBrief, ProvisionReading
from apps.analysis.types.records import FindingRecord
from apps.core import clock

Brief = TypeVar("Brief", bound=ProvisionBrief | ChangeBrief)
Reading = ProvisionReading | ChangeReading
_BATCH = 500  # rows in one statement


@dataclass(frozen=True, slots=True)
class Input(Generic[Brief]):
    """Hold a brief, what it is of, and the rows that it was made from."""

    subject: Subject
    brief: Brief
    words_sha256: str = ""
    screening_id: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Hold what an analyser said: a reading, or why there is none and what came instead."""

    reading: Reading | None
    findings: tuple[Finding, ...] = ()
    output: str = ""


def known(
    inputs: Iterable[Input[Any]], analyser: Analyser, version: str
) -> set[tuple[int | None, int | None]]:
    """Return the keys of the subjects of which this version of the analyser has said something, given the very same."""
    by_digest = {(*one.subject.key, one.subject.digest): one.subject.key for one in inputs}
    found = Analysis.objects.filter(
        analyser=analyser,
        version=version,
        checker=GROUNDING_VERSION,
        digest__in={digest for *_, digest in by_digest},
    ).values_list("provision", "change", "digest")
    return {by_digest[row] for row in found if row in by_digest}


def drafted(given: Input[Any], said: Said, analyser: Analyser, version: str) -> Analysis:
    """Check what was said against its brief, and make the row that keeps it, grounded or not."""
    findings = said.findings or (check(said.reading, given.brief) if said.reading is not None else ())
    reading = said.reading
    return Analysis(
        provision_id=given.subject.provision_id,
        classification_id=given.subject.classification_id,
        screening_id=given.screening_id,
        words_sha256=given.words_sha256,
        change_id=given.subject.change_id,
        segmentation_id=given.subject.segmentation_id,
        analyser=analyser,
        version=version,
        checker=GROUNDING_VERSION,
        digest=given.subject.digest,
        reading=reading.model_dump(mode="json", exclude_defaults=True) if reading is not None else None,
        output=said.output if reading is None else "",
        findings=[
            FindingRecord(code=one.code, where=one.where, why=one.why).model_dump() for one in findings
        ],
        is_grounded=reading is not None and not findings,
        severity=reading.severity.level if reading is not None else "",
        confidence=reading.confidence.level if reading is not None else "",
        evidence=reading.evidence if reading is not None else "",
        created_at=clock.now(),
    )


def keep(drafts: Sequence[Analysis]) -> None:
    """Store what was said; what another worker stored first stays as it is."""
    Analysis.objects.bulk_create(drafts, batch_size=_BATCH, ignore_conflicts=True)
