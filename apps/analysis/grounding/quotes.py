# ruff: noqa: RUF001  (marks as they are printed are what this is about)
"""Quotations in prose, and whether they are the words that are cited."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from apps.analysis.grounding.wording import Wording, plain_marks

# Marks as people set them; a straight single mark counts only around words, where no apostrophe can be meant.
_QUOTED: Final = re.compile(
    r"“(?P<curly>[^“”]*)”|„(?P<low>[^„“”]*)[“”]|«(?P<guillemets>[^«»]*)»|\"(?P<straight>[^\"]*)\""
    r"|(?<!\w)‘(?P<single>[^‘]*?)’(?!\w)|(?<![\w’'])'(?P<bare>[^'\s][^']*?)'(?!\w)"
)
_MARK: Final = re.compile("[“”„«»\"‘']")
_OPENED: Final = re.compile(r"[“„«\"”»]")
_GAP: Final = re.compile(r"\s*(?:\[\s*)?(?:…|\.\.\.)(?:\s*\])?\s*")
_TYPOGRAPHY: Final = ",.;:"


@dataclass(frozen=True, slots=True)
class Quoting:
    """Hold prose taken apart: in small letters, without its quotations, and these."""

    text: str
    low: str
    own: Wording
    quoted: tuple[str, ...]


def taken_apart(text: str) -> Quoting:
    """Return prose with its quotations apart."""
    own, quoted = split(text)
    return Quoting(text, text.lower(), Wording(own), tuple(quoted))


def split(text: str) -> tuple[str, list[str]]:
    """Return prose without its quotations, and these."""
    if not _MARK.search(text):
        return text, []
    quoted = [found[found.lastgroup or 0] for found in _QUOTED.finditer(text)]
    return _QUOTED.sub(" ", text), quoted


def is_unclosed(own: str) -> bool:
    """Say whether prose without its quotations still has a mark: nobody can tell what is quoted."""
    return _OPENED.search(own) is not None


def is_quoted_from(quotation: str, spans: Iterable[Wording]) -> bool:
    """Say whether the words stand in one of the spans, whole words from the first to the last.

    Marks and blanks may be of another kind, and a full stop or comma of ours may stand before the closing mark. An ellipsis
    stands for words left out: the parts follow each other in the same span.
    """
    wanted = _even(" ".join(plain_marks(quotation).split()))
    if not any(map(str.isalnum, wanted)):
        return False
    forms = (wanted, wanted.rstrip(_TYPOGRAPHY)) if wanted[-1] in _TYPOGRAPHY else (wanted,)
    return any(_stands_in(form, span) for span in spans for form in forms)


def cuts_word(text: str, at: int) -> bool:
    """Say whether a place is inside a word; scripts that set no blanks have no such places."""
    before, after = text[at - 1], text[at]
    return before.isalnum() and after.isalnum() and before < "\u2e80" and after < "\u2e80"  # fmt: skip


def _stands_in(wanted: str, span: Wording) -> bool:
    texts = (_even(span.marked), _even(span.read))
    if any(_at(wanted, words, 0) is not None for words in texts):
        return True
    parts = [part for part in _GAP.split(wanted) if part]
    return len(parts) > 1 and any(_in_order(parts, words) for words in texts)


def _even(text: str) -> str:
    """Return a text with one mark for all quotations: inside another one, double ones become single."""
    return text.replace('"', "'")


def _in_order(parts: list[str], words: str) -> bool:
    start = 0
    for part in parts:
        end = _at(part, words, start)
        if end is None:
            return False
        start = end
    return True


def _at(wanted: str, words: str, start: int) -> int | None:
    """Return the end of the first place where the words stand whole."""
    for place in _places(wanted, words, start):
        end = place + len(wanted)
        if not _cuts(words, place) and not _cuts(words, end):
            return end
    return None


def _places(wanted: str, words: str, start: int) -> Iterator[int]:
    place = words.find(wanted, start)
    while place >= 0:
        yield place
        place = words.find(wanted, place + 1)


def _cuts(words: str, at: int) -> bool:
    return 0 < at < len(words) and cuts_word(words, at)
