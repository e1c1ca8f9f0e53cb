"""Moves: blocks that left one place and stand, perhaps reworded, at another."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from apps.documents.diffing.blocks import Block
from apps.documents.diffing.pairing import SAME_CLAUSE, likely, similarity
from apps.documents.diffing.stopwatch import Stopwatch

LEAST_WORDS = 8  # anything shorter may stand at two places by chance
LEAST_EDITED = 12  # words of a passage that moved and changed
SAME_PASSAGE = 0.6  # similarity of a passage with what it became elsewhere


@dataclass(frozen=True, slots=True)
class Move:
    """Pair an old with a new block by index; neighbours that moved together share a number."""

    old: int
    new: int
    number: int


def find_moves(
    olds: list[int], news: list[int], blocks: tuple[Sequence[Block], Sequence[Block]], stopwatch: Stopwatch
) -> list[Move]:
    """Pair blocks that correspond to nothing in their own place, the longest and most alike first."""
    old, new = blocks
    pairs = _identical(olds, news, old, new)
    taken_old, taken_new = set(pairs), set(pairs.values())
    rest_old = [i for i in olds if i not in taken_old and _may_be_edited(old[i])]
    rest_new = [j for j in news if j not in taken_new and _may_be_edited(new[j])]
    scored = [
        (score * (len(old[i].words) + len(new[j].words)), i, j)
        for i, j in likely(rest_old, rest_new, old, new)
        if stopwatch.left() and (score := similarity(old[i], new[j], SAME_PASSAGE))
    ]
    for _, i, j in sorted(scored, reverse=True):
        if i not in taken_old and j not in taken_new:
            pairs[i] = j
            taken_old.add(i)
            taken_new.add(j)
    _extend(pairs, set(olds) - taken_old, set(news) - taken_new, (old, new))
    return _numbered(pairs)


def _may_be_edited(block: Block) -> bool:
    """Say whether a block may have moved and changed; a row that did is another row."""
    return len(block.words) >= LEAST_EDITED and not block.is_row


def _identical(
    olds: list[int], news: list[int], old: Sequence[Block], new: Sequence[Block]
) -> dict[int, int]:
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    for j in reversed(news):
        waiting[new[j].key].append(j)
    return {
        i: waiting[old[i].key].pop()
        for i in olds
        if len(old[i].words) >= LEAST_WORDS and waiting.get(old[i].key)
    }


def _extend(
    pairs: dict[int, int], olds: set[int], news: set[int], blocks: tuple[Sequence[Block], Sequence[Block]]
) -> None:
    """Take the short neighbours of a moved block along: its heading, its list items."""
    old, new = blocks
    for step in (-1, 1):
        for start in sorted(pairs, reverse=step < 0):
            i, j = start + step, pairs[start] + step
            while i in olds and j in news and similarity(old[i], new[j], SAME_CLAUSE):
                pairs[i] = j
                olds.remove(i)
                news.remove(j)
                i, j = i + step, j + step


def _numbered(pairs: dict[int, int]) -> list[Move]:
    moves: list[Move] = []
    for i in sorted(pairs):
        together = bool(moves) and (moves[-1].old, moves[-1].new) == (i - 1, pairs[i] - 1)
        number = moves[-1].number + (not together) if moves else 1
        moves.append(Move(i, pairs[i], number))
    return moves
