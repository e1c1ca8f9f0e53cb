"""Classes: what sort of change it is, and how much it matters, with the reasons."""

import math
from collections.abc import Sequence

from apps.documents.diffing import lexicon
from apps.documents.diffing.alike import is_respaced
from apps.documents.diffing.links import classify_links
from apps.documents.diffing.numbers import MATERIALITY, Place, counted, with_unit
from apps.documents.diffing.pairs import Pair
from apps.documents.diffing.regions import Reading, Region, Stretch, find_regions, read
from apps.documents.diffing.tokens import composed
from apps.documents.diffing.types import ChangeKind, Classification, Redline

MOST_SHOWN = 3  # numbers quoted as a reason
STRONGEST_FIRST = (
    ChangeKind.SUBSTANTIVE,
    ChangeKind.NUMBERS,
    ChangeKind.LINKS,
    ChangeKind.EDITORIAL,
    ChangeKind.FURNITURE,
)
MATERIALITY_OF_MOVE = 2
MATERIALITY_OF_TYPO = 5
MATERIALITY_OF_NUMBERING = 4
MATERIALITY_OF_RENUMBERING = 2
MATERIALITY_OF_STATED_DATE = 10
MATERIALITY_OF_WORDS = 25
MATERIALITY_OF_DUTY = 10
MOST_FOR_SIZE = 25
MOST_FOR_SUBJECTS = 40
MOST = 100


def classify(old: str, new: str, line: Redline) -> Classification:
    """Classify the change between two texts made by the same extractor, given their redline.

    Whether it is a return, a variant or a correction of our own reading is not in the texts: whoever knows the
    document's history decides that.
    """
    pair = Pair(read(old), read(new))
    regions = find_regions(pair.before, pair.after, line)
    if not regions or pair.before.words == pair.after.words:
        return _unread(pair, line)
    left = [region for region in regions if not pair.is_moved(region)]
    if not left:
        return _editorial_of(MATERIALITY_OF_MOVE, "passages moved, wording kept")
    judged = [(pair.kind(region), region) for region in left]
    kind = min((kind for kind, _ in judged), key=STRONGEST_FIRST.index)
    decisive = [region for found, region in judged if found is kind]
    if kind is ChangeKind.SUBSTANTIVE:
        return _substantive(decisive, line)
    if kind is ChangeKind.NUMBERS:
        return _numbers(decisive, pair)
    if kind is ChangeKind.FURNITURE:
        return Classification(kind, 0, ("only text of the page around the document",))
    return _editorial(decisive, pair)


def _unread(pair: Pair, line: Redline) -> Classification:
    """Classify a change in nothing that is read as a word."""
    before, after = pair.before, pair.after
    if before.targets != after.targets:
        return classify_links(before, after)
    if len(before.labels) != len(after.labels):
        return _editorial_of(MATERIALITY_OF_NUMBERING, "numbers printed before clauses added or dropped")
    if before.labels != after.labels:
        return _editorial_of(MATERIALITY_OF_RENUMBERING, "clauses renumbered")
    if line.words_moved:
        return _editorial_of(MATERIALITY_OF_MOVE, "passages moved, wording kept")
    if composed(before.text) == composed(after.text):
        return _editorial_of(0, "only the encoding of accents; it reads the same")
    return _editorial_of(0, "only punctuation, case, spacing or markup")


def _substantive(regions: Sequence[Region], line: Redline) -> Classification:
    changed = " ".join(dict.fromkeys(" ".join((*region.old_words, *region.new_words)) for region in regions))
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


def _numbers(regions: Sequence[Region], pair: Pair) -> Classification:
    found: list[tuple[int, str]] = []
    for region in _joined(regions, pair):
        if all(lexicon.STATED_DATE_LINE.search(line) for line in pair.printed_lines(region)):
            continue
        old, new = _place(region.old_at, pair.before), _place(region.new_at, pair.after)
        count = counted(new if new.shown else old)
        shown = f"{count}: {with_unit(old) or 'none'} → {with_unit(new) or 'none'}"
        found.append((MATERIALITY[count], shown))
    if not found:
        reason = "only the stated date or version"
        return Classification(ChangeKind.NUMBERS, MATERIALITY_OF_STATED_DATE, (reason,))
    found.sort(key=lambda item: -item[0])
    reasons = tuple(dict.fromkeys(shown for _, shown in found))
    return Classification(ChangeKind.NUMBERS, found[0][0], reasons[:MOST_SHOWN])


def _joined(regions: Sequence[Region], pair: Pair) -> list[Region]:
    """Join neighbours that nothing but a sign or a space parts: May 5, 2025 is one date."""
    joined: list[Region] = []
    for region in regions:
        last = joined[-1] if joined else None
        if last and pair.are_neighbours(last, region):
            region = Region(  # noqa: PLW2901 - the run of neighbours grows
                last.old_words + region.old_words,
                last.new_words + region.new_words,
                _span(last.old_at, region.old_at),
                _span(last.new_at, region.new_at),
            )
            joined.pop()
        joined.append(region)
    return joined


def _span(first: Stretch | None, last: Stretch | None) -> Stretch | None:
    return (first[0], last[1]) if first and last else first or last


def _editorial(regions: Sequence[Region], pair: Pair) -> Classification:
    if all(is_respaced(region) for region in regions):
        return _editorial_of(MATERIALITY_OF_TYPO, "only spacing, hyphens or apostrophes")
    if all(pair.is_reordered(region) for region in regions):
        return _editorial_of(MATERIALITY_OF_MOVE, "members of a list in another order")
    return _editorial_of(
        MATERIALITY_OF_TYPO, "only spelling, form of dates or references to renumbered clauses"
    )


def _editorial_of(materiality: int, reason: str) -> Classification:
    return Classification(ChangeKind.EDITORIAL, materiality, (reason,))


def _place(at: Stretch | None, reading: Reading) -> Place:
    if at is None:
        return Place("", "", "", "")
    start, end = at
    return Place(
        reading.text[start:end].strip(),
        reading.text[max(0, start - 60) : start],
        reading.text[end : end + 60],
        reading.printed_at(at),
    )
