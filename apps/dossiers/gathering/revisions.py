"""Changes with what is said of them and their redlines."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from apps.analysis.selectors.shown import Shown, change_readings_of
from apps.analysis.types import ChangeReading
from apps.documents.diffing import Op, OpKind, as_read
from apps.documents.models import Change
from apps.documents.redlines import redline_between
from apps.documents.selectors import stated_dates
from apps.dossiers.gathering.clauses import affected_words, parts_of
from apps.dossiers.gathering.register import Register
from apps.dossiers.gathering.survey import Survey
from apps.dossiers.types.content import Hunk, Part, Piece, Revision
from apps.provisions.segmentation.reading import visible
from apps.provisions.selectors import provision_changes_of

MOST_HUNKS: Final = 40  # of one change; the rest is counted
_ARROW: Final = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
_CONTEXT: Final = 140  # characters of text that did not change, on either side
_LONGEST_STILL: Final = 320  # of unchanged text between two edits of one hunk


def revisions_of(found: Survey, register: Register) -> tuple[Revision, ...]:
    """Return the changes of a survey, newest first."""
    readings = change_readings_of(found.changes)
    return tuple(_revision(change, readings.get(change.pk), register) for change in found.changes)


def _revision(change: Change, shown: Shown[ChangeReading] | None, register: Register) -> Revision:
    document, reading = change.document, shown.reading if shown else None
    effective = stated_dates(change.to_version).get("effective")
    line = as_read(redline_between(change.from_version, change.to_version))
    hunks = list(_hunks(line.ops, [(hunk.section, hunk.first_op, hunk.last_op) for hunk in line.hunks]))
    return Revision(
        public_id=change.public_id,
        platform=document.platform.name,
        document=document.title,
        document_id=document.public_id,
        title=reading.title if reading else f"{change.get_kind_display()} changed in {document.title}",
        from_version=change.from_version.number,
        to_version=change.to_version.number,
        sources=(register.source(change.from_version), register.source(change.to_version)),
        detected_at=change.detected_at,
        kind=change.get_kind_display(),
        severity=reading.severity.level.value if reading else "",
        direction=reading.direction.value if reading else "",
        affected=affected_words(reading.affected) if reading else "",
        effective=f"{effective.on:%Y-%m-%d}" if effective and effective.on else "",
        parts=_parts(reading, register, document.pk) if reading else (),
        words_added=change.words_added,
        words_removed=change.words_removed,
        words_moved=change.words_moved,
        clauses=tuple(
            (row.provision.public_id, row.get_status_display()) for row in provision_changes_of(change)
        ),
        hunks=tuple(hunks[:MOST_HUNKS]),
        hunks_left_out=max(0, len(hunks) - MOST_HUNKS),
        engine=line.engine,
    )


def _parts(reading: ChangeReading, register: Register, document: int) -> tuple[Part, ...]:
    actions = tuple(step for action in reading.actions for step in action.steps)
    return parts_of(
        register,
        document,
        (
            ("What changed", reading.summary),
            ("Clauses affected", reading.clauses),
            ("Dates", reading.dates),
            ("What you can do", actions),
            ("If nothing is done", reading.if_no_action),
            ("Pattern", reading.pattern),
        ),
    )


def _hunks(ops: Sequence[Op], places: Iterable[tuple[tuple[str, ...], int, int]]) -> Iterator[Hunk]:
    for number, (section, first, last) in enumerate(places, start=1):
        before = ops[first - 1].text[-_CONTEXT:] if first and ops[first - 1].kind is OpKind.EQUAL else ""
        after = (
            ops[last + 1].text[:_CONTEXT]
            if last + 1 < len(ops) and ops[last + 1].kind is OpKind.EQUAL
            else ""
        )
        pieces = [
            *([Piece(OpKind.EQUAL.value, f"…{before}")] if before else []),
            *(_piece(op) for op in ops[first : last + 1]),
            *([Piece(OpKind.EQUAL.value, f"{after}…")] if after else []),
        ]
        yield Hunk(number, _ARROW.join(visible(heading) for heading in section), tuple(pieces))


def _piece(op: Op) -> Piece:
    text = op.text
    if op.kind is OpKind.EQUAL and len(text) > _LONGEST_STILL:
        text = f"{text[:_CONTEXT]} … {text[-_CONTEXT:]}"
    return Piece(op.kind.value, text, op.move)
