"""What an outline reaches: platforms, documents, clauses and changes, and what of it is missing or unsure. No text is opened."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.db.models import Q

from apps.analysis.models import Publication
from apps.analysis.selectors.shown import publications_of
from apps.analysis.types import Level
from apps.documents.models import MATERIAL_KINDS, Cause, Change, Document, Version
from apps.dossiers.types import Outline, Section, Template
from apps.platforms.models import Platform
from apps.provisions.models import ProvisionChange, ProvisionTopic, Standing
from apps.provisions.prevalence import ON_TOPIC
from apps.provisions.taxonomy import read_taxonomy

MOST_CHANGES = 60  # newest first; the rest is counted
_AI_FAMILY = "ai"
_RANK = {Level.HIGH.value: 0, Level.MEDIUM.value: 1, Level.LOW.value: 2}


@dataclass(frozen=True, slots=True)
class Survey:
    """What is in reach. `clauses` are those to be printed, the gravest first; the rest is counted."""

    outline: Outline
    platforms: tuple[Platform, ...]
    documents: tuple[Document, ...]
    versions: Mapping[int, tuple[Version, ...]]  # by document, oldest first
    clauses: tuple[Standing, ...]
    publications: Mapping[int, Publication]
    every_clause: int
    changes: tuple[Change, ...]
    every_change: int

    @property
    def clauses_left_out(self) -> int:
        return self.every_clause - len(self.clauses)


def survey(outline: Outline, *, until: datetime) -> Survey:
    """Return what the outline reaches at a moment. Platforms keep the order in which they were named."""
    found = Platform.objects.select_related("operator").in_bulk(outline.platforms)
    platforms = tuple(found[number] for number in outline.platforms if number in found)
    documents = _documents(outline)
    standings = _standings(outline, documents)
    publications = publications_of([row.pk for row in standings])
    changes = _changes(outline, documents, until)
    if outline.provisions or topics_of(outline):
        changes = _touching(changes, standings)
    return Survey(
        outline=outline,
        platforms=platforms,
        documents=documents,
        versions=_versions(documents, until),
        clauses=tuple(_printed(outline, standings, publications, changes)),
        publications=publications,
        every_clause=len(standings),
        changes=tuple(changes[:MOST_CHANGES]),
        every_change=len(changes),
    )


def topics_of(outline: Outline) -> tuple[str, ...]:
    """Return the topics that the outline is held to; none: all of them."""
    if outline.topics or outline.template is not Template.AI_ADDENDUM:
        return outline.topics
    return tuple(topic.slug for topic in read_taxonomy().topics if topic.family == _AI_FAMILY)


def _documents(outline: Outline) -> tuple[Document, ...]:
    rows = Document.objects.filter(platform__in=outline.platforms).select_related("platform", "health")
    if outline.documents:
        rows = rows.filter(pk__in=outline.documents)
    order = {number: place for place, number in enumerate(outline.platforms)}
    return tuple(sorted(rows, key=lambda row: (order[row.platform_id], row.title, row.pk)))


def _versions(documents: Collection[Document], until: datetime) -> Mapping[int, tuple[Version, ...]]:
    rows = Version.objects.filter(document__in=[row.pk for row in documents], captured_at__lte=until)
    found: dict[int, list[Version]] = {row.pk: [] for row in documents}
    for version in rows.order_by("document_id", "number"):
        found[version.document_id].append(version)
    return {number: tuple(versions) for number, versions in found.items()}


def _standings(outline: Outline, documents: Collection[Document]) -> list[Standing]:
    rows = Standing.objects.filter(provision__document__in=[row.pk for row in documents], ended_in=None)
    if outline.provisions:
        rows = rows.filter(pk__in=outline.provisions)
    topics = topics_of(outline)
    if topics:
        named = ProvisionTopic.objects.filter(topic__slug__in=topics).values("classification")
        rows = rows.filter(ON_TOPIC, classification__in=named).distinct()
    return list(
        rows.select_related(
            "provision__document__platform",
            "provision__first_version",
            "last_text__version",
            "classification",
        ).order_by("provision__document_id", "last_text__ordinal")
    )


def _changes(outline: Outline, documents: Collection[Document], until: datetime) -> list[Change]:
    rows = Change.objects.filter(
        Q(cause=Cause.PUBLISHER, kind__in=MATERIAL_KINDS),
        document__in=[row.pk for row in documents],
        detected_at__lte=until,
    )
    if outline.changes:
        rows = rows.filter(pk__in=outline.changes)
    if outline.since:
        rows = rows.filter(detected_at__gte=datetime.combine(outline.since, time(), UTC))
    if outline.until:
        rows = rows.filter(detected_at__lt=datetime.combine(outline.until + timedelta(days=1), time(), UTC))
    return list(
        rows.select_related("document__platform", "from_version", "to_version").order_by(
            "-detected_at", "-pk"
        )
    )


def _touching(changes: Collection[Change], standings: Collection[Standing]) -> list[Change]:
    """Keep the changes that touched one of these clauses."""
    touched = ProvisionChange.objects.filter(
        change__in=[row.pk for row in changes], provision__in=[row.pk for row in standings]
    )
    numbers = set(touched.values_list("change", flat=True))
    return [row for row in changes if row.pk in numbers]


def _printed(
    outline: Outline,
    standings: Collection[Standing],
    publications: Mapping[int, Publication],
    changes: Collection[Change],
) -> list[Standing]:
    """Return the clauses that are printed: those of the grade asked for, or that the changes touched, the gravest first."""
    if not (
        outline.has(Section.PROVISIONS) or outline.has(Section.ACTIONS) or outline.has(Section.REGULATIONS)
    ):
        return []
    chosen = list(standings)
    if outline.template is Template.CHANGE_NOTICE:
        numbers = [change.pk for change in changes]
        touched = Standing.objects.filter(provision__changes__change__in=numbers).values_list("pk", flat=True)
        kept = set(touched)
        chosen = [row for row in chosen if row.pk in kept]
    least = _RANK[outline.least.value]
    graded = {number: _RANK[row.severity] for number, row in publications.items()}
    if outline.least is not Level.LOW:
        chosen = [row for row in chosen if graded.get(row.pk, 9) <= least]
    order = {number: place for place, number in enumerate(outline.platforms)}
    return sorted(
        chosen,
        key=lambda row: (
            order[row.provision.document.platform_id],
            graded.get(row.pk, 9),
            row.provision.document_id,
            row.last_text.ordinal,
        ),
    )
