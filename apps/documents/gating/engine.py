"""Decides whether a captured page is the document at all."""

import math
from collections.abc import Iterable, Iterator

from apps.documents.extraction import ExtractionError, decode, visible_text

from . import thresholds as t
from .likeness import liken, words_of
from .signals import Sight, substance, transport, wholeness, wording
from .types import Evidence, Judgement, Likeness, Memory, Reason, Verdict

VERSION = "gating/2"

# What comes of the comparison with the last good text.
_BESIDE = frozenset(
    {
        "text_found",
        "text_mostly_found",
        "text_partly_found",
        "text_not_found",
        "same_name",
        "collapsed",
        "headings_lost",
        "other_language",
    }
)
_BROWSER_STATUSES = frozenset({403, 406, 429, 502})
_BROWSER_REASONS = frozenset({"challenge", "javascript_required", "empty", "client_error"})


def judge(evidence: Evidence, memory: Memory | None) -> Judgement:
    """Judge a capture by itself and, where there is one, beside the document's last good text."""
    sight = _seen(evidence)
    likeness = liken(sight.visible, evidence, memory) if memory else None
    return _judged(sight, likeness)


def judge_beside(evidence: Evidence, likeness: Likeness | None) -> Judgement:
    """Judge a capture whose likeness to the last good text is known already."""
    return _judged(_seen(evidence), likeness)


def looks_like_a_document(reasons: Iterable[Reason]) -> bool:
    """Say whether a page would be good if nothing were remembered: redesigned perhaps, not a wall or an error."""
    alone = [reason.weight for reason in reasons if reason.code not in _BESIDE]
    return t.PRIOR + sum(alone) >= 0


def _seen(evidence: Evidence) -> Sight:
    is_markup = "html" in evidence.content_type or not evidence.content_type
    markup = decode(evidence.body, None).text if is_markup else ""
    try:
        visible = visible_text(markup) if is_markup else evidence.text
    except ExtractionError:  # too large to parse: nothing of it can be seen
        visible = ""
    return Sight(evidence, markup, visible, len(words_of(visible)), tuple(words_of(evidence.text)))


def _judged(sight: Sight, likeness: Likeness | None) -> Judgement:
    reasons = [*transport(sight.evidence), *wholeness(sight), *wording(sight), *substance(sight)]
    if likeness:
        reasons.extend(_beside(likeness))
    score = 1 / (1 + math.exp(-max(-60.0, t.PRIOR + sum(reason.weight for reason in reasons))))
    return Judgement(
        verdict=Verdict.GOOD if score >= t.GOOD_SCORE else Verdict.SUSPECT,
        score=score,
        reasons=tuple(sorted(reasons, key=lambda reason: -abs(reason.weight))),
        needs_browser=_needs_browser(sight.evidence, reasons),
        version=VERSION,
    )


def _beside(likeness: Likeness) -> Iterator[Reason]:
    shown = f"{likeness.recall:.0%} of the last good text's words"
    if likeness.recall >= t.RECALL_SAME:
        yield Reason("text_found", shown, t.RECALL_SAME_WEIGHT)
    elif likeness.recall >= t.RECALL_LIKE:
        yield Reason("text_mostly_found", shown, t.RECALL_LIKE_WEIGHT)
    elif likeness.recall < t.RECALL_UNLIKE:
        yield Reason("text_not_found", shown, t.RECALL_UNLIKE_WEIGHT)
    elif likeness.recall < t.RECALL_DOUBTFUL:
        yield Reason("text_partly_found", shown, t.RECALL_DOUBTFUL_WEIGHT)
    if likeness.same_name:
        yield Reason("same_name", "the page gives itself the same name", t.SAME_NAME_WEIGHT)
    if likeness.length < t.COLLAPSED:
        yield Reason("collapsed", f"{likeness.length:.0%} of the last good length", t.COLLAPSED_WEIGHT)
    if likeness.headings is not None and likeness.headings < t.HEADINGS_LOST:
        yield Reason(
            "headings_lost", f"{likeness.headings:.0%} of the last good headings", t.HEADINGS_LOST_WEIGHT
        )
    if not likeness.same_language:
        yield Reason("other_language", "the last good text was in another language", t.OTHER_LANGUAGE_WEIGHT)


def _needs_browser(evidence: Evidence, reasons: list[Reason]) -> bool:
    if evidence.status in _BROWSER_STATUSES:
        return True
    return evidence.status in range(200, 300) and any(reason.code in _BROWSER_REASONS for reason in reasons)
