"""Whether what two texts say at one place is the same in another form."""

from collections.abc import Sequence

from apps.documents.diffing import lexicon
from apps.documents.diffing.regions import Region, words_of

LEAST_MEMBERS = 3
LONGEST_MEMBER = 6  # words


def members(masked: str) -> list[tuple[str, ...]]:
    """Give what commas, semicolons and the borders of cells part."""
    return [words for part in lexicon.BETWEEN_ITEMS.split(masked) if (words := words_of(part))]


def is_list(found: Sequence[tuple[str, ...]]) -> bool:
    """Say whether these are members of a list, not parts of a sentence."""
    return len(found) >= LEAST_MEMBERS and all(
        len(words) <= LONGEST_MEMBER and lexicon.OF_SENTENCES.isdisjoint(words) for words in found
    )


def differ_in_numbers(region: Region) -> bool:
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


def is_same_date(region: Region) -> bool:
    """Say whether the same numbers stand in another order around the name of a month: 1 May, May 1."""
    if _without_numbers(region.old_words) or lexicon.MONTHS.isdisjoint(region.old_words):
        return False
    return sorted(region.old_words) == sorted(region.new_words)


def is_respaced(region: Region) -> bool:
    """Say whether the same letters are only joined or parted in another way: its, it's; sub-processor, subprocessor."""
    old, new = "".join(region.old_words), "".join(region.new_words)
    return old == new and old.isalpha()
