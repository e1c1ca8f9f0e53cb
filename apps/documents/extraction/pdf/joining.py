"""Joins lines into running text: words divided at a line's end become whole again."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from .geometry import Line, Word, spaced

PAGE_MARK = "\x04"  # stands where a page begins within a block, until the text is finished

_OFTEN = 0.03  # of the lines: rarer hyphens at their ends are those of compounds
_NO_BREAKS: Mapping[int, int] = {}
_HYPHENS = ("-", "\N{HYPHEN}")
_DIVIDED = re.compile("[^\\W\\d_][-\N{HYPHEN}]$")
_WHOLE = 4  # letters: a shorter half may be a word by chance
_ADDRESS = re.compile(r"(?:://|www\.|@)\S*$")
_TIES = ("-", "/", "\N{EM DASH}")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
_PARTS = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words, hyphens included, that stand whole in a line, and whether the document divides words at a line's end."""

    counts: Mapping[str, int] = field(default_factory=dict)
    divides: bool = False

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "Vocabulary":
        """Gather a document's words."""
        if not any(line.text.endswith(_HYPHENS) for line in lines):
            return cls()
        whole: Counter[str] = Counter()
        is_divided = False
        for line in lines:
            words = [word.text for word in line.words][1 if is_divided else 0 :]
            is_divided = line.text.endswith(_HYPHENS)
            whole.update(words[:-1] if is_divided else words)
        counts: Counter[str] = Counter()
        for word, times in whole.items():
            for part in _PARTS.findall(word.lower().replace("\N{HYPHEN}", "-")):
                counts[part] += times
        divided = sum(line.text.endswith("-") for line in lines)
        return cls(counts, divided > _OFTEN * len(lines))

    def keeps_hyphen(self, before: str, after: str) -> bool:
        """Say whether the hyphen at a line's end belongs to the word: other lines tell, or else the two halves do."""
        left, right = _PARTS.findall(before.lower())[-1], _PARTS.findall(after.lower())[0]
        if _ADDRESS.search(before) or (after[:1].isupper() and not before[-2:-1].isupper()):
            return True
        whole, hyphened = self.counts.get(left + right, 0), self.counts.get(f"{left}-{right}", 0)
        if whole or hyphened:
            return hyphened > whole
        if before.endswith("\N{HYPHEN}"):
            return False  # which layout puts there and writers do not
        return not self.divides or all(
            len(half) >= _WHOLE and self.counts.get(half) for half in (left, right)
        )


NO_WORDS = Vocabulary()


def joined(
    lines: Sequence[Line],
    known: Vocabulary = NO_WORDS,
    targets: list[str] | None = None,
    breaks: Mapping[int, int] = _NO_BREAKS,
) -> str:
    """Return lines as one text.

    Links are marked as `writer` expects them, their addresses added to `targets`; `breaks` says how many pages begin after
    which line, for as many marks.
    """
    if not lines:
        return ""
    shown = [line.text for line in lines] if targets is None else _linked(lines, targets)
    parts = [
        _opened(before, after, known, PAGE_MARK * breaks.get(index, 0))
        for index, (before, after) in enumerate(pairwise(shown))
    ]
    return "".join([*parts, shown[-1]])


def _opened(before: str, after: str, known: Vocabulary, marks: str) -> str:
    """Return a line, ready for the next one to follow: with a blank, or without a hyphen."""
    if _CJK.match(before[-1:]) and _CJK.match(after[:1]):
        return before + marks
    if _DIVIDED.search(before) and after[:1].isalpha():
        return f"{before[:-1]}{'-' if known.keeps_hyphen(before, after) else ''}{marks}"
    is_tied = before.endswith(_TIES) and after[:1].isalnum() and before[-2:-1] not in {"", " "}
    return f"{before}{marks}" if is_tied else f"{before}{marks} "


def _linked(lines: Sequence[Line], targets: list[str]) -> list[str]:
    """Return the lines' texts with their links marked; a link may go on from line to line."""
    words = [word for line in lines for word in line.words]
    links = [None, *(word.link for word in words), None]
    shown = iter([_marked(word, links[at], links[at + 2], targets) for at, word in enumerate(words)])
    return [spaced(line.words, list(islice(shown, len(line.words)))) for line in lines]


def _marked(word: Word, before: str | None, after: str | None, targets: list[str]) -> str:
    text = word.text
    if word.link is None:
        return text
    if word.link != before:
        text = f"\x01{text}"
    if word.link != after:
        targets.append(word.link)
        text = f"{text}\x02{len(targets) - 1}\x03"
    return text
