"""Is this page the document? Pure: no network, clock or database."""

from .engine import VERSION, judge, judge_beside
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
    "remember",
]
