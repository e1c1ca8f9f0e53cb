# ruff: noqa: RUF001  (marks as they are printed are what this is about)
"""A stretch of text as the checks read it: tokens, words, amounts, each worked out once and only if asked for."""

import re
from collections.abc import Callable
from typing import Any, Final

from apps.analysis.grounding.amounts import Amounts, amounts_of

_TOKEN: Final = re.compile(r"[^\W\d_]+(?:['’.&-][^\W\d_]+)*|\d+(?:[.,/]\d+)*|[^\w\s]")
_SAME_MARKS: Final = str.maketrans("‘’‚‛“”„«»–—‑\u00a0", '\'\'\'\'"""""--- ')
_MARKUP: Final = re.compile(
    r"!?\[([^\[\]\n]{0,400})\]\([^()\s]{0,2000}\)|(?<!\w)[*_~`]{1,3}|[*~`]{1,3}|_{1,3}(?!\w)|\\(?=[^\w\s])"
)
_BLANKS: Final = re.compile(r"\s+")
_NOT_PLAIN: Final = re.compile(r"[^ -~]|[*_~`\\\[]|  ")
_SENTENCE_END: Final = re.compile(r"(?<=[.;!?])\s+(?=[A-Z\"'(\d])|;\s|\n")
_COMPOSED: Final = re.compile(r"[-'.&]")


class Wording:
    """Hold a text and what was read in it. All but the text is worked out when it is first asked for."""

    text: str
    marked: str  # plain marks and single blanks, its markup kept
    read: str  # plain marks, as it is read
    lowered: str  # as it is read, in small letters
    raw: str  # as it is written, in small letters
    tokens: list[str]  # words, numbers and marks in their order
    low_tokens: list[str]
    words: frozenset[str]  # in small letters, also the parts of those with a hyphen, without 's
    stems: frozenset[str]  # beginnings of the words of some length
    amounts: Amounts
    sentences: tuple["Wording", ...]

    def __init__(self, text: str) -> None:
        self.text = text

    def __getattr__(self, name: str) -> Any:
        maker = _MAKERS.get(name)
        if maker is None:
            raise AttributeError(name)
        made = maker(self)
        setattr(self, name, made)
        return made


def plain_marks(text: str) -> str:
    """Return a text with one kind of quotation mark, dash and blank, each of its characters still in its place."""
    return text if text.isascii() else text.translate(_SAME_MARKS)


def stem(word: str) -> str:
    """Return the beginning of a word in small letters, by which its forms are known."""
    return word.rstrip("s")[:4]


def _marked(wording: Wording) -> str:
    if not _NOT_PLAIN.search(wording.text):
        return wording.text
    return _BLANKS.sub(" ", plain_marks(wording.text))


def _read(wording: Wording) -> str:
    if not _NOT_PLAIN.search(wording.text):
        return wording.text.strip()
    return _BLANKS.sub(" ", _MARKUP.sub(r"\1", plain_marks(wording.text))).strip()


def _words(wording: Wording) -> frozenset[str]:
    found = set(wording.low_tokens)
    for word in wording.low_tokens:
        if len(word) > 1 and not word.isalnum():
            found.update(part for part in _COMPOSED.split(word) if part)
    return frozenset(found)


def _sentences(wording: Wording) -> tuple[Wording, ...]:
    return tuple(Wording(part) for part in _SENTENCE_END.split(wording.read) if part)


_MAKERS: Final[dict[str, Callable[[Wording], Any]]] = {
    "marked": _marked,
    "read": _read,
    "lowered": lambda wording: wording.read.lower(),
    "raw": lambda wording: wording.text.lower(),
    "tokens": lambda wording: _TOKEN.findall(wording.read),
    "low_tokens": lambda wording: list(map(str.lower, wording.tokens)),
    "words": _words,
    "stems": lambda wording: frozenset(stem(word) for word in wording.words if len(word) > 2),  # noqa: PLR2004 - a, of, to
    "sentences": _sentences,
    "amounts": lambda wording: amounts_of(wording.lowered, wording.words),
}
