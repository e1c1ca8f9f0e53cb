"""Grouping: passages that were split, merged or recut, which pairing one to one leaves over."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from rapidfuzz.distance import Indel

from apps.documents.diffing.blocks import Block, Step
from apps.documents.diffing.pairing import alone

SAME_PASSAGE = 0.3  # similarity of two runs of blocks that are one passage cut differently
LONGEST = 20_000  # words in both runs: beyond it the comparison is not worth its time

Texts = tuple[Sequence[Block], Sequence[Block]]


def regrouped(steps: Iterable[Step], is_left: Callable[[Step], bool], texts: Texts) -> list[Step]:
    """Join left-over blocks that together are one passage, or are the rest of a neighbouring pair's."""
    runs: list[tuple[bool, Step]] = []
    for left, group in groupby(steps, key=is_left):
        members = list(group)
        runs += [(True, _span(members[0], members[-1]))] if left else [(False, step) for step in members]

    found: list[Step] = []
    waiting: Step | None = None
    for left, run in runs:
        if left:
            waiting = run
            if _is_one_passage(run, texts):
                found.append(run)
                waiting = None
            elif found and _belongs(run, found[-1], texts):
                found[-1] = _span(found[-1], run)
                waiting = None
        elif waiting and _belongs(waiting, run, texts):
            found.append(_span(waiting, run))
            waiting = None
        else:
            found += [*_rest(waiting), run]
            waiting = None
    return found + _rest(waiting)


def _rest(step: Step | None) -> list[Step]:
    if step is None:
        return []
    return [replace(step, is_rest=True)] if step.is_pair else alone(step)


def _span(first: Step, last: Step) -> Step:
    return Step(first.old_start, last.old_end, first.new_start, last.new_end)


def _words(step: Step, texts: Texts) -> tuple[str, str]:
    old = "".join(block.words for block in texts[0][step.old_start : step.old_end])
    return old, "".join(block.words for block in texts[1][step.new_start : step.new_end])


def _is_table(run: Step, texts: Texts) -> bool:
    """Say whether one side is of rows only: a row is not the rest of another."""
    olds, news = texts[0][run.old_start : run.old_end], texts[1][run.new_start : run.new_end]
    return any(side and all(block.is_row for block in side) for side in (olds, news))


def _is_one_passage(run: Step, texts: Texts) -> bool:
    if not run.is_pair or _is_table(run, texts):
        return False
    old, new = _words(run, texts)
    if not old or not new or len(old) + len(new) > LONGEST:
        return False
    return Indel.normalized_similarity(old, new) >= SAME_PASSAGE


def _belongs(rest: Step, pair: Step, texts: Texts) -> bool:
    """Say whether most words of left-over blocks of one text are in the other side of the neighbouring pair."""
    if rest.is_pair or not pair.is_pair or _is_table(rest, texts):
        return False
    first, last = (
        (pair, rest)
        if pair.old_start <= rest.old_start and pair.new_start <= rest.new_start
        else (rest, pair)
    )
    without, with_rest = _words(pair, texts), _words(_span(first, last), texts)
    if without[0] == without[1] or sum(map(len, with_rest)) > LONGEST or without == with_rest:
        return False
    return Indel.distance(*with_rest) <= Indel.distance(*without)
