"""Mapping clauses to the articles that speak of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Map

from django.db import transaction

from apps.analysis.models import Article, Mapping, Screening
from apps.analysis.regulations import Mapped, Origin, Stated, Taken, mapped_to, mapping_name
from apps.analysis.services.regulations import articles_by_reference
from apps.core import clock
from apps.documents.models import Document, Version
from apps.provisions.models import Basis, Classification, ProvisionFact, ProvisionTopic, Topic
from apps.provisions.taxonomy import read_taxonomy

_BATCH = 500  # rows stored in one statement
_WEAK = (Basis.SECTION, Basis.LIKELIEST)


def map_provision(*, classification: Classification) -> int:
    """Map one clause as it was classified; return to how many laws, or none if today's rules looked at it before."""
    return map_provisions(classifications=[classification])


@transaction.atomic
def map_provisions(*, classifications: Sequence[Classification]) -> int:
    """Map clauses as they were classified, and return how many mappings were stored.

    Load `text__version__document__platform__operator`. A clause at which today's rules looked last, given the same of its
    document, is left alone; what was said before stays beside. Of two workers at once, one stores it.
    """
    origins = {row.pk: _origin(row.text.version) for row in classifications}
    _lock_documents({row.text.version.document_id for row in classifications})
    name, now = mapping_name(), clock.now()
    screenings = Screening.objects.bulk_create(
        (
            Screening(
                classification_id=classification,
                rules=name,
                given=origins[classification].given,
                number=number,
                created_at=now,
            )
            for classification, number in _unscreened(origins, name)
        ),
        batch_size=_BATCH,
    )
    if not screenings:
        return 0
    stands = _stands([screening.classification_id for screening in screenings])
    articles, topics = articles_by_reference(), dict(Topic.objects.values_list("slug", "pk"))
    rows = [
        _row(screening, rank, mapped, articles, topics)
        for screening in screenings
        for rank, mapped in enumerate(
            mapped_to(stands[screening.classification_id], origins[screening.classification_id]), start=1
        )
    ]
    Mapping.objects.bulk_create(rows, batch_size=_BATCH)
    return len(rows)


def _lock_documents(numbers: Iterable[int]) -> None:
    """Hold the documents until the transaction ends, in one order for all. Whoever records versions goes on."""
    list(
        Document.objects.filter(pk__in=list(numbers))
        .order_by("pk")
        .select_for_update(no_key=True)
        .values_list("pk", flat=True)
    )


def _unscreened(origins: Map[int, Origin], name: str) -> Iterator[tuple[int, int]]:
    """Give the classifications to look at, and which screening of each it will be."""
    latest = {
        row.classification_id: row
        for row in Screening.objects.filter(classification__in=list(origins)).order_by("number")
    }
    for classification, origin in origins.items():
        last = latest.get(classification)
        if last is None or (last.rules, last.given) != (name, origin.given):
            yield classification, last.number + 1 if last else 1


def _origin(version: Version) -> Origin:
    platform = version.document.platform
    return Origin(
        document_type=version.document.type,
        category=platform.category,
        jurisdiction=platform.operator.jurisdiction if platform.operator else "",
        platform=platform.slug,
        captured_on=version.captured_at.date(),
    )


def _stands(classifications: Sequence[int]) -> Map[int, list[Taken]]:
    facts: dict[tuple[int, int], list[Stated]] = defaultdict(list)
    for fact in ProvisionFact.objects.filter(classification__in=classifications).order_by(
        "classification_id", "quote_start", "slug", "pk"
    ):
        facts[fact.classification_id, fact.topic_id].append(Stated(fact.slug, fact.value, fact.number))
    labels = {(topic.slug, at.slug): at.label for topic in read_taxonomy().topics for at in topic.positions}
    found: dict[int, list[Taken]] = defaultdict(list)
    rows = ProvisionTopic.objects.filter(classification__in=classifications).select_related("topic")
    for row in rows.order_by("classification_id", "rank"):
        label = labels.get((row.topic.slug, row.position), "")
        found[row.classification_id].append(
            Taken(
                topic=row.topic.slug,
                position=row.position if label else "",
                position_label=label,
                is_firm=row.basis not in _WEAK,
                facts=tuple(facts[row.classification_id, row.topic_id]),
            )
        )
    return found


def _row(
    screening: Screening,
    rank: int,
    mapped: Mapped,
    articles: Map[tuple[str, str], Article],
    topics: Map[str, int],
) -> Mapping:
    return Mapping(
        screening=screening,
        article=articles[mapped.law.regulation, mapped.law.article],
        topic_id=topics[mapped.topic],
        rule=mapped.rule,
        rank=rank,
        strength=mapped.law.strength,
        reason=mapped.law.reason,
    )
