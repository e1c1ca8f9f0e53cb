"""Names in prose: people, companies, places, courts, laws, standards."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from apps.analysis.grounding.lexicon import table, words
from apps.analysis.grounding.wording import Wording

_NO_NAMES: Final = words("no_names")
_SAME: Final[dict[str, str]] = table("names_spelt_out")
_ADJECTIVES: Final[dict[str, list[str]]] = table("places")
_SENTENCE_ENDS: Final = frozenset(".!?:;(\"'-•*")
_ACTS: Final = words("acts")
_COMMON_HEADS: Final = words("common_heads") | words("users") | words("providers") | words("others")
_ENDINGS: Final = (
    "ing",
    "ion",
    "ment",
    "ity",
    "ness",
    "ance",
    "ence",
    "al",
    "er",
    "or",
    "ure",
    "age",
    "ship",
    "s",
    "ed",
    "ly",
    "ism",
    "ery",
    "ist",
    "acy",
    "th",
)


def unborne_names(prose: Wording, offered: Sequence[frozenset[str]], text: str) -> Iterator[str]:
    """Give the names of some prose of which what it may rest on has nothing.

    `offered` are the words of each part of that in small letters; `text` is the whole document, asked only where a capital may be the
    sentence's own.
    """
    tokens = prose.tokens
    for at, (token, low) in enumerate(zip(tokens, prose.low_tokens, strict=True)):
        if token == low or low in _NO_NAMES or any(low in words for words in offered):
            continue
        if not _is_borne(token, frozenset().union(*offered)) and _is_name(tokens, at, text):
            yield token


def _is_borne(token: str, offered: frozenset[str]) -> bool:
    low = token.lower().removesuffix("'s").removesuffix("'").rstrip(".")
    forms = {low, f"{low}s", low.removesuffix("s"), *_ADJECTIVES.get(low, ())}
    if not forms.isdisjoint(offered) or not forms.isdisjoint(_NO_NAMES):
        return True
    if _is_short_for(low, offered):
        return True
    parts = [part for part in re.split(r"[-'.&]", token) if part]
    return len(parts) > 1 and all(
        not part[0].isupper() or part.lower() in offered or part.lower() in _NO_NAMES for part in parts
    )


def _is_short_for(low: str, offered: frozenset[str]) -> bool:
    """Say whether a name is offered in its other form: GDPR and the General Data Protection Regulation."""
    spelt = _SAME.get(low, "").split()
    if spelt and all(word in offered for word in spelt if len(word) > 3):  # noqa: PLR2004 - of, and
        return True
    return any(short in offered and low in spelt_out.split() for short, spelt_out in _SAME.items())


def _is_name(tokens: list[str], at: int, text: str) -> bool:
    token = tokens[at]
    if any(letter.isupper() for letter in token[1:].removesuffix("'S")):
        return True
    starts = at == 0 or tokens[at - 1] in _SENTENCE_ENDS
    if not starts:
        return True
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    if following[:1].isupper() and following.lower() not in _NO_NAMES:
        return False  # the next word is judged by itself; the first may be an article or an adjective
    low = token.lower()
    if following not in _ACTS or low in _COMMON_HEADS or low.endswith(_ENDINGS):
        return (
            low.endswith("'s")
            and not low.endswith(("it's", "that's", "what's", "else's"))
            and low[:-2] not in _COMMON_HEADS
            and not low[:-2].endswith(_ENDINGS)
        )
    return re.search(rf"\b{re.escape(low)}\b", text) is None
