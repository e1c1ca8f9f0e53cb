"""What rules ask of changes, read from the archive: the same for every workspace, so read once for all of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q

from apps.analysis.selectors.shown import change_readings_of, publications_of
from apps.analysis.types import Level
from apps.documents.models import Change, DateReading
from apps.documents.models.change import Cause, Kind
from apps.provisions.models import (
    ChangeStatus,
    Classification,
    ProvisionChange,
    ProvisionFact,
    ProvisionTopic,
    Segmentation,
)
from apps.provisions.prevalence import COUNTED
from apps.subscriptions.types import ChangeFacts, Interest, Said, Stated, Touched

_BY_KIND = {
    Kind.SUBSTANTIVE: Interest.WORDING,
    Kind.NUMBERS: Interest.NUMBERS,
    Kind.LINKS: Interest.LINKS,
    Kind.REVERTED: Interest.RETURNS,
}
_NEWS = (Kind.SUBSTANTIVE, Kind.NUMBERS)
_LIST_TYPE = "sub-processor-list"
_STILL_SAYS_IT = (ChangeStatus.MOVED, ChangeStatus.RENUMBERED)  # unless it was edited too
_DATES_THAT_COUNT = ("effective", "notice")


def facts_of(change: Change) -> ChangeFacts:
    """Return what rules ask of one change."""
    return facts_of_changes([change])[change.pk]


def facts_of_changes(changes: Iterable[Change]) -> dict[int, ChangeFacts]:
    """Return what rules ask of each change, by its number, in nine queries. The documents must be loaded."""
    wanted = list(changes)
    readings = change_readings_of(wanted)
    touched = _clauses(_touched(wanted))
    dated = _with_new_dates(wanted)
    facts = {}
    for change in wanted:
        shown = readings.get(change.pk)
        clauses = touched[change.pk]
        facts[change.pk] = ChangeFacts(
            change_id=change.pk,
            platform_id=change.document.platform_id,
            document_id=change.document_id,
            locale=change.document.locale,
            interests=_interests(change, has_new_date=change.pk in dated),
            severity=shown.reading.severity.level if shown else None,
            direction=shown.reading.direction if shown else None,
            affected=shown.reading.affected if shown else (),
            topics=frozenset(
                topic for clause in clauses for said in clause.versions for topic in said.topics
            ),
            provisions=frozenset(clause.provision for clause in clauses),
            clauses=tuple(clauses),
        )
    return facts


def _interests(change: Change, *, has_new_date: bool) -> frozenset[Interest]:
    """Only the publisher's changes are of interest to anybody; our better reading of the same page is not."""
    if change.cause != Cause.PUBLISHER:
        return frozenset()
    found = {_BY_KIND[Kind(change.kind)]} if change.kind in _BY_KIND else set()
    if change.kind in _NEWS:
        if has_new_date:
            found.add(Interest.DATES)
        if change.document.type == _LIST_TYPE:
            found.add(Interest.SUB_PROCESSORS)
    return frozenset(found)


def _touched(changes: Sequence[Change]) -> dict[int, list[ProvisionChange]]:
    """Return the clauses that each change added, removed or reworded, as its newer version was cut last."""
    compared = Segmentation.objects.filter(
        version__in=[change.to_version_id for change in changes], previous__isnull=False
    )
    segmenters = dict(compared.order_by("pk").values_list("version_id", "segmenter"))
    rows = ProvisionChange.objects.filter(change__in=changes)
    rows = rows.filter(Q(is_edited=True) | ~Q(status__in=_STILL_SAYS_IT)).select_related("change")
    found: dict[int, list[ProvisionChange]] = defaultdict(list)
    for row in rows:
        if row.segmenter == segmenters.get(row.change.to_version_id):
            found[row.change_id].append(row)
    return found


def _clauses(touched: dict[int, list[ProvisionChange]]) -> dict[int, list[Touched]]:
    """Return what each clause said before and says after, with the severity that is shown of it today."""
    every = [row for rows in touched.values() for row in rows]
    said = _said({text for row in every for text in (row.from_text_id, row.to_text_id) if text is not None})
    graded = publications_of({row.provision_id for row in every})
    found: dict[int, list[Touched]] = defaultdict(list)
    for row in every:
        publication = graded.get(row.provision_id)
        found[row.change_id].append(
            Touched(
                provision=row.provision_id,
                before=said.get(row.from_text_id) if row.from_text_id else None,
                after=said.get(row.to_text_id) if row.to_text_id else None,
                severity=Level(publication.severity) if publication and publication.severity else None,
            )
        )
    return found


def _said(texts: set[int]) -> dict[int, Said]:
    """Return topics, positions and values of each text, as it was classified last."""
    rows = Classification.objects.filter(text__in=texts).order_by("pk")
    latest = dict(rows.values_list("text", "pk"))
    topics: dict[int, set[str]] = defaultdict(set)
    positions: dict[int, set[tuple[str, str]]] = defaultdict(set)
    numbers: dict[int, list[Stated]] = defaultdict(list)
    named = ProvisionTopic.objects.filter(COUNTED, classification__in=latest.values())
    for number, topic, position in named.values_list("classification", "topic__slug", "position"):
        topics[number].add(topic)
        if position:
            positions[number].add((topic, position))
    stated = ProvisionFact.objects.filter(classification__in=latest.values(), number__isnull=False)
    for number, topic, slug, value in stated.values_list("classification", "topic__slug", "slug", "number"):
        if value is not None:  # as the filter says, which the types do not
            numbers[number].append((topic, slug, value))
    return {
        text: Said(frozenset(topics[number]), frozenset(positions[number]), tuple(numbers[number]))
        for text, number in latest.items()
    }


def _with_new_dates(changes: Sequence[Change]) -> set[int]:
    """Return the changes whose newer text states a date of effect or notice that the older one did not."""
    versions = {number for change in changes for number in (change.from_version_id, change.to_version_id)}
    stated: dict[int, dict[str, object]] = {}
    for reading in DateReading.objects.filter(version__in=versions).order_by("pk"):
        records = reading.stated()
        stated[reading.version_id] = {
            kind: (records[kind].on, records[kind].readings) for kind in _DATES_THAT_COUNT if kind in records
        }
    return {
        change.pk
        for change in changes
        if stated.get(change.to_version_id, {}).items() - stated.get(change.from_version_id, {}).items()
    }
