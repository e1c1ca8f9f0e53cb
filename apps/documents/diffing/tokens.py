"""Tokens: whole words, whole numbers, single signs; and the difference of two short texts in them.

Every token becomes one code point, so that the character differ, and its semantic clean-up, can only ever cut between tokens.
"""

import re
import sys
import unicodedata
from itertools import pairwise

from apps.documents.diffing.alignment import Side, spread
from apps.documents.diffing.cleanup import legible, settle
from apps.documents.diffing.landmarks import Span
from apps.documents.diffing.stopwatch import Stopwatch
from apps.documents.diffing.types import OpKind

MARKS = frozenset({"Mn", "Mc", "Me"})
MARKS_END = 0x1F000  # no combining mark lies beyond, save the variation selectors named below
SURROGATES = range(0xD800, 0xE000)
FIRST_CODE = 0x100  # leaves out controls and spaces, which the clean-up treats as borders
MOST_TOKENS = sys.maxunicode - len(SURROGATES) - FIRST_CODE

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
# Scripts written without spaces: Thai to Khmer, kana, Han. One character is one token.
_UNSPACED = "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Only single characters are repeated possessively: of groups, Python before 3.11.5 keeps what half of one matched.
_RUN = rf"(?:[^\W_{_UNSPACED}]++[{_MARK}]*+)+"
TOKEN = re.compile(
    rf"\d++(?:[.,]\d++)*(?:{_RUN})?"
    rf"|{_RUN}(?:['\u2019]{_RUN})*"
    rf"|\s++"
    rf"|[\U0001f1e6-\U0001f1ff]{{2}}"  # a flag is a pair of letters
    rf"|.[{_MARK}]*+(?:\u200d.[{_MARK}]*+)*",  # anything else, with its marks and joiners
    re.DOTALL,
)


class Vocabulary(dict[str, str]):
    """Give each token a code point of its own, leaving out the surrogates."""

    def __missing__(self, token: str) -> str:
        code = len(self) + FIRST_CODE
        if code >= SURROGATES.start:
            code += len(SURROGATES)
        self[token] = chr(code)
        return self[token]

    def encode(self, tokens: list[str]) -> str:
        return "".join(map(self.__getitem__, tokens))

    def holds(self, more: int) -> bool:
        """Say whether that many new tokens still fit."""
        return len(self) + more < MOST_TOKENS


def compare(old: str, new: str, vocabulary: Vocabulary, stopwatch: Stopwatch) -> list[Edit]:
    """Give the edits from one text to the other, cut only between tokens, deletions before insertions."""
    if old == new:
        return [(OpKind.EQUAL, old)] if old else []
    old_tokens, new_tokens = TOKEN.findall(old), TOKEN.findall(new)
    if not stopwatch.left() or not vocabulary.holds(len(old_tokens) + len(new_tokens)):
        stopwatch.ran_out = True
        return replace(old, new)

    before, after = _side(old_tokens, vocabulary), _side(new_tokens, vocabulary)
    words = legible(stopwatch.spans(before.codes, after.codes), before, after)
    spans = settle(spread(words, before, after), old_tokens, new_tokens)
    return _spell(spans, old_tokens, new_tokens)


def _side(tokens: list[str], vocabulary: Vocabulary) -> Side:
    places = [place for place, token in enumerate(tokens) if token[0].isalnum()]
    return Side(tokens, places, vocabulary.encode([tokens[place] for place in places]))


def replace(old: str, new: str) -> list[Edit]:
    """Give the coarsest edits: all of one text out, all of the other in."""
    return [(kind, text) for kind, text in ((OpKind.DELETE, old), (OpKind.INSERT, new)) if text]


def _spell(spans: list[Span], old: list[str], new: list[str]) -> list[Edit]:
    edits: list[Edit] = []
    i = j = 0
    for sign, size in spans:
        if sign == "=":
            edits.append((OpKind.EQUAL, "".join(old[i : i + size])))
            i, j = i + size, j + size
        elif sign == "-":
            edits.append((OpKind.DELETE, "".join(old[i : i + size])))
            i += size
        else:
            edits.append((OpKind.INSERT, "".join(new[j : j + size])))
            j += size
    return edits
