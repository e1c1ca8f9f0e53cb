"""Matching by wording: the clauses that the redline does not lead from one version to the other.

A clause reworded in its place needs less likeness than one that stands elsewhere: there is one place it can be, and many
it could have gone to.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from apps.documents.diffing.pairing import Likeness, heaviest_chain
from apps.provisions.matching.assignment import assign
from apps.provisions.matching.likeness import Wordings
from apps.provisions.matching.types import Basis, Clause, Link

IN_ORDER = 0.3  # likeness of a clause with what it became among clauses that kept their order
ELSEWHERE = 0.7  # the same where it passed others
BETWEEN = 0.15  # the same where the clauses on both sides of it are still beside it
BESIDE = 0.25  # the same where the clause on one side is
FEW_TWINS = 25  # pairs of clauses of the same words; of more, the first goes with the first
FIRM = 1.0  # weight of a link that is known already, above that of any likeness


def match_wordings(old: Sequence[Clause], new: Sequence[Clause], known: Sequence[Link] = ()) -> list[Link]:
    """Link the clauses that are not linked yet to what they became; none is used twice."""
    search = _Search(old, new, known)
    search.link_same()
    search.link_alike()
    search.link_in_place()
    return search.found


def match_same(old: Sequence[Clause], new: Sequence[Clause]) -> list[Link]:
    """Link only clauses of the same words, such as those that come back after a version without them."""
    search = _Search(old, new, ())
    search.link_same()
    return search.found


class _Search:
    """Hold the links known and found so far."""

    def __init__(self, old: Sequence[Clause], new: Sequence[Clause], known: Sequence[Link]) -> None:
        self.found: list[Link] = []
        self._known = known
        self._sizes = len(old), len(new)
        self._new_of = {link.old: link.new for link in known}
        self._taken = {link.new for link in known}
        self._wordings = Wordings({i: old[i] for i in self._olds()}, {j: new[j] for j in self._news()})

    def link_same(self) -> None:
        """Link clauses of the same words, those that kept their order first."""
        same: list[Link] = []
        for olds, news in self._wordings.twins():
            few = len(olds) * len(news) <= FEW_TWINS
            pairs = product(olds, news) if few else zip(olds, news, strict=False)
            same += [Link(i, j, 1.0) for i, j in pairs]
        self._link_chain(same)
        self._link(assign(self._free(same)))

    def link_alike(self) -> None:
        """Link clauses alike enough: those that kept their order, then those that went elsewhere."""
        candidates = list(self._compared())
        self._link_chain(candidates)
        self._link(assign(link for link in self._free(candidates) if link.score >= ELSEWHERE))

    def link_in_place(self) -> None:
        """Link what stands where the neighbours of the old clause say that it should."""
        for i in self._olds():
            after, before = self._place_of(i)
            for j in dict.fromkeys((after, before)):
                if j is None or j in self._taken or not 0 <= j < self._sizes[1]:
                    continue
                score = self._wordings.score(i, j)
                if score >= (BETWEEN if after == before else BESIDE):
                    self._link([Link(i, j, score, Basis.PLACE)])
                    break

    def _place_of(self, old: int) -> tuple[int | None, int | None]:
        """Give the places after the clause before it and before the clause after it."""
        left = -1 if old == 0 else self._new_of.get(old - 1)
        right = self._sizes[1] if old == self._sizes[0] - 1 else self._new_of.get(old + 1)
        return None if left is None else left + 1, None if right is None else right - 1

    def _olds(self) -> list[int]:
        return [i for i in range(self._sizes[0]) if i not in self._new_of]

    def _news(self) -> list[int]:
        return [j for j in range(self._sizes[1]) if j not in self._taken]

    def _compared(self) -> Iterator[Link]:
        for i, j in self._wordings.likely(self._olds(), self._news()):
            score = self._wordings.score(i, j, least=IN_ORDER)
            if score >= IN_ORDER:
                yield Link(i, j, score)

    def _link_chain(self, candidates: Sequence[Link]) -> None:
        """Link those that cross no known link and weigh most together."""
        firm = [Likeness(link.old, link.new, FIRM + link.score) for link in (*self._known, *self.found)]
        chain = heaviest_chain([*firm, *(Likeness(link.old, link.new, link.score) for link in candidates)])
        chosen = {(link.old, link.new) for link in chain}
        self._link(link for link in self._free(candidates) if (link.old, link.new) in chosen)

    def _free(self, links: Iterable[Link]) -> list[Link]:
        return [link for link in links if link.old not in self._new_of and link.new not in self._taken]

    def _link(self, links: Iterable[Link]) -> None:
        for link in links:
            self.found.append(link)
            self._new_of[link.old] = link.new
            self._taken.add(link.new)
