"""Pairing: which old block became which new one, in order, within a gap that alignment left."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from rapidfuzz.distance import Indel

from apps.documents.diffing.blocks import Block, Step
from apps.documents.diffing.rows import is_other_name
from apps.documents.diffing.stopwatch import Stopwatch

SAME_CLAUSE = 0.45  # similarity of two blocks that are one clause reworded
LONE_PAIR = 0.3  # the same where both stand alone between two anchors
SMALL_GAP = 100  # pairs of blocks: below it each is compared, above it only likely ones
CANDIDATES = 6  # per block
LARGEST_COMPARISON = 25_000_000  # words by words: above it their order is left out
COMMON = 20  # blocks: a phrase found in more of them says nothing


@dataclass(frozen=True, slots=True)
class Likeness:
    """Say that an old and a new block, by index, are alike; the weight grows with the words they share."""

    old: int
    new: int
    weight: float


def similarity(old: Block, new: Block, least: float) -> float:
    """Compare two blocks word by word: 1 for the same words, 0 for less than `least` and for rows that name different things."""
    if old.key == new.key:
        return 1.0
    if old.is_row and new.is_row and is_other_name(old.name, new.name):
        return 0.0
    if not old.words or not new.words:
        return 0.0
    if len(old.words) * len(new.words) > LARGEST_COMPARISON:
        shared = (Counter(old.words) & Counter(new.words)).total()
        return 2 * shared / (len(old.words) + len(new.words))
    return Indel.normalized_similarity(old.words, new.words, score_cutoff=least)


def paired(gap: Step, old: Sequence[Block], new: Sequence[Block], stopwatch: Stopwatch) -> list[Step]:
    """Refine a gap into pairs of like blocks and blocks left alone, in order; without time left, into the latter only."""
    olds, news = range(gap.old_start, gap.old_end), range(gap.new_start, gap.new_end)
    if not olds or not news or not stopwatch.left():
        return alone(gap)
    if len(olds) == len(news) == 1 and old[gap.old_start].key == new[gap.new_start].key:
        return [gap]
    least = LONE_PAIR if len(olds) == len(news) == 1 else SAME_CLAUSE
    found: list[Likeness] = []
    for i, j in likely(olds, news, old, new):
        if not stopwatch.left():
            break
        score = similarity(old[i], new[j], least)
        if score:
            found.append(Likeness(i, j, score * (1 + len(old[i].words) + len(new[j].words))))
    steps: list[Step] = []
    i, j = gap.old_start, gap.new_start
    for match in heaviest_chain(found):
        steps += alone(Step(i, match.old, j, match.new))
        steps.append(Step(match.old, match.old + 1, match.new, match.new + 1))
        i, j = match.old + 1, match.new + 1
    return steps + alone(Step(i, gap.old_end, j, gap.new_end))


def alone(gap: Step) -> list[Step]:
    """Give each block of a gap a step of its own: the old ones, then the new ones."""
    j = gap.new_start
    gone = [Step(i, i + 1, j, j) for i in range(gap.old_start, gap.old_end)]
    return gone + [Step(gap.old_end, gap.old_end, k, k + 1) for k in range(j, gap.new_end)]


def likely(
    olds: Sequence[int], news: Sequence[int], old: Sequence[Block], new: Sequence[Block]
) -> Iterable[tuple[int, int]]:
    """Give the pairs of indexes worth comparing: every one if they are few, else those that share rarer phrases."""
    if len(olds) * len(news) <= SMALL_GAP:
        yield from ((i, j) for i in olds for j in news)
        return
    places: defaultdict[str, list[int]] = defaultdict(list)
    for j in news:
        for feature in new[j].features or {new[j].key}:
            places[feature].append(j)
    for i in olds:
        shared = Counter(
            j
            for feature in old[i].features or {old[i].key}
            if len(places.get(feature, ())) <= COMMON
            for j in places.get(feature, ())
        )
        yield from ((i, j) for j, _ in shared.most_common(CANDIDATES))


def heaviest_chain(found: Iterable[Likeness]) -> list[Likeness]:
    """Choose the matches of greatest weight in all of which both indexes rise."""
    best: list[tuple[int, float, int]] = []  # (new index, weight so far, chain): a staircase rising in both
    chains: list[tuple[Likeness, int]] = []  # (match, chain before it)
    for match in sorted(found, key=lambda match: (match.old, -match.new)):
        at = bisect_left(best, match.new, key=itemgetter(0))
        weight, before = (best[at - 1][1], best[at - 1][2]) if at else (0.0, -1)
        chains.append((match, before))
        weight += match.weight
        if at < len(best) and best[at][0] == match.new and best[at][1] >= weight:
            continue
        while at < len(best) and best[at][1] <= weight:
            del best[at]
        best.insert(at, (match.new, weight, len(chains) - 1))
    chosen: list[Likeness] = []
    chain = best[-1][2] if best else -1
    while chain >= 0:
        match, chain = chains[chain]
        chosen.append(match)
    return chosen[::-1]
