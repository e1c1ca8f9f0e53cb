"""Clauses as analysers see them: words, lead-ins, topics, positions and facts, each with where it stands."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from apps.analysis.types import Citation, Clause, Passage, Stand, Value
from apps.core.ids import PublicIdKind, format_public_id
from apps.documents.models import Version
from apps.documents.selectors import text_of
from apps.provisions.labelling import Basis
from apps.provisions.models import Basis as StoredBasis
from apps.provisions.models import Classification, ProvisionFact, ProvisionText, ProvisionTopic
from apps.provisions.taxonomy import FactType, Position, read_taxonomy
from apps.provisions.types import ReferenceRecord


class Source:
    """The stored text of a version, from which passages are cut."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.sha256 = version.text_sha256
        self.text = text_of(version)

    def passage(self, start: int, end: int) -> Passage:
        """Return the words between two offsets, with their citation."""
        return Passage(Citation(sha256=self.sha256, start=start, end=end), self.text[start:end])


def clauses_of(source: Source, classifications: Iterable[Classification]) -> dict[int, Clause]:
    """Return clauses of one version by the number of their classification. Load `text`."""
    rows = list(classifications)
    stands = _stands(source, [row.pk for row in rows])
    return {row.pk: clause_of(source, row.text, stands[row.pk]) for row in rows}


def clause_of(source: Source, text: ProvisionText, stands: Iterable[Stand]) -> Clause:
    """Return one clause of a version."""
    references = (ReferenceRecord.model_validate(record) for record in text.references)
    return Clause(
        public_id=format_public_id(PublicIdKind.PROVISION, text.provision_id),
        words=source.passage(text.start, text.end),
        number=text.number,
        path=tuple(text.path),
        context=tuple(source.passage(record.start, record.end) for record in references),
        stands=tuple(stands),
    )


def _stands(source: Source, classifications: list[int]) -> Mapping[int, list[Stand]]:
    facts = _facts(source, classifications)
    found: dict[int, list[Stand]] = defaultdict(list)
    topics = ProvisionTopic.objects.filter(classification__in=classifications).select_related("topic")
    for row in topics.order_by("classification_id", "rank"):
        found[row.classification_id].append(_stand(source, row, facts[row.classification_id, row.topic_id]))
    return found


def _facts(source: Source, classifications: list[int]) -> Mapping[tuple[int, int], list[Value]]:
    found: dict[tuple[int, int], list[Value]] = defaultdict(list)
    for row in ProvisionFact.objects.filter(classification__in=classifications).order_by(
        "classification_id", "quote_start", "slug", "pk"
    ):
        found[row.classification_id, row.topic_id].append(
            Value(
                slug=row.slug,
                type=FactType(row.type),
                value=row.value,
                number=row.number,
                unit=row.unit,
                proof=source.passage(row.quote_start, row.quote_end),
            )
        )
    return found


def _stand(source: Source, row: ProvisionTopic, facts: Iterable[Value]) -> Stand:
    position = _positions().get((row.topic.slug, row.position))
    is_proved = position is not None and row.quote_start is not None and row.quote_end is not None
    return Stand(
        topic=row.topic.slug,
        topic_label=row.topic.label,
        family=row.topic.family,
        confidence=row.confidence,
        # A person's decision is as firm as a written cue.
        basis=Basis.CUE if row.basis == StoredBasis.PERSON else Basis(row.basis),
        position=position.slug if position is not None and is_proved else "",
        position_label=position.label if position is not None and is_proved else "",
        favours=position.favours if position is not None and is_proved else None,
        proof=source.passage(row.quote_start or 0, row.quote_end or 0) if is_proved else None,
        facts=tuple(facts),
    )


@lru_cache(maxsize=1)
def _positions() -> dict[tuple[str, str], Position]:
    return {
        (topic.slug, position.slug): position
        for topic in read_taxonomy().topics
        for position in topic.positions
    }
