"""Is this page the document? Pure: no network, clock or database."""

from .engine import VERSION, judge, judge_beside, looks_like_a_document
from .likeness import liken, remember
from .types import Evidence, Judgement, Likeness, Memory, Reason, Verdict

__all__ = [
    "VERSION",
    "Evidence",
    "Judgement",
    "Likeness",
    "Memory",
    "Reason",
    "Verdict",
    "judge",
    "judge_beside",
    "liken",
    "looks_like_a_document",
    "remember",
]
