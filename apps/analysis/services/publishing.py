"""Choosing what is shown: the latest that is borne out by the text and that no person rejected."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Q

from apps.analysis.leaves import analysis_leaf
from apps.analysis.models import Analyser, Analysis, Decision, Edit, Publication, PublicationState, Ruling
from apps.analysis.selectors.shown import reading_of
from apps.analysis.types import ChangeReading, ProvisionReading
from apps.core import clock
from apps.documents.models import Change, Document
from apps.evidence.services.noting import note_all
from apps.evidence.types import Leaf
from apps.provisions.models import Provision

_FIELDS: Final = (
    *("document", "state", "latest", "shown", "classification", "segmentation", "basis", "digest"),
    *("title", "severity", "confidence", "evidence", "updated_at"),
)


@dataclass(frozen=True, slots=True)
class Subject:
    """Name a clause or a change as it is today, and sum up what may be said of it."""

    document_id: int
    digest: str
    basis: str
    provision_id: int | None = None
    classification_id: int | None = None
    change_id: int | None = None
    segmentation_id: int | None = None

    @property
    def key(self) -> tuple[int | None, int | None]:
        return self.provision_id, self.change_id


@dataclass(frozen=True, slots=True)
class _Said:
    """Hold what was said of a subject, and what people made of it."""

    analyses: Sequence[Analysis]
    rulings: Mapping[int, str]
    edits: Sequence[Edit]


@transaction.atomic
def publish_analysis(*, subject: Provision | Change) -> Publication:
    """Choose again what is shown of a clause or a change, after something was said or decided; choosing twice changes nothing.

    Raises Publication.DoesNotExist where nothing was ever said of it.
    """
    lock_document(subject.document_id)
    key = "provision" if isinstance(subject, Provision) else "change"
    present = Publication.objects.get(**{key: subject})
    publish(
        [
            Subject(
                document_id=present.document_id,
                digest=present.digest,
                basis=present.basis,
                provision_id=present.provision_id,
                classification_id=present.classification_id,
                change_id=present.change_id,
                segmentation_id=present.segmentation_id,
            )
        ]
    )
    return Publication.objects.select_related("shown", "latest").get(pk=present.pk)


def lock_document(number: int) -> None:
    """Hold what is published of a document until the transaction ends. Whoever records versions goes on."""
    Document.objects.select_for_update(no_key=True).get(pk=number)


def publish(subjects: Sequence[Subject]) -> None:
    """Choose what is shown of many subjects of one document, of each of which something was said.

    Runs inside the transaction that stored it, under the document's lock.
    """
    said = _said_of(subjects)
    leaves: list[Leaf] = []
    rows = [_publication(subject, said[subject.key], leaves) for subject in subjects]
    for key in ("provision", "change"):
        Publication.objects.bulk_create(
            [row for row in rows if getattr(row, f"{key}_id") is not None],
            update_conflicts=True,
            unique_fields=[key],
            update_fields=_FIELDS,
        )
    note_all(leaves)


def _said_of(subjects: Sequence[Subject]) -> dict[tuple[int | None, int | None], _Said]:
    provisions = [one.provision_id for one in subjects if one.provision_id is not None]
    changes = [one.change_id for one in subjects if one.change_id is not None]
    theirs = Q(analysis__provision__in=provisions) | Q(analysis__change__in=changes)
    rulings: dict[int, str] = {}
    for decision in Decision.objects.filter(theirs).exclude(ruling=Ruling.EDITED).order_by("pk"):
        rulings[decision.analysis_id] = decision.ruling
    edits: dict[tuple[int | None, int | None], list[Edit]] = defaultdict(list)
    for edit in Edit.objects.filter(theirs).select_related("analysis").order_by("pk"):
        edits[edit.analysis.provision_id, edit.analysis.change_id].append(edit)
    analyses: dict[tuple[int | None, int | None], list[Analysis]] = defaultdict(list)
    for analysis in Analysis.objects.filter(Q(provision__in=provisions) | Q(change__in=changes)).defer(
        "output"
    ):
        analyses[analysis.provision_id, analysis.change_id].append(analysis)
    return {one.key: _Said(analyses[one.key], rulings, edits[one.key]) for one in subjects}


def _publication(subject: Subject, said: _Said, leaves: list[Leaf]) -> Publication:
    """Return the row; what it shows, if anything, is added to what the ledger is told."""
    shown = _chosen(said, subject.digest)
    row = Publication(
        provision_id=subject.provision_id,
        change_id=subject.change_id,
        document_id=subject.document_id,
        latest=max((one for one in said.analyses if one.digest == subject.digest), key=lambda one: one.pk),
        shown=shown,
        state=_state(said, shown, subject.digest),
        classification_id=subject.classification_id,
        segmentation_id=subject.segmentation_id,
        basis=subject.basis,
        digest=subject.digest,
        updated_at=clock.now(),
    )
    if shown is not None:
        edits = [edit for edit in said.edits if edit.analysis.words_sha256 == shown.words_sha256]
        reading = reading_of(shown, edits)
        _grade(row, reading)
        leaves.append(analysis_leaf(shown, reading))
    return row


def _chosen(said: _Said, digest: str) -> Analysis | None:
    """Return what is shown: of what stands today if something may be, else the last that was, unless a person rejected today's."""
    may_be = [one for one in said.analyses if _may_be_shown(one, said.rulings)]
    of_today = [one for one in may_be if one.digest == digest]
    if of_today:  # where a language model is configured, its reading comes before that of the rules
        return max(of_today, key=lambda one: (one.analyser == Analyser.MODEL, one.pk))
    return None if _is_rejected(said, digest) else max(may_be, key=lambda one: one.pk, default=None)


def _may_be_shown(analysis: Analysis, rulings: Mapping[int, str]) -> bool:
    ruling = rulings.get(analysis.pk)
    return analysis.reading is not None and (
        ruling == Ruling.ACCEPTED or (analysis.is_grounded and ruling != Ruling.REJECTED)
    )


def _is_rejected(said: _Said, digest: str) -> bool:
    return any(one.digest == digest and said.rulings.get(one.pk) == Ruling.REJECTED for one in said.analyses)


def _state(said: _Said, shown: Analysis | None, digest: str) -> PublicationState:
    if shown is not None and shown.digest == digest:
        return PublicationState.SHOWN
    return PublicationState.REJECTED if _is_rejected(said, digest) else PublicationState.WITHHELD


def _grade(row: Publication, reading: ProvisionReading | ChangeReading) -> None:
    """Write what lists need of what is shown, with people's edits in it."""
    row.title, row.evidence = reading.title, reading.evidence
    row.severity, row.confidence = reading.severity.level, reading.confidence.level
