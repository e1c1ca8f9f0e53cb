"""Matters that a statement on the text may bring up only where the cited words do: fees, consent, courts, refunds, deletion."""

import re
from collections.abc import Iterator
from typing import Final

from apps.analysis.grounding.lexicon import groups

_SENTENCES: Final = re.compile(r"(?<=[.!?;:])\s+")
# Of what a text does not provide, and of what may or would be, it has no words.
_OPEN: Final = re.compile(
    r"\b(?:no|not|never|nothing|none|nobody|neither|nor|cannot|without|silent|whether|if|unless|would|could|might|should|open)\b|n't\b"
)


def _pattern(beginnings: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, beginnings))})")


# Each by the words that bring it up and by those that bear it out: the first list is part of the second.
_MATTERS: Final = [(_pattern(brought), _pattern([*brought, *borne])) for brought, borne in groups("matters")]
_ANY: Final = _pattern([word for brought, _ in groups("matters") for word in brought])


def unborne_matters(said: str, cited: str) -> Iterator[str]:
    """Give the matters that some prose brings up and the cited words do not; both are in small letters."""
    if not _ANY.search(said):
        return
    for sentence in _SENTENCES.split(said):
        if _OPEN.search(sentence):
            continue
        for brought, borne in _MATTERS:
            found = brought.search(sentence)
            if found and not borne.search(cited):
                yield found[0]
