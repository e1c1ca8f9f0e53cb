"""At least and at most: what an amount is the bound of, and which of two sides of a change it belongs to."""

import re
from typing import Final

from apps.analysis.grounding.amounts import Amount, Amounts

_BOUNDED: Final = frozenset({"duration", "money", "share"})
_BEFORE: Final = re.compile(
    r"(?P<most>\b(?:(?:no|not) (?:more|longer|later|greater|higher) than|at most|up to|(?:not|never) (?:to )?exceed(?:ing)?|within|under|below|maximum(?: of)?|capped at|limited to|(?<!no )(?<!not )(?:less|fewer) than))"
    r"|(?P<least>\b(?:(?:no|not) (?:less|fewer|sooner|earlier) than|at least|minimum(?: of)?|over|exceed(?:s|ing)?|(?<!no )(?<!not )(?:more|longer|greater) than))",
)
_AFTER: Final = re.compile(
    r"\s(?:(?P<most>or (?:less|fewer)|at (?:the )?(?:most|latest)|maximum)|(?P<least>or (?:more|longer)|at (?:the )?(?:least|earliest)|minimum))\b"
)
_OF_TIME: Final = re.compile(r"later|sooner|earlier|longer")
_AHEAD: Final = re.compile(r"\s(?:before|prior|ahead|in advance)\b")
_OTHER_BOUND: Final = {"most": "least", "least": "most"}
_OLD: Final = re.compile(r" ?(?:old|of age)\b")
_REACH: Final = 32
_NOW: Final = re.compile(
    r"\b(?:now|no longer|new(?:ly)? (?:wording|text|version|clause|terms?)|after the change|from now on|as changed|becomes?|became)\b"
)
_THEN: Final = re.compile(
    r"\b(?:previous(?:ly)?|formerly|used to|before the change|old(?:er)? (?:wording|text|version|clause|terms?)|until now|earlier (?:wording|text|version)|was|were|had|said|stated|promised|required|allowed|gave)\b"
)
_FROM_TO: Final = re.compile(
    r"\bfrom (?P<before>[^.;]{1,80}?) to (?P<after>[^.;]{1,80})|(?P<before2>[^.;]{1,40}?) (?:became|becomes|→|->) (?P<after2>[^.;]{1,80})"
)


def is_other_bound(amount: Amount, prose: Amounts, cited: list[Amounts]) -> bool:
    """Say whether prose calls at most what the cited words call at least, or the other way round."""
    if amount.kind not in _BOUNDED or amount.unit == "%" or _is_age(prose, amount):
        return False
    said = _bound(prose.figures, amount, is_deadline=True)
    if not said:
        return False
    bounds = {
        _bound(amounts.figures, other)
        for amounts in cited
        for other in amounts.found
        if other.key == amount.key and not _is_age(amounts, other)
    }
    return bool(bounds) and "" not in bounds and said not in bounds


def side(sentence: str) -> str:
    """Return of which side of a change a sentence in small letters speaks: before, after, or of both (empty)."""
    now, then = _NOW.search(sentence), _THEN.search(sentence)
    if now and not then:
        return "after"
    return "before" if then and not now else ""


def from_to(sentence: str) -> tuple[str, str] | None:
    """Return what a sentence says was before and is after, where it says so in one breath."""
    found = _FROM_TO.search(sentence)
    if found is None:
        return None
    return found["before"] or found["before2"], found["after"] or found["after2"]


def _is_age(amounts: Amounts, amount: Amount) -> bool:
    # Under 13 and at least 13 years old are one limit from two sides.
    return amount.unit == "year" and _OLD.match(amounts.figures, amount.end) is not None


def _bound(figures: str, amount: Amount, *, is_deadline: bool = False) -> str:
    before = list(_BEFORE.finditer(figures, max(0, amount.start - _REACH), amount.start))
    if is_deadline and before and before[-1][0] == "within":
        return ""  # what has to be done within a notice of at least so many days
    if before and not any(map(str.isdigit, figures[before[-1].end() : amount.start])):
        bound = before[-1].lastgroup or ""
        # No later than a week before is at least a week before.
        is_turned = _OF_TIME.search(before[-1][0]) and _AHEAD.match(figures, amount.end)
        return _OTHER_BOUND[bound] if is_turned else bound
    after = _AFTER.match(figures, amount.end)
    return (after.lastgroup or "") if after else ""
