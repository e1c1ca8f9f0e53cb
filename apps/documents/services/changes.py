"""Recording what differs between two consecutive versions."""

from apps.core import clock
from apps.documents.diffing import ChangeKind, Classification, Redline, classify, redline
from apps.documents.models import Cause, Change, Kind, Version
from apps.documents.selectors import text_of

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
    elif finding is None:
        finding = classify(old, new, line)
    change = change_of(from_version, to_version, cause, line, finding)
    change.save()
    return change


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
