"""Whether a rule opens a review for a change. Pure.

As with watches, what is not known never hides a change: one that nobody has graded yet passes every severity.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from apps.analysis.types import Level
from apps.subscriptions.types import ChangeFacts

_RANK = {Level.LOW: 1, Level.MEDIUM: 2, Level.HIGH: 3}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a rule asks of a change. Empty collections and no watch ask for any."""

    min_severity: Level
    topics: frozenset[str] = frozenset()
    platforms: frozenset[int] = frozenset()
    watch: int | None = None
    ignores_overlaid: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A change as a workspace was told of it: by which watches, and the topics of each clause that its contracts leave to the vendor.

    `left` are the touched clauses without an own contract; `left_topics` theirs.
    """

    facts: ChangeFacts
    watches: Collection[int] = ()
    left: frozenset[int] = frozenset()
    left_topics: frozenset[str] = field(default=frozenset())


def opens(terms: Terms, told: Told) -> bool:
    """Say whether every part of the rule is met."""
    facts = told.facts
    if facts.severity is not None and _RANK[facts.severity] < _RANK[terms.min_severity]:
        return False
    if terms.platforms and facts.platform_id not in terms.platforms:
        return False
    if terms.watch is not None and terms.watch not in told.watches:
        return False
    topics = facts.topics
    if terms.ignores_overlaid:
        if facts.provisions and not told.left:
            return False
        topics = told.left_topics
    return not terms.topics or bool(terms.topics & topics)
