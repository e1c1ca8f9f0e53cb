"""Clauses for pages: cut by the services, and read in words written for the purpose."""

from collections.abc import Sequence
from typing import Any

from apps.analysis.models import Analyser, Analysis, Correction, Decision, Publication, Ruling
from apps.analysis.services.publishing import Subject, publish
from apps.analysis.types import (
    Affected,
    ChangeReading,
    Direction,
    Evidence,
    Graded,
    Level,
    ProvisionReading,
    Reason,
    Statement,
    StatementBasis,
)
from apps.analysis.types.readings import Action
from apps.core.blobs import sha256_of
from apps.documents.models import Change, Document
from apps.provisions.models import Standing
from tests import factories
from tests.provisions.documents import cut_all, terms

PAID = {
    "regulatory_landscape": "Canary landscape first, in a whole sentence. Canary landscape rest.",
    "governance_exposure": "Canary exposure.",
    "jurisdiction_flags": "Canary jurisdiction.",
    "contract_implications": "Canary contract.",
    "compliance_considerations": "Canary consideration.",
}


def make_clauses(*clauses: str, platform: str, slug: str = "terms", **fields: Any) -> Document:
    """Store a document of a new platform with these clauses, cut and classified."""
    owner = factories.make_platform(slug=platform, name=platform.title())
    return add_document(owner, [clauses], slug=slug, **fields)


def add_document(
    owner: Any, versions: Sequence[Sequence[str]], *, slug: str = "terms", **fields: Any
) -> Document:
    """Store a document with a version of each list of clauses, cut and classified."""
    document = factories.make_document(platform=owner, slug=slug, **fields)
    factories.make_history(document, [terms(*clauses) for clauses in versions])
    cut_all(document)
    return document


def standing_at(document: Document, ordinal: int = 1) -> Standing:
    return Standing.objects.select_related(
        "provision__document__platform", "last_text", "classification"
    ).get(provision__document=document, last_text__ordinal=ordinal, ended_in=None)


def said(text: str, basis: StatementBasis = StatementBasis.METHOD, **fields: Any) -> tuple[Statement, ...]:
    return (Statement(text=text, basis=basis, **fields),)


def graded(level: Level, why: str = "It says so.") -> Graded:
    return Graded(level=level, reasons=(Reason(rule="rule", points=1, text=why),))


def provision_reading(**fields: Any) -> ProvisionReading:
    """Return a reading with something in every section."""
    values: dict[str, Any] = {
        "title": "Acme may change its terms on notice",
        "severity": graded(Level.MEDIUM, "It lets one side change the terms."),
        "confidence": graded(Level.HIGH),
        "evidence": Evidence.EXPLICIT,
        "what_it_is": said("Acme may change the terms."),
        "why_it_matters": said("What was agreed can move."),
        "interpretive_note": said(
            "The clause does not say how notice is given.",
            StatementBasis.INFERENCE,
            inferred_from="its silence",
        ),
        "what_it_means": said("Read what Acme sends you."),
        "actions": (
            Action(
                title="Leave before the change",
                steps=said("Close the account."),
                deadline=said("Until the change takes effect.")[0],
            ),
        ),
        "exposure": Level.MEDIUM,
        "exposed": (Affected.BUSINESS_CUSTOMERS,),
        **{part: said(text) for part, text in PAID.items()},
    }
    return ProvisionReading(**values | fields)


def publish_reading(standing: Standing, reading: ProvisionReading | None = None) -> Publication:
    """Store a reading of a clause as its analysis by rules, and publish it."""
    reading = reading or provision_reading()
    digest = sha256_of(f"{standing.pk}".encode())
    Analysis.objects.create(
        provision=standing.provision,
        classification=standing.classification,
        words_sha256=standing.last_text.sha256,
        **_made(reading, digest),
    )
    publish(
        [
            Subject(
                document_id=standing.provision.document_id,
                digest=digest,
                basis="rules/1",
                provision_id=standing.pk,
                classification_id=standing.classification_id,
            )
        ]
    )
    return Publication.objects.get(provision=standing.provision)


def change_reading(**fields: Any) -> ChangeReading:
    values: dict[str, Any] = {
        "title": "Notice of changes falls to 7 days",
        "severity": graded(Level.HIGH),
        "confidence": graded(Level.HIGH),
        "evidence": Evidence.EXPLICIT,
        "direction": Direction.WORSE,
        "affected": (Affected.CONSUMERS,),
        "summary": said("Notice falls from 30 to 7 days. Canary summary rest."),
        "if_no_action": said("Canary: the new terms apply."),
        "pattern": said("Canary: first change."),
    }
    return ChangeReading(**values | fields)


def publish_change_reading(change: Change, reading: ChangeReading | None = None) -> Publication:
    """Store a reading of a change as its analysis by rules, and publish it."""
    reading = reading or change_reading()
    digest = sha256_of(f"change {change.pk}".encode())
    segmentation = change.to_version.segmentations.get()
    Analysis.objects.create(change=change, segmentation=segmentation, **_made(reading, digest))
    subject = Subject(
        document_id=change.document_id,
        digest=digest,
        basis="rules/1",
        change_id=change.pk,
        segmentation_id=segmentation.pk,
    )
    publish([subject])
    return Publication.objects.get(change=change)


def _made(reading: ProvisionReading | ChangeReading, digest: str) -> dict[str, Any]:
    return {
        "analyser": Analyser.RULES,
        "version": "rules/1",
        "checker": "grounding/1",
        "digest": digest,
        "reading": reading.model_dump(mode="json", exclude_defaults=True),
        "is_grounded": True,
        "severity": reading.severity.level,
        "confidence": reading.confidence.level,
        "evidence": reading.evidence,
        "created_at": factories.START,
    }


def make_correction(
    standing: Standing, *, was: str = "It says 14 days.", says: str = "It says 30 days."
) -> Correction:
    """Store a reading of a clause and what a person corrected in it; with nothing to say now, they withdrew it."""
    analysis = publish_reading(standing).latest
    decision = Decision.objects.create(
        analysis=analysis,
        ruling=Ruling.EDITED if says else Ruling.REJECTED,
        author="person/3",
        reason="The clause says 30.",
        created_at=factories.START,
    )
    return Correction.objects.create(
        decision=decision,
        analysis=analysis,
        field="what_it_is" if says else "",
        said=was,
        says=says,
        created_at=factories.START,
    )
