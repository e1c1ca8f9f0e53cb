"""The two texts of a comparison as they are read, and the class of each place where they differ."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from apps.documents.diffing import lexicon
from apps.documents.diffing.alike import differ_in_numbers, is_list, is_respaced, is_same_date
from apps.documents.diffing.regions import Reading, Region, Stretch, Words, words_of
from apps.documents.diffing.spelling import is_spelling
from apps.documents.diffing.types import ChangeKind

LONGEST_FURNITURE = 200  # characters
NEAR = 3  # characters between two numbers of one date or amount
REACH = 60  # characters before a number in which "section" makes it a reference


@dataclass(frozen=True)
class Pair:
    """Two texts, and what is known of both together."""

    before: Reading
    after: Reading

    def kind(self, region: Region) -> ChangeKind:
        """Class one place where the texts differ."""
        lines = self.printed_lines(region)
        if all(len(line) <= LONGEST_FURNITURE and lexicon.FURNITURE_LINE.fullmatch(line) for line in lines):
            return ChangeKind.FURNITURE
        if self._is_same_date(region) or is_respaced(region) or self.is_reordered(region):
            return ChangeKind.EDITORIAL
        if differ_in_numbers(region):
            is_reference = self.before.labels != self.after.labels and self._is_reference(region)
            return ChangeKind.EDITORIAL if is_reference else ChangeKind.NUMBERS
        return ChangeKind.EDITORIAL if self._is_typo(region) else ChangeKind.SUBSTANTIVE

    def is_moved(self, region: Region) -> bool:
        """Say whether both texts have every line of the region as often, so that only its place is another."""
        return self._is_true_of_lines(region, self._stand_as_often)

    def is_reordered(self, region: Region) -> bool:
        """Say whether the region stands on lists all of whose members both texts have as often."""
        return self._is_true_of_lines(region, self._are_reordered)

    def are_neighbours(self, one: Region, other: Region) -> bool:
        """Say whether both texts have nothing but a sign or a space between two places."""
        return _are_near(one.old_at, other.old_at, self.before.text) and _are_near(
            one.new_at, other.new_at, self.after.text
        )

    def printed_lines(self, region: Region) -> list[str]:
        """Give the lines the region stands on as they are printed, those without words left out."""
        lines = [line for at, reading in self._sides(region) for line in reading.printed_at(at).splitlines()]
        return [line for line in lines if words_of(line)]

    def _sides(self, region: Region) -> Iterator[tuple[Stretch, Reading]]:
        if region.old_at is not None:
            yield region.old_at, self.before
        if region.new_at is not None:
            yield region.new_at, self.after

    def _is_same_date(self, region: Region) -> bool:
        """Say whether a date is written in another order; the redline may have cut the place in two."""
        if is_same_date(region):
            return True
        words = {*region.old_words, *region.new_words}
        return all(word[0].isdigit() or word in lexicon.MONTHS for word in words) and self._is_true_of_lines(
            region, self._are_dates_in_both
        )

    def _is_typo(self, region: Region) -> bool:
        if len(region.old_words) != len(region.new_words):
            return False
        pairs = zip(region.old_words, region.new_words, strict=True)
        return all(old == new or is_spelling(old, new, self._attested) for old, new in pairs)

    def _is_reference(self, region: Region) -> bool:
        return all(
            lexicon.REFERENCE.search(reading.text[max(0, at[0] - REACH) : at[0]])
            for at, reading in self._sides(region)
        )

    def _is_true_of_lines(self, region: Region, judge: Callable[[Reading, int, int], bool]) -> bool:
        """Judge the lines the region stands on, each once, however many regions stand on it."""
        for at, reading in self._sides(region):
            start, end = reading.lines_at(at)
            key = judge.__name__, reading is self.before, start, end
            if key not in self._answers:
                self._answers[key] = judge(reading, start, end)
            if not self._answers[key]:
                return False
        return True

    def _stand_as_often(self, reading: Reading, start: int, end: int) -> bool:
        before, after = self._lines
        return all(before[words] == after[words] for words in reading.lines_in(start, end))

    def _are_reordered(self, reading: Reading, start: int, end: int) -> bool:
        found = reading.items_in(start, end)
        if not is_list(found):
            return False
        before, after = self._members
        return all(before[one] == after[one] for one in found)

    def _are_dates_in_both(self, reading: Reading, start: int, end: int) -> bool:
        before, after = self._shuffled_lines
        return all(
            shuffled in before and shuffled in after and not lexicon.MONTHS.isdisjoint(shuffled)
            for shuffled in map(_shuffled, reading.lines_in(start, end))
        )

    @cached_property
    def _answers(self) -> dict[tuple[str, bool, int, int], bool]:
        return {}

    @cached_property
    def _attested(self) -> frozenset[str]:
        return frozenset(self.before.words) & frozenset(self.after.words)

    @cached_property
    def _lines(self) -> tuple[Counter[Words], Counter[Words]]:
        return Counter(self.before.lines_in()), Counter(self.after.lines_in())

    @cached_property
    def _shuffled_lines(self) -> tuple[frozenset[Words], frozenset[Words]]:
        before, after = self._lines
        return frozenset(map(_shuffled, before)), frozenset(map(_shuffled, after))

    @cached_property
    def _members(self) -> tuple[Counter[Words], Counter[Words]]:
        return Counter(self.before.items_in()), Counter(self.after.items_in())


def _are_near(first: Stretch | None, last: Stretch | None, text: str) -> bool:
    between = text[first[1] : last[0]] if first and last else None
    return between is not None and len(between) <= NEAR and not any(map(str.isalnum, between))


def _shuffled(words: Words) -> Words:
    return tuple(sorted(words))
