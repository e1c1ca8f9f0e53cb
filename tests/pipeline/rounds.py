"""Documents on a test's site, and rounds of them taken through the pipeline at a fixed moment."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from apps.core import clock
from apps.documents.models import Capture, Document
from apps.documents.services.sources import DocumentFacts, SourceFacts, declare_document
from apps.pipeline.models import Run, Trigger
from apps.pipeline.services.runs import open_run
from apps.pipeline.stages.driving import drive_run
from tests.factories import make_platform

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def declare(urls: Sequence[str], **facts: Any) -> Document:
    """Declare terms of service published at these addresses, one for each part."""
    with clock.fixed(MONDAY - timedelta(days=1)):
        declared = declare_document(
            platform=make_platform(),
            facts=DocumentFacts(slug="terms", title="Terms of Service", type="terms-of-service"),
            sources=SourceFacts(urls=tuple(urls), **facts),
        )
    return declared.document


def begin(document: Document, at: datetime = MONDAY) -> Run:
    with clock.fixed(at):
        return open_run(document=document, scheduled_for=at, trigger=Trigger.SCHEDULE)


def capture_on(document: Document, at: datetime = MONDAY) -> Run:
    """Take the document through one round that is due at this moment and happens then."""
    run = begin(document, at)
    with clock.fixed(at):
        return drive_run(run, patience=timedelta(seconds=30))


def captures_of(run: Run) -> list[Capture]:
    return list(Capture.objects.filter(scheduled_for=run.scheduled_for).order_by("pk"))


def events(run: Run) -> list[str]:
    return [step["event"] for step in run.steps]
