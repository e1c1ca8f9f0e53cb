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
    old, new = text_of(from_version), text_of(to_version)
    line = redline(old, new)
    found = classify(old, new, line)
    is_ours = cause in _OURS
    return Change.objects.create(
        document_id=to_version.document_id,
        from_version=from_version,
        to_version=to_version,
        cause=cause,
        kind=Kind.BASELINE if is_ours else kind or Kind(found.kind),
        materiality=0 if is_ours else found.materiality,
        reasons=[_OURS[cause]] if is_ours else list(found.reasons),
        words_added=line.words_added,
        words_removed=line.words_removed,
        words_moved=line.words_moved,
        sentences_added=line.sentences_added,
        sentences_removed=line.sentences_removed,
        sentences_modified=line.sentences_modified,
        engine=line.engine,
        detected_at=to_version.captured_at,
        created_at=clock.now(),
    )
