"""Classes: what sort of change it is, and how much it matters, with the reasons."""

import math
from collections.abc import Sequence
from urllib.parse import urlsplit

from rapidfuzz.distance import OSA

from apps.documents.diffing import lexicon
from apps.documents.diffing.regions import Reading, Region, find_regions, read, words_of
from apps.documents.diffing.types import ChangeKind, Classification, Redline

LEAST_TYPO = 5  # letters: in shorter words one letter is another word
LONGEST_FURNITURE = 200  # characters
MOST_SHOWN = 3  # numbers quoted as a reason
STRONGEST_FIRST = (
    ChangeKind.SUBSTANTIVE,
    ChangeKind.NUMBERS,
    ChangeKind.LINKS,
    ChangeKind.EDITORIAL,
    ChangeKind.FURNITURE,
)
MATERIALITY_OF_MOVE = 5
MATERIALITY_OF_TYPO = 5
MATERIALITY_OF_NEW_LINK = 15
MATERIALITY_OF_LINK = 2
MATERIALITY_OF_STATED_DATE = 10
MATERIALITY_OF_NUMBER = 50
MATERIALITY_OF_WORDS = 25
MATERIALITY_OF_DUTY = 10
MOST_FOR_SIZE = 25
MOST_FOR_SUBJECTS = 40
MOST = 100


def classify(old: str, new: str, line: Redline) -> Classification:
    """Classify the change between two texts made by the same extractor, given their redline.

    Whether it is a return, a variant or a correction of our own reading is not in the texts: services decide that.
    """
    before, after = read(old), read(new)
    regions = find_regions(before, after, line)
    if not regions or before.words() == after.words():
        return _unread(before, after, line)
    if _lines(before) == _lines(after):
        return Classification(ChangeKind.EDITORIAL, MATERIALITY_OF_MOVE, ("lines in another order",))

    renumbered = before.labels != after.labels
    judged = [(_kind(region, before, after, renumbered=renumbered), region) for region in regions]
    kind = min((kind for kind, _ in judged), key=STRONGEST_FIRST.index)
    decisive = [region for found, region in judged if found is kind]
    if kind is ChangeKind.SUBSTANTIVE:
        return _substantive(decisive, line)
    if kind is ChangeKind.NUMBERS:
        return _numbers(decisive, before, after)
    if kind is ChangeKind.FURNITURE:
        return Classification(kind, 0, ("only text of the page around the document",))
    return Classification(
        kind, MATERIALITY_OF_TYPO, ("only spelling, form of dates or references to renumbered clauses",)
    )


def _kind(region: Region, before: Reading, after: Reading, *, renumbered: bool) -> ChangeKind:
    lines = _lines_at(region, before, after)
    if all(len(line) <= LONGEST_FURNITURE and lexicon.FURNITURE_LINE.fullmatch(line) for line in lines):
        return ChangeKind.FURNITURE
    if _is_same_date(region):
        return ChangeKind.EDITORIAL
    if _differ_in_numbers(region):
        is_reference = renumbered and _is_reference(region, before, after)
        return ChangeKind.EDITORIAL if is_reference else ChangeKind.NUMBERS
    return ChangeKind.EDITORIAL if _is_typo(region) else ChangeKind.SUBSTANTIVE


def _unread(before: Reading, after: Reading, line: Redline) -> Classification:
    """Classify a change in nothing that is read as a word."""
    if before.targets != after.targets:
        fresh = {_address(target) for target in after.targets} - {
            _address(target) for target in before.targets
        }
        reason = "links to another page" if fresh else "only queries, fragments or order of links differ"
        return Classification(
            ChangeKind.LINKS, MATERIALITY_OF_NEW_LINK if fresh else MATERIALITY_OF_LINK, (reason,)
        )
    if before.labels != after.labels:
        return Classification(ChangeKind.EDITORIAL, MATERIALITY_OF_LINK, ("clauses renumbered",))
    if line.words_moved:
        return Classification(ChangeKind.EDITORIAL, MATERIALITY_OF_MOVE, ("passages moved, wording kept",))
    return Classification(ChangeKind.EDITORIAL, 0, ("only punctuation, case, spacing or markup",))


def _substantive(regions: Sequence[Region], line: Redline) -> Classification:
    changed = " ".join(" ".join((*region.old_words, *region.new_words)) for region in regions)
    count = line.words_added + line.words_removed
    reasons = [f"{line.words_added} words added, {line.words_removed} removed"]
    score = MATERIALITY_OF_WORDS + min(MOST_FOR_SIZE, round(3 * math.log2(1 + count)))
    touched = [(name, weight) for name, weight, pattern in lexicon.SUBJECTS if pattern.search(changed)]
    score += min(MOST_FOR_SUBJECTS, sum(weight for _, weight in touched))
    reasons += [f"touches {name}" for name, _ in touched]
    if any(
        lexicon.DUTY & set(region.old_words) != lexicon.DUTY & set(region.new_words) for region in regions
    ):
        score += MATERIALITY_OF_DUTY
        reasons.append("changes a duty, a permission or an exception")
    return Classification(ChangeKind.SUBSTANTIVE, min(score, MOST), tuple(reasons))


def _numbers(regions: Sequence[Region], before: Reading, after: Reading) -> Classification:
    stated = [
        all(lexicon.STATED_DATE_LINE.search(line) for line in _lines_at(region, before, after))
        for region in regions
    ]
    if all(stated):
        return Classification(
            ChangeKind.NUMBERS, MATERIALITY_OF_STATED_DATE, ("only the stated date or version",)
        )
    shown = [
        f"{' '.join(region.old_words) or 'nothing'} → {' '.join(region.new_words) or 'nothing'}"
        for region, is_stated in zip(regions, stated, strict=True)
        if not is_stated
    ]
    return Classification(ChangeKind.NUMBERS, MATERIALITY_OF_NUMBER, tuple(shown[:MOST_SHOWN]))


def _lines_at(region: Region, before: Reading, after: Reading) -> list[str]:
    """Give the lines the region stands on, those without words left out."""
    lines: list[str] = []
    for at, reading in ((region.old_at, before), (region.new_at, after)):
        if at is not None:
            lines += [line for line in reading.line_at(at).splitlines() if words_of(line)]
    return lines


def _lines(reading: Reading) -> list[tuple[str, ...]]:
    return sorted(words for line in reading.masked.splitlines() if (words := words_of(line)))


def _differ_in_numbers(region: Region) -> bool:
    """Say whether the words that are no numbers, no months and no signs of amounts are the same."""
    old, new = region.old_words, region.new_words
    if len(old) == len(new) == 1 and {*old, *new} <= lexicon.MONTHS:
        return True
    return _without_numbers(old) == _without_numbers(new)


def _without_numbers(words: Sequence[str]) -> list[str]:
    around = ("", *words, "")
    return [
        word
        for before, word, after in zip(around, words, around[2:], strict=False)
        if not (
            word[0].isdigit()
            or word in lexicon.NUMBER_WORDS
            or word in lexicon.AMOUNT_SIGNS
            or (word in lexicon.MONTHS and (before.isdigit() or after.isdigit()))
        )
    ]


def _is_same_date(region: Region) -> bool:
    """Say whether the same numbers stand in another order around the name of a month: 1 May, May 1."""
    if _without_numbers(region.old_words) or lexicon.MONTHS.isdisjoint(region.old_words):
        return False
    return sorted(region.old_words) == sorted(region.new_words)


def _is_reference(region: Region, before: Reading, after: Reading) -> bool:
    starts = ((region.old_at, before.text), (region.new_at, after.text))
    return all(
        at is None or lexicon.REFERENCE.search(text[max(0, at[0] - 60) : at[0]]) for at, text in starts
    )


def _is_typo(region: Region) -> bool:
    """Say whether one word lost, gained, changed or swapped one letter inside, where no inflection sits."""
    if len(region.old_words) != 1 or len(region.new_words) != 1:
        return False
    old, new = region.old_words[0], region.new_words[0]
    if min(len(old), len(new)) < LEAST_TYPO or not (old + new).isalpha():
        return False
    return old[0] == new[0] and old[-2:] == new[-2:] and OSA.distance(old, new) == 1


def _address(target: str) -> str:
    """Give the page a link leads to, without query, fragment, title and final slash."""
    try:
        parts = urlsplit(target.split(maxsplit=1)[0])
    except ValueError:  # not an address, such as "http://["
        return target
    return f"{parts.netloc}{parts.path.rstrip('/')}" or target
