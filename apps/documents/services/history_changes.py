"""What differs between two consecutive records of a third party's archive, and who is to be taken for its cause."""

from dataclasses import dataclass, replace

from apps.documents.diffing import ChangeKind, Classification, classify, redline
from apps.documents.models import Cause, Change, Version
from apps.documents.services.changes import change_of

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
    finding = classify(pair.old_text, pair.new_text, line)
    is_alike = pair.old.extractor == pair.new.extractor
    if pair.is_upgrade or not is_alike:
        ours = Classification(ChangeKind.BASELINE, 0, _reasons(finding.kind, is_alike=is_alike))
        return change_of(pair.old, pair.new, Cause.EXTRACTOR, line, ours)
    if pair.is_return:
        finding = replace(finding, kind=ChangeKind.REVERTED)
    return change_of(pair.old, pair.new, Cause.PUBLISHER, line, finding)


def _reasons(found: ChangeKind, *, is_alike: bool) -> tuple[str, ...]:
    why = _UPGRADED if is_alike else _NOT_ALIKE
    return (why, _HIDDEN) if found in {ChangeKind.SUBSTANTIVE, ChangeKind.NUMBERS} else (why,)
