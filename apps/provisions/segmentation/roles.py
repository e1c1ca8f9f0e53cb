"""Roles: which blocks are headings, which are furniture of the page, and which say something of substance."""

import re
from collections.abc import Sequence
from itertools import groupby

from apps.documents.diffing.lexicon import FURNITURE_LINE
from apps.documents.extraction.dates import is_dated
from apps.provisions.segmentation.blocks import Block, BlockKind, ends_sentence
from apps.provisions.segmentation.reading import size_of, style_of, unlinked, without_number
from apps.provisions.segmentation.types import FurnitureKind

LONGEST_TITLE = 100  # letters
LONGEST_MARKED_TITLE = 150  # a longer heading is a sentence set large
LONGEST_LABEL = 40  # a longer heading that ends with a colon above a list is the list's lead-in
WORDS_SET_LARGE = 15  # and so is one of as many words that ends with a full stop
LONGER_WORD = 4  # letters: shorter ones are not capitalised in a title
LONGEST_PLAIN_TITLE = 70  # a longer line without any mark is a line of a paragraph
LONGEST_DATE_LINE = 100
FEWEST_ENTRIES = 3  # of a table of contents
SHARE_OF_ENTRIES = 0.7  # of a list's items that name headings of the document
FEWEST_WORDS_OF_SENTENCE = 10  # a title that ends with a full stop is shorter

_STOP = re.compile(r"[.。]['\"”\u2019)]*$")
_NO_TITLE_END = re.compile(r"[;,:!…\uff1b\uff0c\uff1a\uff01、]$")
_LEADS_ON = re.compile(r"[:\uff1a][\s*_]*$")


def leads_on(block: Block) -> bool:
    """Say whether a block ends as one does that introduces what follows it."""
    return bool(_LEADS_ON.search(block.shown))


def is_listed(block: Block) -> bool:
    """Say whether a block is an item of a list, or a paragraph lettered like one."""
    return block.kind is BlockKind.ITEM or (
        block.kind is BlockKind.PARAGRAPH and style_of(block.number).startswith(("bracketed", "lower"))
    )


def find_headings(blocks: Sequence[Block]) -> list[bool]:
    """Say of each block whether it is a heading; a sentence marked up as one is not."""
    found: list[bool] = []
    for at, block in enumerate(blocks):
        before = blocks[at - 1] if at and not found[at - 1] else None
        after = blocks[at + 1] if at + 1 < len(blocks) else None
        found.append(_is_heading(block, before, after))
    return found


def _is_heading(block: Block, before: Block | None, after: Block | None) -> bool:
    if block.kind is BlockKind.TABLE or is_dated(block.shown):
        return False
    if block.kind is BlockKind.HEADING:
        is_long = size_of(block.shown) > LONGEST_MARKED_TITLE
        return not (is_long or _is_sentence(block.shown, WORDS_SET_LARGE) or _is_lead_set_large(block, after))
    if size_of(block.shown) > LONGEST_TITLE or _is_no_title(block) or (before and leads_on(before)):
        return False
    if block.is_bold:
        return not _is_sentence(block.shown) and (block.kind is BlockKind.PARAGRAPH or _is_held(after, block))
    return _is_plain_heading(block, before, after)


def _is_no_title(block: Block) -> bool:
    """Say whether a line ends as titles do not; one with a full stop needs a number or capitals to be one."""
    if _NO_TITLE_END.search(block.shown):
        return True
    is_titled = bool(block.number) or (block.is_bold and _is_capitalised(block.shown))
    return bool(_STOP.search(block.shown)) and not is_titled


def _is_lead_set_large(block: Block, after: Block | None) -> bool:
    is_long = size_of(block.shown) > LONGEST_LABEL
    return is_long and leads_on(block) and after is not None and is_listed(after)


def _is_plain_heading(block: Block, before: Block | None, after: Block | None) -> bool:
    """Say whether a line without any mark of a heading stands alone above the text that it names."""
    if size_of(block.shown) > LONGEST_PLAIN_TITLE:
        return False
    if after is None or _STOP.search(block.shown) or not _begins_like_title(block.shown):
        return False
    if block.kind is BlockKind.ITEM:
        is_in_list = before is not None and before.kind is BlockKind.ITEM
        return bool(block.number) and block.indent == 0 and not is_in_list and _is_below(after, block)
    return len(block.lines) == 1 and not is_listed(block) and _is_body(after)


def _is_held(after: Block | None, block: Block) -> bool:
    """Say whether an item with nothing but a title holds what comes after it."""
    if after is None:
        return False
    return after.kind is BlockKind.PARAGRAPH or (after.kind is BlockKind.ITEM and after.indent > block.indent)


def _is_below(after: Block, block: Block) -> bool:
    if after.kind is BlockKind.ITEM:
        return False
    return _is_body(after) or (bool(after.number) and style_of(after.number) != style_of(block.number))


def _is_body(block: Block) -> bool:
    if block.kind is BlockKind.HEADING:
        return False
    return (
        block.kind is not BlockKind.PARAGRAPH or ends_sentence(block) or size_of(block.shown) > LONGEST_TITLE
    )


def _begins_like_title(shown: str) -> bool:
    first = next((letter for letter in without_number(shown) if letter.isalnum()), "")
    return bool(first) and not first.islower()


def _is_sentence(shown: str, fewest: int = FEWEST_WORDS_OF_SENTENCE) -> bool:
    return bool(_STOP.search(shown)) and len(shown.split()) >= fewest


def _is_capitalised(shown: str) -> bool:
    """Say whether Each Longer Word Begins With a Capital, and is not ALL CAPITALS."""
    longer = [word for word in shown.split() if len(word) >= LONGER_WORD]
    return bool(longer) and all(word[0].isupper() for word in longer) and not shown.isupper()


def find_furniture(
    text: str, blocks: Sequence[Block], headings: Sequence[bool]
) -> list[FurnitureKind | None]:
    """Say of each block whether it is furniture, and of which kind."""
    titles = {_key(block.shown) for block, is_heading in zip(blocks, headings, strict=True) if is_heading}
    found = [
        None if is_heading else _furniture(block) for block, is_heading in zip(blocks, headings, strict=True)
    ]
    indexes = range(len(blocks))
    for is_run, run in groupby(
        indexes, key=lambda at: not headings[at] and _is_entry(text, blocks[at], titles)
    ):
        members = list(run)
        if not is_run:
            continue
        is_introduced = members[0] > 0 and not headings[members[0] - 1] and leads_on(blocks[members[0] - 1])
        named = sum(_key(blocks[at].shown) in titles for at in members)
        if len(members) >= FEWEST_ENTRIES and named >= SHARE_OF_ENTRIES * len(members):
            kind = FurnitureKind.CONTENTS
        elif is_introduced:
            continue
        else:
            kind = FurnitureKind.LINKS
        for at in members:
            found[at] = found[at] or (
                kind if _is_linked(text, blocks[at]) or kind is FurnitureKind.CONTENTS else None
            )
    return found


def _furniture(block: Block) -> FurnitureKind | None:
    if len(block.shown) <= LONGEST_DATE_LINE and is_dated(block.shown) and not _is_sentence(block.shown):
        return FurnitureKind.DATE
    is_lettered = (
        bool(block.number) and not block.shown[-1].isdigit()
    )  # "(c)" is a letter more often than a sign
    if len(block.shown) <= LONGEST_DATE_LINE and not is_lettered and FURNITURE_LINE.fullmatch(block.shown):
        return FurnitureKind.CONTROL
    return None


def _is_entry(text: str, block: Block, titles: set[str]) -> bool:
    if block.kind is BlockKind.TABLE or size_of(block.shown) > LONGEST_TITLE * 2:
        return False
    return _key(block.shown) in titles or _is_linked(text, block)


def _is_linked(text: str, block: Block) -> bool:
    """Say whether all words of a short block are links."""
    raw = text[block.start : block.end]
    return "](" in raw and not any(map(str.isalpha, unlinked(raw)))


def _key(shown: str) -> str:
    return "".join(filter(str.isalnum, without_number(shown).casefold()))
