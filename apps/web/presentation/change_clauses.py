"""The clauses that a change touched, as its page shows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import shorten

from apps.documents.models import Document
from apps.provisions.models import ProvisionChange
from apps.provisions.segmentation.reading import visible
from apps.web.presentation.clause_history import ValueChange, values_changed, what_became
from apps.web.presentation.clauses import position_named
from apps.web.queries.change_clauses import ClausesTouched

_LONGEST_TITLE = 90


@dataclass(frozen=True, slots=True)
class ClauseTouched:
    title: str
    url: str
    public_id: str
    what: str
    severity: str
    values: tuple[ValueChange, ...]


def clause_rows(document: Document, found: ClausesTouched) -> tuple[ClauseTouched, ...]:
    return tuple(_rows(document, found))


def _rows(document: Document, found: ClausesTouched) -> Iterator[ClauseTouched]:
    for row in found.rows:
        row.provision.document = document
        publication = found.publications.get(row.provision_id)
        yield ClauseTouched(
            title=publication.title if publication else _title(row, found),
            url=row.provision.get_absolute_url(),
            public_id=row.provision.public_id,
            what=what_became(row),
            severity=publication.severity if publication else "",
            values=tuple(values_changed(row.from_text, row.to_text, found.facts)),
        )


def _title(row: ProvisionChange, found: ClausesTouched) -> str:
    """Name a clause by what its newer text is about, else by the heading above it."""
    text = row.to_text or row.from_text
    assert text is not None  # noqa: S101 - the constraint provision_change_has_text
    stand = found.topics.get(text.pk)
    if stand is not None:
        position = position_named(stand.topic.slug, stand.position)
        return f"{stand.topic.label}: {position.label.lower()}" if position else stand.topic.label
    return (
        shorten(visible(text.path[-1]), _LONGEST_TITLE, placeholder="…")
        if text.path
        else f"Clause {text.ordinal}"
    )
