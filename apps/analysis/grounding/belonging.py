"""Whether an amount is told of what the cited words tell it of: 30 days for logs are no 30 days for accounts."""

from collections.abc import Sequence
from typing import Final

from apps.analysis.grounding.amounts import Amount
from apps.analysis.grounding.wording import Wording

_CLEARLY: Final = 3  # words more in common


def belongs_elsewhere(amount: Amount, prose: Wording, cited: Sequence[Wording]) -> bool:
    """Say whether the cited words have, where they speak of just this, another amount of the kind, and this one elsewhere."""
    sentences = [
        (len(prose.stems & sentence.stems), sentence.amounts.bears(amount))
        for wording in cited
        for sentence in wording.sentences
        if any(other.kind == amount.kind for other in sentence.amounts.found)
    ]
    here = max((shared for shared, bears in sentences if bears), default=None)
    there = max((shared for shared, bears in sentences if not bears), default=None)
    return here is not None and there is not None and there - here >= _CLEARLY
