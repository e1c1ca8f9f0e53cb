"""The two texts of a comparison as they are read, and the class of each place where they differ."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from apps.documents.diffing import lexicon
from apps.documents.diffing.alike import differ_in_numbers, is_list, is_respaced, is_same_date, members
from apps.documents.diffing.regions import Reading, Region, Stretch, words_of
from apps.documents.diffing.spelling import is_spelling
from apps.documents.diffing.types import ChangeKind

LONGEST_FURNITURE = 200  # characters
NEAR = 3  # characters between two numbers of one date or amount
REACH = 60  # characters before a number in which "section" makes it a reference

_Words = tuple[str, ...]


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
        before, after = self._lines
        return all(
            before[words] == after[words]
            for at, reading in self._sides(region)
            for words in _read_lines(reading.lines_of(at))
        )

    def is_reordered(self, region: Region) -> bool:
        """Say whether the region stands on lists all of whose members both texts have as often."""
        before, after = self._members
        lists = [members(reading.lines_of(at)) for at, reading in self._sides(region)]
        return all(is_list(found) and all(before[one] == after[one] for one in found) for found in lists)

    def are_neighbours(self, one: Region, other: Region) -> bool:
        """Say whether both texts have nothing but a sign or a space between two places."""
        return _are_near(one.old_at, other.old_at, self.before.text) and _are_near(
            one.new_at, other.new_at, self.after.text
        )

    def printed_lines(self, region: Region) -> list[str]:
        """Give the lines the region stands on as they are printed, those without words left out."""
        lines = [line for at, reading in self._sides(region) for line in reading.line_at(at).splitlines()]
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
        before, after = self._shuffled_lines
        words = {*region.old_words, *region.new_words}
        return all(word[0].isdigit() or word in lexicon.MONTHS for word in words) and all(
            shuffled in before and shuffled in after and not lexicon.MONTHS.isdisjoint(shuffled)
            for at, reading in self._sides(region)
            for shuffled in map(_shuffled, _read_lines(reading.lines_of(at)))
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

    @cached_property
    def _attested(self) -> frozenset[str]:
        return frozenset(self.before.words()) & frozenset(self.after.words())

    @cached_property
    def _lines(self) -> tuple[Counter[_Words], Counter[_Words]]:
        return Counter(_read_lines(self.before.masked)), Counter(_read_lines(self.after.masked))

    @cached_property
    def _shuffled_lines(self) -> tuple[frozenset[_Words], frozenset[_Words]]:
        before, after = self._lines
        return frozenset(map(_shuffled, before)), frozenset(map(_shuffled, after))

    @cached_property
    def _members(self) -> tuple[Counter[_Words], Counter[_Words]]:
        return Counter(members(self.before.masked)), Counter(members(self.after.masked))


def _are_near(first: Stretch | None, last: Stretch | None, text: str) -> bool:
    between = text[first[1] : last[0]] if first and last else None
    return between is not None and len(between) <= NEAR and not any(map(str.isalnum, between))


def _shuffled(words: _Words) -> _Words:
    return tuple(sorted(words))


def _read_lines(masked: str) -> list[_Words]:
    return [words for line in masked.splitlines() if (words := words_of(line))]
