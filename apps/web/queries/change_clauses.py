"""What the page of a change reads of the clauses that it touched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from apps.analysis.models import Publication
from apps.analysis.selectors.shown import publications_of
from apps.documents.models import Change
from apps.provisions.models import ProvisionChange, ProvisionFact, ProvisionTopic
from apps.provisions.selectors import provision_changes_of
from apps.web.queries.provisions import facts_of_texts


@dataclass(frozen=True, slots=True)
class ClausesTouched:
    """The clauses a change touched, in the order of the text, with what names them and the values they state."""

    rows: tuple[ProvisionChange, ...]
    publications: Mapping[int, Publication]
    topics: Mapping[int, ProvisionTopic]  # the surest of each text
    facts: Mapping[int, Mapping[tuple[int, str], ProvisionFact]]


def clauses_touched(change: Change) -> ClausesTouched:
    """Five queries, however many there are."""
    rows = tuple(sorted(provision_changes_of(change), key=_place))
    texts = [text for row in rows for text in (row.from_text, row.to_text) if text is not None]
    return ClausesTouched(
        rows=rows,
        publications=publications_of([row.provision_id for row in rows]),
        topics=_topics(text.pk for text in texts),
        facts=facts_of_texts(texts),
    )


def _place(row: ProvisionChange) -> tuple[int, int]:
    text = row.to_text or row.from_text
    assert text is not None  # noqa: S101 - the constraint provision_change_has_text
    return text.ordinal, row.pk


def _topics(texts: Iterable[int]) -> dict[int, ProvisionTopic]:
    found = ProvisionTopic.objects.filter(classification__text__in=list(texts), rank=1)
    rows = found.select_related("topic", "classification").order_by("classification_id")
    return {row.classification.text_id: row for row in rows}
