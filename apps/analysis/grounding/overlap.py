"""Whether prose and what it cites speak of the same at all."""

from collections.abc import Iterable
from typing import Final

from apps.analysis.grounding.amounts import counted
from apps.analysis.grounding.lexicon import words
from apps.analysis.grounding.wording import Wording, stem

# Words that say nothing of what a clause is about.
_SAYS_NOTHING: Final = frozenset(
    stem(word)
    for name in ("english_small_words", "users", "providers", "speaks_of_clauses")
    for word in words(name)
)
_OF_WHAT_IS_NOT: Final = frozenset(
    {"no", "not", "never", "nothing", "none", "nobody", "neither", "cannot", "without", "silent"}
)
_ENOUGH: Final = 8


def has_nothing_in_common(prose: Wording, rest: Iterable[Wording], names: frozenset[str]) -> bool:
    """Say whether prose of some length has neither a word nor an amount of what it rests on."""
    if not _OF_WHAT_IS_NOT.isdisjoint(prose.words):
        return False  # of what a text does not say, it has no words
    said = prose.stems - _SAYS_NOTHING - frozenset(map(stem, names))
    if len(said) < _ENOUGH:
        return False
    offered = list(rest)
    if any(not said.isdisjoint(wording.stems) for wording in offered):
        return False
    stated = counted(prose.amounts, prose.words)
    return not any(wording.amounts.bears(amount) for amount in stated for wording in offered)
