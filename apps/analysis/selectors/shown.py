"""What is shown of a clause or a change: the reading in force, with people's edits in it, and who said each field."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from pydantic import BaseModel

from apps.analysis.models import Analysis, Edit, Publication
from apps.analysis.types import ChangeReading, Evidence, Level, ProvisionReading
from apps.analysis.types.authors import Author, AuthorKind
from apps.documents.models import Change
from apps.provisions.models import Provision, Standing

R = TypeVar("R", bound=BaseModel)  # ProvisionReading or ChangeReading


@dataclass(frozen=True, slots=True)
class Shown(Generic[R]):
    """Hold a reading as it is shown, and who said what of it.

    `is_current` is false where the clause says something else by now, and what is said of that is withheld or not there yet.
    `read_in` is the number of the version whose stored text the citations name.
    """

    analysis: Analysis
    reading: R
    author: Author
    authors: Mapping[str, Author]  # of every field of the reading
    is_current: bool
    read_in: int

    @property
    def edited_fields(self) -> tuple[str, ...]:
        """Name the fields that a person put otherwise."""
        return tuple(field for field, author in self.authors.items() if author.kind is AuthorKind.PERSON)


def shown_reading(provision: Provision) -> Shown[ProvisionReading] | None:
    """Return what is shown of a clause; none where nothing is."""
    return _readings([provision.pk]).get(provision.pk)


def readings_of(standings: Iterable[Standing]) -> dict[int, Shown[ProvisionReading]]:
    """Return what is shown of many clauses, by the number of the provision, in two queries."""
    return _readings([standing.provision_id for standing in standings])


def shown_change_reading(change: Change) -> Shown[ChangeReading] | None:
    """Return what is shown of a change; none where nothing is."""
    return change_readings_of([change]).get(change.pk)


def change_readings_of(changes: Iterable[Change]) -> dict[int, Shown[ChangeReading]]:
    """Return what is shown of many changes, by the number of the change, in two queries."""
    numbers = [change.pk for change in changes]
    publications = list(_published().filter(change__in=numbers))
    edits = _edits(Edit.objects.filter(analysis__change__in=numbers))
    return {
        publication.change_id: _shown(publication, edits[publication.change_id, ""], ChangeReading)
        for publication in publications
        if publication.change_id is not None
    }


def as_it_would_be_shown(
    analysis: Analysis,
) -> Shown[ProvisionReading] | Shown[ChangeReading] | None:
    """Return an analysis as it is shown or would be, with the edits that hold for it; none where it holds no reading."""
    if analysis.reading is None:
        return None
    edits = edits_that_hold(analysis)
    if analysis.change_id is None:
        is_current = Publication.objects.filter(
            provision=analysis.provision_id, digest=analysis.digest
        ).exists()
        return _told(analysis, edits, ProvisionReading, is_current=is_current)
    is_current = Publication.objects.filter(change=analysis.change_id, digest=analysis.digest).exists()
    return _told(analysis, edits, ChangeReading, is_current=is_current)


def publications_of(provisions: Iterable[int]) -> dict[int, Publication]:
    """Return title and grades of what is shown of many clauses, by the number of the provision: what lists need, in one query."""
    found = Publication.objects.filter(provision__in=list(provisions), shown__isnull=False).select_related(
        "shown"
    )
    return {
        publication.provision_id: publication for publication in found if publication.provision_id is not None
    }


def change_publications_of(changes: Iterable[int]) -> dict[int, Publication]:
    """Return title and grades of what is shown of many changes, by the number of the change, in one query."""
    found = Publication.objects.filter(change__in=list(changes), shown__isnull=False).select_related("shown")
    return {publication.change_id: publication for publication in found if publication.change_id is not None}


def author_of(analysis: Analysis) -> Author:
    """Name who made an analysis."""
    return Author(AuthorKind(analysis.analyser), analysis.version, analysis.created_at)


def edits_that_hold(analysis: Analysis) -> list[Edit]:
    """Return the edits that hold for an analysis, oldest first: those made to what was said of the same words."""
    edits = Edit.objects.select_related("decision", "analysis").order_by("pk")
    if analysis.change_id is not None:
        return list(edits.filter(analysis__change=analysis.change_id))
    return list(
        edits.filter(analysis__provision=analysis.provision_id, analysis__words_sha256=analysis.words_sha256)
    )


def reading_of(analysis: Analysis, edits: Sequence[Edit] = ()) -> ProvisionReading | ChangeReading:
    """Return what an analysis says, with edits in it. Only for one that holds a reading."""
    if analysis.change_id is None:
        return with_edits(ProvisionReading.model_validate(analysis.reading), edits)
    return with_edits(ChangeReading.model_validate(analysis.reading), edits)


def with_edits(reading: R, edits: Sequence[Edit]) -> R:
    """Return a reading with people's edits in it; of several to one field the last one counts.

    A severity that a person gave to an explicit clause is medium once another analysis of the same words calls it inferred.
    """
    if not edits:
        return reading
    fields: dict[str, Any] = reading.model_dump(mode="json")
    fields.update((edit.field, edit.value) for edit in edits)
    if fields["evidence"] == Evidence.INFERRED and fields["severity"]["level"] == Level.HIGH:
        fields["severity"] = {**fields["severity"], "level": Level.MEDIUM}
    return type(reading).model_validate(fields)


def _readings(numbers: Sequence[int]) -> dict[int, Shown[ProvisionReading]]:
    publications = list(_published().filter(provision__in=numbers))
    edits = _edits(Edit.objects.filter(analysis__provision__in=numbers))
    return {
        publication.provision_id: _shown(
            publication,
            edits[publication.provision_id, _analysis(publication).words_sha256],
            ProvisionReading,
        )
        for publication in publications
        if publication.provision_id is not None
    }


def _published() -> QuerySet[Publication]:
    return Publication.objects.filter(shown__isnull=False).select_related(
        "shown__classification__text__version", "shown__segmentation__version"
    )


def _edits(edits: QuerySet[Edit]) -> dict[tuple[int | None, str], list[Edit]]:
    """Return edits by the subject and the words that they are of, oldest first."""
    found: dict[tuple[int | None, str], list[Edit]] = defaultdict(list)
    for edit in edits.select_related("decision", "analysis").order_by("pk"):
        subject = edit.analysis.provision_id or edit.analysis.change_id
        found[subject, edit.analysis.words_sha256].append(edit)
    return found


def _shown(publication: Publication, edits: Sequence[Edit], shape: type[R]) -> Shown[R]:
    return _told(_analysis(publication), edits, shape, is_current=publication.is_current)


def _told(analysis: Analysis, edits: Sequence[Edit], shape: type[R], *, is_current: bool) -> Shown[R]:
    reading = with_edits(shape.model_validate(analysis.reading), edits)
    author = author_of(analysis)
    authors = dict.fromkeys(shape.model_fields, author)
    for edit in edits:
        decision = edit.decision
        authors[edit.field] = Author(AuthorKind.PERSON, decision.author, decision.created_at, decision.reason)
    return Shown(
        analysis=analysis,
        reading=reading,
        author=author,
        authors=authors,
        is_current=is_current,
        read_in=_read_in(analysis),
    )


def _analysis(publication: Publication) -> Analysis:
    assert publication.shown is not None  # noqa: S101 - only what is shown is asked for
    return publication.shown


def _read_in(analysis: Analysis) -> int:
    if analysis.classification is not None:
        return analysis.classification.text.version.number
    assert analysis.segmentation is not None  # noqa: S101 - the constraint analysis_of_one_subject
    return analysis.segmentation.version.number
