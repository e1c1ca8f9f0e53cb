"""From an outline to the content of a dossier."""

from datetime import datetime

from apps.analysis.models import Article
from apps.documents.diffing import ENGINE_VERSION
from apps.documents.models import Document
from apps.dossiers.errors import NothingToPrintError
from apps.dossiers.gathering.clauses import clauses_of
from apps.dossiers.gathering.gaps import gaps_of
from apps.dossiers.gathering.matrix import key_terms_of, matrix_of
from apps.dossiers.gathering.register import Register
from apps.dossiers.gathering.reviews import gaps_of_reviews, reviews_of
from apps.dossiers.gathering.revisions import revisions_of
from apps.dossiers.gathering.survey import Survey, survey, topics_of
from apps.dossiers.models import Dossier
from apps.dossiers.types import Content, Section
from apps.dossiers.types.content import Covered, Event, Gap, Law, Revision, Scope
from apps.platforms.models import Platform
from apps.provisions.models import Topic

_TOPIC_LABELS = 12


def gather(dossier: Dossier, *, as_of: datetime) -> Content:
    """Read what a dossier says. Call it inside the workspace.

    Raises NothingToPrintError where nothing was ever captured, QuoteBrokenError where a quote is not what its text says.
    """
    outline = dossier.outline
    found = survey(outline, until=as_of)
    if not any(found.versions.values()):
        raise NothingToPrintError("No text of these documents was ever captured.")
    register = Register()
    key_terms = key_terms_of(found, register) if outline.has(Section.KEY_TERMS) else ()
    matrix = matrix_of(found, register) if outline.has(Section.MATRIX) else ()
    register.cites = outline.has(Section.PROVISIONS)
    clauses = clauses_of(found, register)
    register.cites = outline.has(Section.REDLINES)
    revisions = revisions_of(found, register)
    for versions in found.versions.values():
        if versions:
            register.source(versions[-1])
    laws = tuple(law for clause in clauses for law in clause.laws)
    reviews = reviews_of(dossier.workspace, found.changes) if outline.has(Section.REVIEWS) else ()
    gaps = (*gaps_of(found), *_gaps_of_revisions(revisions), *gaps_of_reviews(reviews))
    return Content(
        outline=outline,
        record=dossier.public_id,
        workspace=dossier.workspace.name,
        title=dossier.title,
        scopes=tuple(_scope(platform, found) for platform in found.platforms),
        topics=_topics(found),
        clauses=clauses,
        clauses_left_out=found.clauses_left_out,
        revisions=revisions,
        key_terms=key_terms,
        matrix=matrix,
        events=_events(found, revisions),
        laws=_in_order(laws),
        reviews=reviews,
        gaps=gaps,
        quotes=register.quotes,
        sources=register.sources,
        methods=_methods(found),
    )


def _scope(platform: Platform, found: Survey) -> Scope:
    documents = [row for row in found.documents if row.platform_id == platform.pk]
    operator = platform.operator
    return Scope(
        platform=platform.name,
        operator=operator.name if operator else "",
        jurisdiction=operator.jurisdiction if operator else "",
        website=platform.website,
        documents=tuple(_covered(row, found) for row in documents),
    )


def _covered(document: Document, found: Survey) -> Covered:
    versions = found.versions[document.pk]
    mine = [row for row in found.clauses if row.provision.document_id == document.pk]
    grades = [found.publications[row.pk].severity for row in mine if row.pk in found.publications]
    return Covered(
        public_id=document.public_id,
        title=document.title,
        type=document.get_type_display(),
        versions=len(versions),
        latest=versions[-1].number if versions else None,
        captured_at=versions[-1].captured_at if versions else None,
        last_seen_at=document.health.last_verified_at,
        clauses=len(mine),
        severities=tuple((level, grades.count(level)) for level in ("high", "medium", "low")),
    )


def _topics(found: Survey) -> tuple[str, ...]:
    slugs = topics_of(found.outline)
    labels = Topic.objects.filter(slug__in=slugs).order_by("position").values_list("label", flat=True)
    return tuple(labels)[: max(_TOPIC_LABELS, len(slugs))]


def _events(found: Survey, revisions: tuple[Revision, ...]) -> tuple[Event, ...]:
    begun = [
        Event(versions[0].captured_at.date(), row.platform.name, row.title, "First captured")
        for row in found.documents
        if (versions := found.versions[row.pk])
    ]
    changed = [
        Event(
            row.detected_at.date(),
            row.platform,
            row.document,
            row.title,
            severity=row.severity,
            change=row.public_id,
        )
        for row in revisions
    ]
    return tuple(sorted([*begun, *changed], key=lambda one: (one.on, one.platform, one.document, one.change)))


def _in_order(laws: tuple[Law, ...]) -> tuple[Law, ...]:
    """Return the laws by jurisdiction, law and article, as the files of laws have them."""
    rows = Article.objects.select_related("regulation").order_by("regulation__position", "position")
    places = {(row.regulation.name, row.reference): place for place, row in enumerate(rows)}
    return tuple(sorted(laws, key=lambda law: (places.get((law.regulation, law.article), 0), law.clause)))


def _gaps_of_revisions(revisions: tuple[Revision, ...]) -> tuple[Gap, ...]:
    unread = [row.public_id for row in revisions if not row.parts]
    cut = [row for row in revisions if row.hunks_left_out]
    return (
        *(
            [Gap("change_not_analysed", ", ".join(unread), "Printed without an analysis: the redline alone.")]
            if unread
            else []
        ),
        *(
            Gap(
                "redline_cut",
                row.public_id,
                f"{row.hunks_left_out} further edits stand in the attached texts, not in print.",
            )
            for row in cut
        ),
    )


def _methods(found: Survey) -> tuple[tuple[str, str], ...]:
    extractors = {
        f"{one.extractor} {one.extractor_version}"
        for versions in found.versions.values()
        for one in versions[-1:]
    }
    segmenters = {row.last_text.segmenter for row in found.clauses}
    readers = {row.classification.classifier for row in found.clauses if row.classification}
    said = {
        "Text taken from pages by": extractors,
        "Clauses cut by": segmenters,
        "Topics, positions and facts read by": readers,
        "Versions compared by": {ENGINE_VERSION},
    }
    return tuple((what, ", ".join(sorted(by))) for what, by in said.items() if by)
