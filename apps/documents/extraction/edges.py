"""Trims what a page puts above and below its document, and the second copy that some hold for narrow screens."""

import re
from collections.abc import Sequence
from itertools import islice

from .anchors import line_of
from .dates import is_dated
from .markdown import Block

_LINK = re.compile(r"\[(?:[^\[\]\\]|\\.)*\]\([^()\s]*\)")
_COPYRIGHT = re.compile(r"(?:^|\s)(?:©|\(c\) (?:19|20)\d\d|copyright ©? ?(?:19|20)\d\d)", re.IGNORECASE)
_INTRODUCES = re.compile(
    r":$|\blinks?\b[^.]{0,20}\bbelow\b|\b(?:following|these)\b[^.]{0,20}\blinks?\b", re.IGNORECASE
)
_SENTENCE = 5  # blanks
_FEWEST_LINKS = 3
_SHARE_OF_LINKS = 0.6
_TITLE = re.compile(r"# (?!\d)")
_WORDS_ABOVE = 60  # the title
_WORDS_OF_SLOGAN = 20
_FEWEST_OF_TWIN = 8  # blocks
_SHARE_OF_TWIN = 0.35  # of all blocks
_MOST_COMPARED = 20  # places at which the second copy may begin
_TITLES_BEFORE_TWIN = 3  # blocks


def without_edges(blocks: Sequence[Block], known: frozenset[str] = frozenset()) -> list[Block]:
    """Return the blocks without slogans, lists of links and a copyright line at either end.

    Whatever stands between known sentences, and the known lines that touch them, stays.
    """
    if not known:
        return _trimmed(blocks)
    first, last = _known_range(blocks, known)
    trimmed = {id(block) for block in _trimmed(blocks)}
    return [block for number, block in enumerate(blocks) if first <= number < last or id(block) in trimmed]


def _known_range(blocks: Sequence[Block], known: frozenset[str]) -> tuple[int, int]:
    """Return the range from the first known sentence to the last, with the known lines that touch it."""
    is_known = [line_of(block.text) in known for block in blocks]
    told = [number for number, block in enumerate(blocks) if is_known[number] and _speaks(block)]
    if not told:
        return 0, 0
    first, last = told[0], told[-1] + 1
    while first and is_known[first - 1]:
        first -= 1
    while last < len(blocks) and is_known[last]:
        last += 1
    return first, last


def _trimmed(blocks: Sequence[Block]) -> list[Block]:
    last = next((number for number in range(len(blocks) - 1, -1, -1) if _speaks(blocks[number])), None)
    if last is None:
        return list(blocks)
    is_introduced = bool(_INTRODUCES.search(blocks[last].text))
    end = len(blocks) if is_introduced else _links_from(blocks, last + 1, len(blocks))
    kept = _from_title(list(blocks[:end]))
    first = next((number for number, block in enumerate(kept) if _speaks(block)), 0)
    title = next((number for number in range(first) if kept[number].text.startswith("#")), first)
    return kept[title:] if _links_from(kept, 0, title) == 0 else kept


def without_twin(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks without the second of two copies of the document."""
    texts = [block.text for block in blocks]
    fewest = max(_FEWEST_OF_TWIN, int(_SHARE_OF_TWIN * len(texts)))
    for first in range(min(_TITLES_BEFORE_TWIN, len(texts))):
        begins = texts[first : first + _FEWEST_OF_TWIN]
        places = range(first + fewest, len(texts) - fewest + 1)
        likely = (second for second in places if texts[second] == begins[0])
        alike = (second for second in likely if texts[second : second + _FEWEST_OF_TWIN] == begins)
        for second in islice(alike, _MOST_COMPARED):
            same = _common(texts[first:second], texts[second:])
            if same >= fewest:
                return [*blocks[:second], *blocks[second + same :]]
    return list(blocks)


def _from_title(blocks: list[Block]) -> list[Block]:
    """Drop the slogans and breadcrumbs above the document's title; a date stays."""
    title = next((number for number, block in enumerate(blocks) if _TITLE.match(block.text)), 0)
    above = blocks[:title]
    if sum(block.words for block in above) > _WORDS_ABOVE:
        return blocks
    if any(block.words > _WORDS_OF_SLOGAN or block.lines for block in above):
        return blocks
    return [*(block for block in above if is_dated(block.text)), *blocks[title:]]


def _links_from(blocks: Sequence[Block], begin: int, end: int) -> int:
    """Return where in the range links or a copyright line take over, or its end where they do not."""
    texts = [block.text for block in blocks[begin:end]]
    signed = next((number for number, text in enumerate(texts) if _COPYRIGHT.search(text)), None)
    texts = texts[:signed]
    linked_blocks = sum("](" in text for text in texts)
    if linked_blocks >= _FEWEST_LINKS and linked_blocks >= _SHARE_OF_LINKS * len(texts):
        return begin
    return begin + len(texts)


def _speaks(block: Block) -> bool:
    """Say whether a block is a sentence or a table's rows, and not a heading, a label or a link."""
    if block.lines:
        return True
    text = block.text
    if text.startswith("#") or block.words <= _SENTENCE:
        return False
    outside = _LINK.sub("", text) if "](" in text else text
    return outside.count(" ") >= _SENTENCE and not _COPYRIGHT.search(outside)


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    """Return how many texts the two have in common from their beginnings."""
    same = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        same += 1
    return same
