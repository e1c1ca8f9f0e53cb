"""What an analyser is given of a change: what it did to each clause, before and after, and the dates the new text gives."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from apps.analysis.briefing.clauses import Source, clauses_of
from apps.analysis.briefing.provisions import changed_on, whose
from apps.analysis.types import ChangeBrief, Clause, ClauseChange, DateGiven, Law
from apps.documents.models import Change
from apps.documents.selectors import stated_dates
from apps.provisions.models import Classification, ProvisionChange
from apps.provisions.selectors import provision_changes_of

_KINDS: Final = {"notice": "announced", "effective": "effective", "last_updated": "last_updated"}


def change_brief(change: Change, laws: Mapping[int, Sequence[Law]]) -> ChangeBrief:
    """Return the brief of a change whose clauses have been followed, with the laws that clauses were mapped to.

    Load `from_version` and `to_version__document__platform__operator`. `laws` are by the number of the classification; see
    `classifications_in`.
    """
    old, new = Source(change.from_version), Source(change.to_version)
    rows = list(provision_changes_of(change))
    latest = classifications_in(rows)
    before = clauses_of(old, (latest[row.from_text_id] for row in rows if row.from_text_id in latest))
    after = clauses_of(new, (latest[row.to_text_id] for row in rows if row.to_text_id in latest))
    days = changed_on([row.provision_id for row in rows], until=change.to_version.number)
    told = _Told(latest, {**before, **after}, laws, days)
    return ChangeBrief(
        public_id=change.public_id,
        whose=whose(change.to_version),
        kind=change.kind,
        materiality=change.materiality,
        detected_on=change.detected_at.date(),
        words_added=change.words_added,
        words_removed=change.words_removed,
        words_moved=change.words_moved,
        sentences_changed=change.sentences_added + change.sentences_removed + change.sentences_modified,
        dates=tuple(_dates(change, new)),
        clauses=tuple(told.of(row) for row in sorted(rows, key=_place)),
        document_changed_on=_document_changed_on(change),
        texts={old.sha256: old.text, new.sha256: new.text},
    )


def classifications_in(rows: Iterable[ProvisionChange]) -> dict[int | None, Classification]:
    """Return the latest classification of every text that these changes lead from or to, by the number of the text."""
    texts = {number for row in rows for number in (row.from_text_id, row.to_text_id) if number is not None}
    found = Classification.objects.filter(text__in=texts).select_related("text").order_by("text_id", "-pk")
    return {row.text_id: row for row in found.distinct("text_id")}


class _Told:
    """Tell of each row what it did to its clause."""

    def __init__(
        self,
        latest: Mapping[int | None, Classification],
        clauses: Mapping[int, Clause],
        laws: Mapping[int, Sequence[Law]],
        days: Mapping[int, tuple[date, ...]],
    ) -> None:
        self._latest, self._clauses, self._laws, self._days = latest, clauses, laws, days

    def of(self, row: ProvisionChange) -> ClauseChange:
        standing = self._latest.get(row.to_text_id or row.from_text_id)
        return ClauseChange(
            status=row.status,
            is_edited=row.is_edited,
            before=self._clause(row.from_text_id),
            after=self._clause(row.to_text_id),
            changed_on=self._days.get(row.provision_id, ()),
            laws=tuple(self._laws.get(standing.pk, ())) if standing else (),
        )

    def _clause(self, text: int | None) -> Clause | None:
        classification = self._latest.get(text)
        return self._clauses[classification.pk] if classification else None


def _place(row: ProvisionChange) -> tuple[int, int]:
    """Order by the new text; what is gone stands where it stood."""
    text = row.to_text or row.from_text
    return (text.ordinal if text else 0, row.pk)


def _dates(change: Change, source: Source) -> Iterator[DateGiven]:
    for kind, stated in stated_dates(change.to_version).items():
        if stated.on is not None:
            proof = source.passage(stated.offset, stated.offset + len(stated.quote))
            yield DateGiven(kind=_KINDS[kind], day=stated.on, proof=proof)


def _document_changed_on(change: Change) -> tuple[date, ...]:
    earlier = Change.objects.material().filter(
        document=change.document_id, to_version__number__lt=change.to_version.number
    )
    return tuple(at.date() for at in earlier.order_by("detected_at").values_list("detected_at", flat=True))
