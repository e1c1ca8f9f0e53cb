"""Corrections as the public log shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from apps.analysis.models import Correction
from apps.documents.models import Document
from apps.web.presentation.regulations import law_address


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """`says` is empty where all was withdrawn; `field` names what was put otherwise. Of a law, `document` is none."""

    at: datetime
    public_id: str
    url: str
    document: Document | None
    field: str
    said: str
    says: str
    reason: str


def correction_rows(corrections: Iterable[Correction]) -> tuple[CorrectionRow, ...]:
    return tuple(_row(correction) for correction in corrections)


def _row(correction: Correction) -> CorrectionRow:
    name, url, document = _subject(correction)
    return CorrectionRow(
        at=correction.created_at,
        public_id=name,
        url=url,
        document=document,
        field=correction.field.replace("_", " ").capitalize() or "Everything",
        said=correction.said,
        says=correction.says,
        reason=correction.decision.reason if correction.decision else correction.reason,
    )


def _subject(correction: Correction) -> tuple[str, str, Document | None]:
    if correction.regulation is not None:
        return correction.regulation.name, law_address(correction.regulation), None
    assert correction.analysis is not None  # noqa: S101 - the constraint correction_of_one_subject
    subject = correction.analysis.provision or correction.analysis.change
    assert subject is not None  # noqa: S101 - the constraint analysis_of_one_subject
    return subject.public_id, subject.get_absolute_url(), subject.document
