"""The document's last good text as a yardstick for the next page."""

import re
from collections import Counter

from apps.documents.extraction import without_targets

from .types import Evidence, Likeness, Memory

_WORD = re.compile(r"[^\W_]+")
_CJK = re.compile("([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_FEWEST_HEADINGS = 4
_LONGEST_NAME = 12  # words


def remember(last_good_text: str, language: str | None, title: str | None) -> Memory:
    """Keep of a document's text what the next page of it is compared with."""
    vocabulary = Counter(words_of(last_good_text))
    name = _name_of(last_good_text) or title
    return Memory(vocabulary.total(), vocabulary, headings_of(last_good_text), language, name)


def liken(visible: str, evidence: Evidence, memory: Memory) -> Likeness:
    """Compare a page, its visible words and its extracted text, with the memory of the last good text."""
    text, language = evidence.text, evidence.language
    page = Counter(words_of(visible))
    shared = sum((page & Counter(memory.vocabulary)).values())
    headings = None
    if len(memory.headings) >= _FEWEST_HEADINGS:
        headings = len(memory.headings & headings_of(text)) / len(memory.headings)
    length = len(words_of(text)) / max(memory.words, 1)
    same = not (language and memory.language) or language == memory.language
    return Likeness(shared / max(memory.words, 1), length, headings, same, _is_named(evidence, memory))


def words_of(text: str) -> list[str]:
    """Return a text's words, lower-cased, link targets left out; each CJK character is one."""
    text = without_targets(text).lower()
    return _WORD.findall(text if text.isascii() else _CJK.sub(r" \1 ", text))


def headings_of(markdown: str) -> frozenset[str]:
    """Return the headings, reduced to their words."""
    return frozenset(" ".join(_WORD.findall(found.lower())) for found in _HEADING.findall(markdown))


def _name_of(markdown: str) -> str | None:
    """Return the first heading, if it is short enough for a name."""
    found = _HEADING.search(markdown)
    return found[1] if found and len(words_of(found[1])) <= _LONGEST_NAME else None


def _is_named(evidence: Evidence, memory: Memory) -> bool:
    """Say whether the page's own title or first heading holds every word of the remembered name."""
    name = set(words_of(memory.title or ""))
    given = (evidence.title or "", _name_of(evidence.text) or "")
    return bool(name) and any(name <= set(words_of(one)) for one in given)
