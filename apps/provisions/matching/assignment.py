"""Assignment: the pairs, each side used once, that are most alike in all."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from apps.provisions.matching.types import Link

LARGEST = 80  # clauses of either side: beyond it the best pairs are taken one after another


def assign(candidates: Iterable[Link]) -> list[Link]:
    """Choose links so that no clause is used twice and the sum of their scores is the greatest."""
    return sorted(
        (link for group in _groups(list(candidates)) for link in _best(group)),
        key=lambda link: (link.new, link.old),
    )


def _groups(links: Sequence[Link]) -> Iterator[list[Link]]:
    """Part the links into groups that share no clause."""
    of_old: defaultdict[int, list[Link]] = defaultdict(list)
    of_new: defaultdict[int, list[Link]] = defaultdict(list)
    for link in links:
        of_old[link.old].append(link)
        of_new[link.new].append(link)
    seen: set[int] = set()
    for start in sorted(of_old):
        group: list[Link] = []
        waiting = [] if start in seen else [start]
        seen.add(start)
        while waiting:
            mine = of_old[waiting.pop()]
            group += mine
            beside = {other.old for link in mine for other in of_new[link.new]} - seen
            seen |= beside
            waiting += sorted(beside)
        if group:
            yield group


def _best(group: Sequence[Link]) -> list[Link]:
    if len(group) == 1:
        return list(group)
    olds, news = sorted({link.old for link in group}), sorted({link.new for link in group})
    if max(len(olds), len(news)) > LARGEST:
        return _greedy(group)
    by_place = {(link.old, link.new): link for link in group}
    is_turned = len(olds) > len(news)
    rows, columns = (news, olds) if is_turned else (olds, news)
    cost = [
        [
            -by_place[pair].score
            if (pair := (column, row) if is_turned else (row, column)) in by_place
            else 0.0
            for column in columns
        ]
        for row in rows
    ]
    chosen = ((rows[at], columns[to]) for at, to in _cheapest(cost))
    places = ((column, row) if is_turned else (row, column) for row, column in chosen)
    return [by_place[place] for place in places if place in by_place]


def _greedy(group: Sequence[Link]) -> list[Link]:
    found: list[Link] = []
    olds: set[int] = set()
    news: set[int] = set()
    for link in sorted(group, key=lambda link: (-link.score, link.old, link.new)):
        if link.old not in olds and link.new not in news:
            found.append(link)
            olds.add(link.old)
            news.add(link.new)
    return found


def _cheapest(cost: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Solve the assignment problem by shortest augmenting paths (Jonker and Volgenant); rows are no more than columns."""
    width = len(cost[0])
    row_of = [-1] * (width + 1)  # the last column is where a row waits for its place
    row_price, column_price = [0.0] * len(cost), [0.0] * (width + 1)
    for row in range(len(cost)):
        row_of[width] = row
        column, before = width, [width] * width
        shortest, visited = [math.inf] * width, [False] * (width + 1)
        while row_of[column] >= 0:
            visited[column] = True
            at = row_of[column]
            for to in range(width):
                if not visited[to]:
                    price = cost[at][to] - row_price[at] - column_price[to]
                    if price < shortest[to]:
                        shortest[to], before[to] = price, column
            nearest = min((to for to in range(width) if not visited[to]), key=shortest.__getitem__)
            step = shortest[nearest]
            for to in range(width + 1):
                if visited[to]:
                    row_price[row_of[to]] += step
                    column_price[to] -= step
                elif to < width:
                    shortest[to] -= step
            column = nearest
        while column != width:
            row_of[column] = row_of[before[column]]
            column = before[column]
    return [(row, column) for column, row in enumerate(row_of[:width]) if row >= 0]
