"""What the pages about provisions read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from apps.documents.models import Change, Document
from apps.provisions.models import (
    Descent,
    DescentKind,
    Provision,
    ProvisionChange,
    ProvisionFact,
    ProvisionText,
    ProvisionTopic,
    Segmentation,
    Standing,
)

_CHANGES_SHOWN = 20
_LATEST_CHANGES = 3


@dataclass(frozen=True, slots=True)
class StandRow:
    """A topic of a clause, and the facts it states on it."""

    topic: ProvisionTopic
    facts: tuple[ProvisionFact, ...]


def stands_of(standings: Iterable[Standing]) -> dict[int, tuple[StandRow, ...]]:
    """Return the topics of many clauses by the number of the provision, the surest first: two queries."""
    owners = {one.classification_id: one.pk for one in standings if one.classification_id}
    topics = ProvisionTopic.objects.filter(classification__in=list(owners)).select_related("topic")
    facts: defaultdict[tuple[int, int], list[ProvisionFact]] = defaultdict(list)
    for fact in ProvisionFact.objects.filter(classification__in=list(owners)):
        facts[fact.classification_id, fact.topic_id].append(fact)
    found: defaultdict[int, list[StandRow]] = defaultdict(list)
    for row in topics.order_by("classification_id", "rank"):
        key = (row.classification_id, row.topic_id)
        found[owners[row.classification_id]].append(StandRow(row, tuple(facts[key])))
    return {number: tuple(found[number]) for number in owners.values()}


def clause_starts(segmentation: Segmentation | None) -> list[tuple[int, int]]:
    """Return where each clause of a version begins, with the number of its provision, in order; none where it is not cut."""
    if segmentation is None:
        return []
    texts = ProvisionText.objects.filter(version=segmentation.version_id, segmenter=segmentation.segmenter)
    return list(texts.order_by("ordinal").values_list("start", "provision_id"))


def versions_with(provision: Provision) -> int:
    """Count the versions that hold a clause."""
    counted: int = provision.texts.aggregate(count=Count("version", distinct=True))["count"]
    return counted


@dataclass(frozen=True, slots=True)
class ClauseChanges:
    """What changes of the document did to a clause, newest first, as each was derived last; `total` counts all of them."""

    newest: tuple[ProvisionChange, ...]
    total: int


def changes_of_clause(provision: Provision) -> ClauseChanges:
    rows = (
        provision.changes.select_related(
            "change__from_version", "change__to_version", "from_text__version", "to_text__version"
        )
        .order_by("change_id", "-pk")
        .distinct("change_id")
    )
    newest = sorted(rows, key=lambda row: (row.change.detected_at, row.change_id), reverse=True)
    for row in newest:
        row.change.document = provision.document
        row.change.from_version.document = row.change.to_version.document = provision.document
    return ClauseChanges(tuple(newest[:_CHANGES_SHOWN]), len(newest))


def facts_of_texts(texts: Iterable[ProvisionText]) -> dict[int, dict[tuple[int, str], ProvisionFact]]:
    """Return the facts of texts by the number of the text, as each was read last."""
    found: defaultdict[int, dict[tuple[int, str], ProvisionFact]] = defaultdict(dict)
    latest: dict[int, int] = {}
    rows = ProvisionFact.objects.filter(classification__text__in=[text.pk for text in texts])
    for fact in rows.select_related("classification").order_by("classification_id", "quote_start", "pk"):
        text, reading = fact.classification.text_id, fact.classification_id
        if latest.setdefault(text, reading) != reading:
            latest[text] = reading
            found[text].clear()
        found[text].setdefault((fact.topic_id, fact.slug), fact)
    return found


@dataclass(frozen=True, slots=True)
class DocumentChanges:
    """The publisher's material changes of one document: the newest of them, and how many there are."""

    newest: tuple[Change, ...]
    total: int


def changes_of_document(document: Document) -> DocumentChanges:
    changes = Change.objects.material().filter(document=document)
    newest = tuple(
        changes.select_related("from_version", "to_version").order_by("-detected_at", "-pk")[:_LATEST_CHANGES]
    )
    for change in newest:
        change.document = document
    return DocumentChanges(newest, total=changes.count())


@dataclass(frozen=True, slots=True)
class Kin:
    """The clauses that a clause came from or went on in."""

    split_from: tuple[Provision, ...]
    split_off: tuple[Provision, ...]
    merged_in: tuple[Provision, ...]
    went_on_in: tuple[Provision, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.split_from or self.split_off or self.merged_in or self.went_on_in)


def kin_of(provision: Provision) -> Kin:
    """Return the relatives of a clause, each once, in the order of their numbers."""
    rows = list(
        Descent.objects.filter(Q(ancestor=provision) | Q(heir=provision))
        .select_related("ancestor", "heir")
        .order_by("pk")
    )
    above = [(row.kind, row.ancestor) for row in rows if row.heir_id == provision.pk]
    below = [(row.kind, row.heir) for row in rows if row.ancestor_id == provision.pk]
    return Kin(
        split_from=_once(provision, above, DescentKind.SPLIT),
        split_off=_once(provision, below, DescentKind.SPLIT),
        merged_in=_once(provision, above, DescentKind.MERGED),
        went_on_in=_once(provision, below, DescentKind.MERGED),
    )


def _once(
    provision: Provision, relatives: Iterable[tuple[str, Provision]], kind: DescentKind
) -> tuple[Provision, ...]:
    found = {relative.pk: relative for their_kind, relative in relatives if their_kind == kind}
    for relative in found.values():
        relative.document = provision.document  # a clause never leaves its document
    return tuple(found[number] for number in sorted(found))
