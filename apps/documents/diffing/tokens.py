"""Tokens: whole words, whole numbers, single signs; and the difference of two short texts in them.

Every token becomes one code point, so that the character differ, and its semantic clean-up, can only ever cut between tokens.
"""

import re
import sys
import unicodedata
from itertools import compress, pairwise
from operator import itemgetter

from apps.documents.diffing.alignment import Side, spread
from apps.documents.diffing.cleanup import legible, settle
from apps.documents.diffing.landmarks import Span
from apps.documents.diffing.scripts import UNSPACED
from apps.documents.diffing.stopwatch import Stopwatch
from apps.documents.diffing.types import OpKind

MARKS = frozenset({"Mn", "Mc", "Me"})
MARKS_END = 0x1F000  # no combining mark lies beyond, save the variation selectors named below
SURROGATES = range(0xD800, 0xE000)
FIRST_CODE = 0x100  # leaves out controls and spaces, which the clean-up treats as borders
MOST_TOKENS = sys.maxunicode - len(SURROGATES) - FIRST_CODE

FIRST = itemgetter(0)
LONG = 1_000  # characters

Edit = tuple[OpKind, str]


def _class_of(points: list[int]) -> str:
    """Write sorted code points as the inside of a regular expression's character class."""
    starts = [p for p, q in zip(points, [-1, *points], strict=False) if p != q + 1]
    ends = [p for p, q in pairwise([*points, sys.maxunicode]) if q != p + 1]
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in zip(starts, ends, strict=True))


_MARK = (
    _class_of([p for p in range(0x300, MARKS_END) if unicodedata.category(chr(p)) in MARKS])
    + "\U0001f3fb-\U0001f3ff"  # skin tones
    + "\U000e0100-\U000e01ef"  # variation selectors
)
# Only single characters are repeated possessively: of groups, Python before 3.11.5 keeps what half of one matched.
_RUN = rf"(?:[^\W_{UNSPACED}]++[{_MARK}]*+)+"
TOKEN = re.compile(
    rf"\d++(?:[.,]\d++)*(?:{_RUN})?"
    rf"|{_RUN}(?:['\u2019]{_RUN})*"
    rf"|\s++"
    rf"|[\U0001f1e6-\U0001f1ff]{{2}}"  # a flag is a pair of letters
    rf"|.[{_MARK}]*+(?:\u200d.[{_MARK}]*+)*",  # anything else, with its marks and joiners
    re.DOTALL,
)


def composed(text: str) -> str:
    """Return a text with every accent composed with its letter."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


class Vocabulary(dict[str, str]):
    """Give each token a code point of its own, leaving out the surrogates; tokens that read the same share one."""

    def __init__(self) -> None:
        self._words = _Words(self)
        self._long: dict[str, list[str]] = {}

    def __missing__(self, token: str) -> str:
        read = composed(token)
        if read != token:
            self[token] = self[read]
            return self[token]
        return self.add(token)

    def add(self, token: str) -> str:
        """Give a new token a code of its own."""
        code = len(self) + FIRST_CODE
        if code >= SURROGATES.start:
            code += len(SURROGATES)
        self[token] = chr(code)
        return self[token]

    def tokens_of(self, text: str) -> list[str]:
        """Cut a text into tokens; a long one, which is asked for as a block, as a sentence and as a part of either, once."""
        if len(text) < LONG:
            return TOKEN.findall(text)
        if text not in self._long:
            self._long[text] = TOKEN.findall(text)
        return self._long[text]

    def encode(self, tokens: list[str]) -> str:
        return "".join(map(self.__getitem__, tokens))

    def encode_words(self, tokens: list[str]) -> str:
        """Give the codes of the words among the tokens, in whichever case they are written."""
        return "".join(map(self._words.__getitem__, tokens))

    def holds(self, more: int) -> bool:
        """Say whether that many new tokens still fit."""
        return len(self) + more < MOST_TOKENS


class _Words(dict[str, str]):
    """Give each token the code of the word it is, nothing to what is no word; each is looked at once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def __missing__(self, token: str) -> str:
        self[token] = self._vocabulary[token.casefold()] if token[0].isalnum() else ""
        return self[token]


def compare(old: str, new: str, vocabulary: Vocabulary, stopwatch: Stopwatch) -> list[Edit]:
    """Give the edits from one text to the other, cut only between tokens, deletions before insertions."""
    if old == new:
        return [(OpKind.EQUAL, old)] if old else []
    old_tokens, new_tokens = vocabulary.tokens_of(old), vocabulary.tokens_of(new)
    if not stopwatch.left() or not vocabulary.holds(len(old_tokens) + len(new_tokens)):
        stopwatch.ran_out = True
        return replace(old, new)

    before, after = _side(_read(old_tokens, old), vocabulary), _side(_read(new_tokens, new), vocabulary)
    words = legible(stopwatch.spans(before.codes, after.codes), before, after)
    spans = settle(spread(words, before, after), before.tokens, after.tokens)
    return _spell(spans, old_tokens, new_tokens)


def _read(tokens: list[str], text: str) -> list[str]:
    return tokens if unicodedata.is_normalized("NFC", text) else list(map(composed, tokens))


def _side(tokens: list[str], vocabulary: Vocabulary) -> Side:
    places = list(compress(range(len(tokens)), map(str.isalnum, map(FIRST, tokens))))
    return Side(tokens, places, vocabulary.encode([tokens[place] for place in places]))


def replace(old: str, new: str) -> list[Edit]:
    """Give the coarsest edits: all of one text out, all of the other in."""
    return [(kind, text) for kind, text in ((OpKind.DELETE, old), (OpKind.INSERT, new)) if text]


def _spell(spans: list[Span], old: list[str], new: list[str]) -> list[Edit]:
    edits: list[Edit] = []
    i = j = 0
    for sign, size in spans:
        if sign == "=":
            edits += _kept(old[i : i + size], new[j : j + size])
            i, j = i + size, j + size
        elif sign == "-":
            edits.append((OpKind.DELETE, "".join(old[i : i + size])))
            i += size
        else:
            edits.append((OpKind.INSERT, "".join(new[j : j + size])))
            j += size
    return edits


def _kept(old: list[str], new: list[str]) -> list[Edit]:
    """Give the edits of tokens that read the same: those encoded otherwise are gone and come, each by itself."""
    if old == new:
        return [(OpKind.EQUAL, "".join(old))]
    return [
        edit
        for was, now in zip(old, new, strict=True)
        for edit in ([(OpKind.EQUAL, was)] if was == now else replace(was, now))
    ]
