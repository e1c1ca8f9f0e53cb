"""How a clause changed: what each change did to it, its words before and after, and the values that moved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from apps.core.caching import remembered
from apps.documents.diffing import ENGINE_VERSION, as_read, from_json, redline, to_json
from apps.documents.models import Cause, Change, Document, Version
from apps.documents.selectors import text_of
from apps.provisions.models import ChangeStatus, ProvisionChange, ProvisionFact, ProvisionText
from apps.provisions.taxonomy.labels import fact_label
from apps.web.presentation.redlines import Piece
from apps.web.presentation.timelines import Event, MarkKind, Timeline, draw_timeline

_REDLINES_SHOWN = 5
_KEEP_FOR = 7 * 24 * 3600  # seconds; two digests and an engine never compare differently

FactsOfTexts = Mapping[int, Mapping[tuple[int, str], ProvisionFact]]


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A fact before and after; empty where it was not stated."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """What one change did to a clause. `pieces` are its words before and after, for the newest edits."""

    at: datetime
    what: str
    is_ours: bool
    change: Change
    redline_url: str
    values: tuple[ValueChange, ...]
    pieces: tuple[Piece, ...]


def clause_changes(rows: Sequence[ProvisionChange], facts: FactsOfTexts) -> tuple[ClauseChange, ...]:
    """Return the changes of a clause as shown, in the order given; the first few edits with their redline."""
    edited = [row.pk for row in rows if row.is_edited and row.from_text and row.to_text][:_REDLINES_SHOWN]
    return tuple(_shown(row, facts, has_redline=row.pk in edited) for row in rows)


def _shown(row: ProvisionChange, facts: FactsOfTexts, *, has_redline: bool) -> ClauseChange:
    change = row.change
    document, old, new = change.document, change.from_version, change.to_version
    return ClauseChange(
        at=change.detected_at,
        what=what_became(row),
        is_ours=change.cause != Cause.PUBLISHER,
        change=change,
        redline_url=reverse("redline", args=[document.platform.slug, document.slug, old.number, new.number]),
        values=tuple(values_changed(row.from_text, row.to_text, facts)),
        pieces=_pieces(row) if has_redline else (),
    )


def what_became(row: ProvisionChange) -> str:
    """Return what a change did to a clause: edited, moved, renumbered, and so on."""
    also = [
        word
        for word, holds, status in (
            ("edited", row.is_edited, ChangeStatus.EDITED),
            ("moved", row.is_moved, ChangeStatus.MOVED),
            ("renumbered", row.is_renumbered, ChangeStatus.RENUMBERED),
        )
        if holds and row.status != status
    ]
    return ", ".join([row.get_status_display(), *also])


def values_changed(
    old: ProvisionText | None, new: ProvisionText | None, facts: FactsOfTexts
) -> Iterator[ValueChange]:
    """Yield the facts whose value differs between two texts of a clause; nothing where one of them is missing."""
    if old is None or new is None:
        return
    before, after = facts.get(old.pk, {}), facts.get(new.pk, {})
    for key in dict.fromkeys([*before, *after]):
        was = before[key].value if key in before else ""
        now = after[key].value if key in after else ""
        if was != now:
            yield ValueChange(fact_label(key[1]).capitalize(), was, now)


def _pieces(row: ProvisionChange) -> tuple[Piece, ...]:
    old, new = row.from_text, row.to_text
    assert old is not None  # noqa: S101 - an edit has both
    assert new is not None  # noqa: S101 - as before
    key = f"clause-redline:{ENGINE_VERSION}:{old.sha256}:{new.sha256}"
    line = from_json(
        remembered(
            key,
            lambda: to_json(redline(_words(old), _words(new))),
            keep_for=_KEEP_FOR,
        )
    )
    # Moves inside one clause have no anchors: several redlines stand on a page.
    return tuple(Piece(op.kind, op.text, op.move, is_first=False) for op in as_read(line).ops)


def _words(text: ProvisionText) -> str:
    return text_of(text.version)[text.start : text.end]


def draw_clause_timeline(
    document: Document,
    *,
    first: Version,
    changes: Sequence[ClauseChange],
    ended: Version | None,
    until: datetime,
) -> Timeline | None:
    """Draw when a clause was first seen, changed and ended; None where there is no span to draw."""
    slugs = [document.platform.slug, document.slug]
    events = [
        Event(
            MarkKind.BOUND,
            first.first_seen_at,
            f"First seen in version {first.number}",
            reverse("version", args=[*slugs, first.number]),
        ),
        *(
            Event(MarkKind.CHANGE, each.at, f"{each.what}, {each.change.public_id}", each.redline_url)
            for each in changes
        ),
    ]
    if ended is not None:
        address = reverse("version", args=[*slugs, ended.number])
        events.append(Event(MarkKind.BOUND, ended.first_seen_at, f"Gone in version {ended.number}", address))
    since = f"since {first.first_seen_at.day} {first.first_seen_at:%b %Y}"
    times = "once" if len(changes) == 1 else f"{len(changes)} times"
    return draw_timeline(
        title=f"Changed {times} {since}" if changes else f"Unchanged {since}",
        source="Changes that touched this clause, by the day they were seen.",
        events=events,
        until=until,
    )
