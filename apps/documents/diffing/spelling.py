"""Spelling: whether two words are one word, written rightly and wrongly or in two countries."""

import gzip
import re
from collections.abc import Container
from functools import cache
from importlib.resources import files

from rapidfuzz.distance import OSA

LEAST_LETTERS = 4  # in shorter words one letter is another word
LETTERS_OF_TWO = 9  # from here on two letters may be wrong

_BRITISH = (
    (re.compile(r"(?<=\w{3})is(?=(?:e[drs]?|ing|ations?)$)"), "iz"),
    (re.compile(r"(?<=\w{2})ys(?=(?:e[drs]?|ing)$)"), "yz"),
    (re.compile(r"our(?=(?:s|ed|ing|able|ite|ites)?$)"), "or"),
    (re.compile(r"(?<=[bt])re(?=s?$)"), "er"),
    (re.compile(r"(?<=e)nc(?=e[ds]?$)"), "ns"),
    (re.compile(r"ogue(?=s?$)"), "og"),
    (re.compile(r"(?<=dg)e(?=ments?$)"), ""),
    (re.compile(r"(?<=[aeiou])ll(?=(?:ed|ing|er|ers)$)"), "l"),
    (re.compile(r"ll(?=(?:ments?)?$)"), "l"),
)


def is_spelling(old: str, new: str, attested: Container[str]) -> bool:
    """Say whether one of two words is the other misspelt, or spelt as elsewhere.

    A misspelling is near a word and is none itself: `attested` holds the words that stand elsewhere in both texts, which
    knows the names and the languages that the dictionary does not.
    """
    if not (old + new).isalpha() or min(len(old), len(new)) < LEAST_LETTERS:
        return False
    if _american(old) == _american(new):
        return True
    if old.startswith(new) or new.startswith(old):  # as likely an inflection
        return False
    most = 1 + (min(len(old), len(new)) >= LETTERS_OF_TWO)
    if OSA.distance(old, new, score_cutoff=most) > most:
        return False
    english = old in _english() or new in _english()
    knows_old, knows_new = (word in attested or word in _english() for word in (old, new))
    return knows_old != knows_new and (english or _same_ends(old, new))


def _same_ends(old: str, new: str) -> bool:
    """Say whether neither the beginning nor the ending, where words of other languages are inflected, differs."""
    return old[0] == new[0] and old[-2:] == new[-2:]


def _american(word: str) -> str:
    for british, american in _BRITISH:
        word = british.sub(american, word)
    return word


@cache
def _english() -> frozenset[str]:
    packed = files("apps.documents.diffing").joinpath("english.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode("ascii").split())
