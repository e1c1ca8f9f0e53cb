"""The sample vendors' history, captured through the real path with the clock set to each date."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from apps.core import clock
from apps.documents.models import Document, Source
from apps.documents.services.sources import DocumentFacts, SourceFacts, declare_document
from apps.pipeline.models import Run, RunOutcome, State, Trigger
from apps.pipeline.samples.catalogue import SampleDocument, sample_documents
from apps.pipeline.samples.site import SampleSite
from apps.pipeline.services.runs import open_run
from apps.pipeline.stages.driving import drive_backlog, drive_run
from apps.platforms.services.registration import PlatformFacts, register_platform

_PATIENCE = timedelta(minutes=3)
DEFAULT_PORT = 8801


@dataclass(frozen=True, slots=True)
class SampleVisit:
    """One capture to make: which document, at which moment of its history."""

    sample: SampleDocument
    at: datetime


def declared_port() -> int | None:
    """Return the port that the sample documents were declared with, so that a second demo finds them again."""
    source = Source.objects.current().filter(url__regex=r"^http://127\.0\.0\.1:\d+/halvorine/").first()
    return urlsplit(source.url).port if source else None


def missing_visits(base_url: str) -> list[SampleVisit]:
    """Return the captures that are not finished yet, in order of time."""
    visits = [SampleVisit(sample, at) for sample in sample_documents(base_url) for at in sample.states]
    finished = set(
        Run.objects.filter(
            state=State.FINISHED,
            document__platform__slug__in={visit.sample.platform.slug for visit in visits},
        ).values_list("document__platform__slug", "document__slug", "scheduled_for")
    )
    return sorted(
        (v for v in visits if (v.sample.platform.slug, v.sample.slug, v.at) not in finished),
        key=lambda v: v.at,
    )


def capture_sample(visit: SampleVisit, site: SampleSite) -> RunOutcome:
    """Set the site and the clock to the moment and take the document through the pipeline, its clauses included."""
    site.at(visit.at)
    with clock.fixed(visit.at):
        run = open_run(document=declare_sample(visit.sample), scheduled_for=visit.at, trigger=Trigger.PERSON)
        finished = drive_run(run, patience=_PATIENCE)
        drive_backlog(run.document)
        return RunOutcome(finished.outcome)


def declare_sample(sample: SampleDocument) -> Document:
    """Register the vendor and declare the document as the sample site publishes it."""
    vendor = sample.platform
    registered = register_platform(
        PlatformFacts(
            slug=vendor.slug,
            name=vendor.name,
            category=vendor.category,
            website=vendor.website,
            operator=vendor.operator,
            jurisdiction=vendor.jurisdiction,
        )
    )
    declared = declare_document(
        platform=registered.platform,
        facts=DocumentFacts(slug=sample.slug, title=sample.title, type=sample.type, locale=sample.locale),
        sources=SourceFacts(urls=sample.urls),
    )
    return declared.document


def capture_all_samples(
    base_url: str, site: SampleSite, *, on_visit: Callable[[SampleVisit, RunOutcome], None]
) -> None:
    """Capture what is missing of the sample history; interrupted, it goes on where it stopped."""
    for visit in missing_visits(base_url):
        on_visit(visit, capture_sample(visit, site))
