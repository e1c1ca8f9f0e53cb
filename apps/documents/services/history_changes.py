"""What differs between two consecutive records of a third party's archive, and who is to be taken for its cause."""

from dataclasses import dataclass

from apps.documents.models import Cause, Change, Kind, Version
from apps.documents.services.changes import compared

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
    change = compared(pair.old, pair.new, pair.old_text, pair.new_text)
    is_alike = pair.old.extractor == pair.new.extractor
    if pair.is_upgrade or not is_alike:
        change.reasons = _reasons(Kind(change.kind), is_alike=is_alike)
        change.cause, change.kind, change.materiality = Cause.EXTRACTOR, Kind.BASELINE, 0
    elif pair.is_return:
        change.kind = Kind.REVERTED
    return change


def _reasons(found: Kind, *, is_alike: bool) -> list[str]:
    why = _UPGRADED if is_alike else _NOT_ALIKE
    return [why, _HIDDEN] if found in {Kind.SUBSTANTIVE, Kind.NUMBERS} else [why]
