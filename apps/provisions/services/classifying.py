"""Saying what provisions are about, what stand they take and which values they state."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery

from apps.core import clock
from apps.documents.models import Document
from apps.documents.selectors import text_of
from apps.provisions.editions import StoredEdition, segment_of
from apps.provisions.facts import FACTS_VERSION, FactFound, PositionFound, read_clause
from apps.provisions.labelling import LABELLER_VERSION, Labelled, label
from apps.provisions.models import (
    Assignment,
    Basis,
    Classification,
    ProvisionFact,
    ProvisionText,
    ProvisionTopic,
    Standing,
    Topic,
)
from apps.provisions.segmentation import Segment
from apps.provisions.selectors import assignments_of
from apps.provisions.services.taxonomy import topics_by_slug
from apps.provisions.taxonomy import read_taxonomy

_BATCH = 500  # texts stored in one statement


def classifier_name() -> str:
    """Return what everything that is said of a clause depends on: a change of any of it makes a new classification."""
    return f"{LABELLER_VERSION} {FACTS_VERSION} taxonomy/{read_taxonomy().version}"


@transaction.atomic
def classify_texts(*, stored: StoredEdition) -> int:
    """Store what each text is about, its positions and its facts; return how many were read.

    Texts that the present classifier has read are left alone; what an earlier one made of them stays beside. What a person
    said a clause of the same words is about comes before what the classifier says: nobody assigns meanwhile.
    """
    Document.objects.select_for_update(no_key=True).get(pk=stored.version.document_id)
    name, now = classifier_name(), clock.now()
    assigned = assignments_of(stored.texts)
    read = set(
        Classification.objects.filter(classifier=name, text__in=stored.texts).values_list(
            "text", "assignment"
        )
    )
    texts = [text for text in stored.texts if (text.pk, _number(assigned.get(text.pk))) not in read]
    if not texts:
        return 0
    rows = Classification.objects.bulk_create(
        (
            Classification(text=text, classifier=name, assignment=assigned.get(text.pk), created_at=now)
            for text in texts
        ),
        batch_size=_BATCH,
    )
    _store_findings(stored, dict(zip((text.pk for text in texts), rows, strict=True)))
    _bring_standings(stored.texts, name)
    return len(rows)


@transaction.atomic
def classify_assigned(*, text: ProvisionText, assignment: Assignment) -> Classification:
    """Read one text by what a person said it is about.

    Runs under the document's lock: nobody else classifies the text meanwhile.
    """
    name = classifier_name()
    row = Classification.objects.create(
        text=text, classifier=name, assignment=assignment, created_at=clock.now()
    )
    whole = text_of(text.version)
    found = _read(row, whole, segment_of(text), _of_person(assignment), topics_by_slug())
    ProvisionTopic.objects.bulk_create(found.topics)
    ProvisionFact.objects.bulk_create(found.facts)
    _bring_standings([text], name)
    return row


@dataclass(frozen=True, slots=True)
class _Named:
    """A topic of a clause, how sure it is, and by what it is known."""

    topic: str
    confidence: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class _Found:
    topics: list[ProvisionTopic]
    facts: list[ProvisionFact]


def _number(assignment: Assignment | None) -> int | None:
    return assignment.pk if assignment is not None else None


def _of_person(assignment: Assignment) -> list[_Named]:
    """Return the topics that a person named and the taxonomy still has."""
    known = {topic.slug for topic in read_taxonomy().topics}
    return [_Named(slug, 1.0, Basis.PERSON) for slug in assignment.topics if slug in known]


def _of_labels(labels: Iterable[Labelled]) -> list[_Named]:
    return [_Named(one.topic, min(one.confidence, 1.0), Basis(one.basis)) for one in labels]


def _store_findings(stored: StoredEdition, rows: Mapping[int, Classification]) -> None:
    topics = topics_by_slug()
    labels = label(stored.text, stored.edition.segments)
    found_topics: list[ProvisionTopic] = []
    found_facts: list[ProvisionFact] = []
    for text, segment, labelled in zip(stored.texts, stored.edition.segments, labels, strict=True):
        if text.pk not in rows:
            continue
        row = rows[text.pk]
        named = _of_person(row.assignment) if row.assignment is not None else _of_labels(labelled)
        found = _read(row, stored.text, segment, named, topics)
        found_topics += found.topics
        found_facts += found.facts
    ProvisionTopic.objects.bulk_create(found_topics, batch_size=_BATCH)
    ProvisionFact.objects.bulk_create(found_facts, batch_size=_BATCH)


def _read(
    row: Classification, whole: str, segment: Segment, named: Sequence[_Named], topics: Mapping[str, Topic]
) -> _Found:
    """Read the positions and the values of one clause on its topics."""
    settled = [one.topic for one in named if one.basis is not Basis.LIKELIEST]
    read = read_clause(whole, segment.span, settled)
    positions = {found.topic: found for found in read.positions}
    return _Found(
        [_topic(row, rank, one, positions.get(one.topic), topics) for rank, one in enumerate(named, start=1)],
        [_fact(row, found, topics) for found in read.facts],
    )


def _topic(
    row: Classification, rank: int, named: _Named, found: PositionFound | None, topics: Mapping[str, Topic]
) -> ProvisionTopic:
    return ProvisionTopic(
        classification=row,
        topic=topics[named.topic],
        rank=rank,
        confidence=named.confidence,
        basis=named.basis,
        position=found.position if found else "",
        quote_start=found.quote.start if found else None,
        quote_end=found.quote.end if found else None,
    )


def _fact(row: Classification, found: FactFound, topics: Mapping[str, Topic]) -> ProvisionFact:
    return ProvisionFact(
        classification=row,
        topic=topics[found.topic],
        slug=found.slug,
        type=found.type,
        value=found.value.text,
        number=found.value.number,
        unit=found.value.unit,
        quote_start=found.quote.start,
        quote_end=found.quote.end,
    )


def _bring_standings(texts: Sequence[ProvisionText], name: str) -> None:
    """Point what stands today to the latest classification of its last text."""
    newest = Classification.objects.filter(text=OuterRef("last_text"), classifier=name).order_by("-pk")
    standings = Standing.objects.filter(last_text__in=[text.pk for text in texts])
    standings.update(classification=Subquery(newest.values("pk")[:1]), updated_at=clock.now())
    named = ProvisionTopic.objects.filter(classification=OuterRef("classification"))
    standings.update(has_topic=Exists(named))
