"""What a report is of, as readers and editors see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse

from apps.analysis.models import Regulation, Report
from apps.analysis.services.reporting import Reportable
from apps.web.presentation.regulations import law_address


@dataclass(frozen=True, slots=True)
class ReportedRecord:
    """A record on which one can report an error. `name` stands in the address of its form; `document` is empty for a law."""

    name: str
    label: str
    platform: str
    document: str
    url: str

    @property
    def form_url(self) -> str:
        return reverse("report", args=[self.name])

    @property
    def mail_url(self) -> str:
        return f"{settings.REPORT_CONTACT}?subject={quote(self.label)}"


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report that waits for an editor; `analysis_url` leads to what is said of its subject, and is empty where nothing is."""

    record: ReportedRecord
    words: str
    at: datetime
    url: str
    analysis_url: str


def reported_record(subject: Reportable) -> ReportedRecord:
    """Return what pages say of a subject. Load a clause's or a change's document and platform."""
    if isinstance(subject, Regulation):
        return ReportedRecord(subject.slug, subject.name, "", "", law_address(subject))
    document = subject.document
    return ReportedRecord(
        subject.public_id,
        subject.public_id,
        document.platform.name,
        document.title,
        subject.get_absolute_url(),
    )


def _subject(report: Report) -> Reportable:
    subject = report.provision or report.change or report.regulation
    assert subject is not None  # noqa: S101 - the constraint report_of_one_subject
    return subject


def report_rows(reports: Iterable[Any]) -> tuple[ReportRow, ...]:
    """Return what a list says of reports, as `with_subjects` loads them."""
    return tuple(
        ReportRow(
            record=reported_record(_subject(report)),
            words=report.words,
            at=report.created_at,
            url=reverse("editing_report_settle", args=[report.pk]),
            analysis_url=_analysis_address(report.said_in),
        )
        for report in reports
    )


def _analysis_address(analysis: int | None) -> str:
    return f"{reverse('editing_item', args=[analysis])}?queue=reported" if analysis else ""
