"""Whether what two texts say at one place is the same in another form."""

from collections.abc import Sequence
from itertools import filterfalse

from apps.documents.diffing import lexicon
from apps.documents.diffing.regions import Region

_NUMBERS = lexicon.NUMBER_WORDS | lexicon.AMOUNT_SIGNS
LEAST_MEMBERS = 3
LONGEST_MEMBER = 6  # words


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
    numbers = {word for word in set(words) if word[0].isdigit() or word in _NUMBERS}
    if lexicon.MONTHS.isdisjoint(words):
        return list(filterfalse(numbers.__contains__, words))
    around = ("", *words, "")
    return [
        word
        for before, word, after in zip(around, words, around[2:], strict=False)
        if not (word in numbers or (word in lexicon.MONTHS and (before.isdigit() or after.isdigit())))
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
