"""Is it English, and is it prose? By script and by the small words, which no language can do without."""

import re
from typing import Final

from apps.analysis.grounding.lexicon import words
from apps.analysis.grounding.wording import Wording

_ENGLISH: Final = words("english_small_words")
_OF_THE_FIELD: Final = words("words_of_the_field")
_ONLY_FOREIGN: Final = words("foreign_small_words")
_NOT_LATIN: Final = re.compile(r"[\u0370-\u1dff\u2e80-\ud7ff\uf900-\ufdff\ufe70-\ufeff\uff66-\uffdc]")
_FEW_WORDS: Final = 7
_MANY_WORDS: Final = 12
_SHARE: Final = 0.12


def is_foreign(prose: Wording) -> bool:
    """Say whether prose, its quotations left out, is in another language than English."""
    text = prose.read
    if not text.isascii() and len(_NOT_LATIN.findall(text)) * 5 > len(text):
        return True
    found = [word for word in prose.words if word[0].isalpha()]
    if not found:
        return False
    english = len(_ENGLISH.intersection(found))
    foreign = len(_ONLY_FOREIGN.intersection(found))
    if foreign > english or (foreign >= 2 and foreign * 2 > english):  # noqa: PLR2004 - one may be a name's
        return True
    if len(found) >= _MANY_WORDS and english < len(found) * _SHARE:
        return True
    return len(found) >= _FEW_WORDS and english == 0 and _OF_THE_FIELD.isdisjoint(found)
