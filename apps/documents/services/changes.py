"""Recording what differs between two consecutive versions."""

from apps.core import clock
from apps.documents.diffing import classify, redline
from apps.documents.models import Cause, Change, Kind, Version
from apps.documents.selectors import text_of

_OURS = {Cause.EXTRACTOR: "our extraction improved", Cause.SOURCE: "the source was corrected"}


def record_change(
    *, from_version: Version, to_version: Version, cause: Cause, kind: Kind | None = None
) -> Change:
    """Compare the two texts and record the change; `kind` is given where it follows from history, not from words.

    Runs inside the transaction that created `to_version`: there is no version without its change.
    """
    change = compared(from_version, to_version, text_of(from_version), text_of(to_version))
    change.cause = cause
    if cause in _OURS:
        change.kind, change.materiality, change.reasons = Kind.BASELINE, 0, [_OURS[cause]]
    elif kind is not None:
        change.kind = kind
    change.save()
    return change


def compared(old: Version, new: Version, old_text: str, new_text: str) -> Change:
    """Return what differs between the two as a change by the publisher, not saved."""
    line = redline(old_text, new_text)
    found = classify(old_text, new_text, line)
    return Change(
        document_id=new.document_id,
        from_version=old,
        to_version=new,
        cause=Cause.PUBLISHER,
        kind=Kind(found.kind),
        materiality=found.materiality,
        reasons=list(found.reasons),
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
