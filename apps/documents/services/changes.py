"""Recording what differs between two consecutive versions."""

from collections.abc import Iterator
from dataclasses import replace

from apps.core import clock
from apps.documents.diffing import ChangeKind, Classification, Redline, classify, redline
from apps.documents.leaves import change_leaf
from apps.documents.models import Cause, Change, Kind, Version
from apps.documents.selectors import stated_dates, text_of
from apps.evidence.services.noting import note_all

_OURS = {Cause.EXTRACTOR: "our extraction improved", Cause.SOURCE: "the source was corrected"}


def record_change(
    *, from_version: Version, to_version: Version, cause: Cause, finding: Classification | None = None
) -> Change:
    """Compare the two texts and record the change; `finding` is given where more than the two texts decided it.

    Runs inside the transaction that created `to_version`: there is no version without its change.
    """
    old, new = text_of(from_version), text_of(to_version)
    line = redline(old, new)
    if cause in _OURS:
        finding = Classification(ChangeKind.BASELINE, 0, (_OURS[cause],))
    else:
        finding = finding or classify(old, new, line)
        finding = replace(finding, reasons=(*finding.reasons, *_effect(from_version, to_version)))
    change = change_of(from_version, to_version, cause, line, finding)
    change.save()
    note_all([change_leaf(change)])
    return change


def _effect(old: Version, new: Version) -> Iterator[str]:
    """Say when the new text takes effect, where it says so itself and the old one did not say the same."""
    effective = stated_dates(new).get("effective")
    if effective is None or effective.on is None:
        return
    before = stated_dates(old).get("effective")
    if before is None or before.on != effective.on:
        yield f"states {effective.on.day} {effective.on:%B %Y} as the day it takes effect"


def change_of(old: Version, new: Version, cause: Cause, line: Redline, finding: Classification) -> Change:
    """Return the change between two consecutive versions, not saved."""
    return Change(
        document_id=new.document_id,
        from_version=old,
        to_version=new,
        cause=cause,
        kind=Kind(finding.kind),
        materiality=finding.materiality,
        reasons=list(finding.reasons),
        words_added=line.words_added,
        words_removed=line.words_removed,
        words_moved=line.words_moved,
        sentences_added=line.sentences_added,
        sentences_removed=line.sentences_removed,
        sentences_modified=line.sentences_modified,
        engine=line.engine,
        detected_at=new.captured_at,
        created_at=clock.now(),
    )
