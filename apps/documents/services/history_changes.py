"""What differs between two consecutive records of a third party's archive, and who is to be taken for its cause."""

from dataclasses import dataclass

from apps.core import clock
from apps.documents.diffing import classify, redline
from apps.documents.models import Cause, Change, Kind, Version

_UPGRADED = "the archive that recorded it names an upgrade of its own extraction"
_HIDDEN = "words or numbers changed with it: a change by the publisher may be hidden here"
_NOT_ALIKE = "the two texts were made by different extractors"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two consecutive versions with their texts; `is_return` when the new text was recorded before the old one."""

    old: Version
    new: Version
    old_text: str
    new_text: str
    is_upgrade: bool
    is_return: bool


def imported_change(pair: Pair) -> Change:
    """Return the change, not saved. A technical upgrade that touched words says so: it may hide the publisher's hand."""
    line = redline(pair.old_text, pair.new_text)
    found = classify(pair.old_text, pair.new_text, line)
    is_alike = pair.old.extractor == pair.new.extractor
    by_publisher = is_alike and not pair.is_upgrade
    kind = Kind.REVERTED if pair.is_return else Kind(found.kind)
    return Change(
        document_id=pair.new.document_id,
        from_version=pair.old,
        to_version=pair.new,
        cause=Cause.PUBLISHER if by_publisher else Cause.EXTRACTOR,
        kind=kind if by_publisher else Kind.BASELINE,
        materiality=found.materiality if by_publisher else 0,
        reasons=list(found.reasons) if by_publisher else _reasons(Kind(found.kind), is_alike=is_alike),
        words_added=line.words_added,
        words_removed=line.words_removed,
        words_moved=line.words_moved,
        sentences_added=line.sentences_added,
        sentences_removed=line.sentences_removed,
        sentences_modified=line.sentences_modified,
        engine=line.engine,
        detected_at=pair.new.captured_at,
        created_at=clock.now(),
    )


def _reasons(found: Kind, *, is_alike: bool) -> list[str]:
    why = _UPGRADED if is_alike else _NOT_ALIKE
    return [why, _HIDDEN] if found in {Kind.SUBSTANTIVE, Kind.NUMBERS} else [why]
