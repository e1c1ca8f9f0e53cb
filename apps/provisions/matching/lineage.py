"""Lineage: what became of each clause of a document from one version to the next.

The redline comes first: a clause goes on where its text went. What the redline does not lead anywhere is matched by its
wording. A clause that no operation touches has not changed, and nothing else decides that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apps.documents.diffing import Redline
from apps.documents.diffing.pairing import Likeness, heaviest_chain
from apps.documents.diffing.types import IN_NEW, IN_OLD
from apps.provisions.matching.assignment import assign
from apps.provisions.matching.spans import Overlap, Side, overlap, runs_of
from apps.provisions.matching.touching import touching
from apps.provisions.matching.types import Basis, Clause, Lineage, Link, ProvisionChange, Status
from apps.provisions.matching.wording import match_wordings
from apps.provisions.segmentation import Segment

MATCHER_VERSION = "matching/1"
MOSTLY = 0.5  # of the letters of the shorter clause: sharing them, both are one or one is part of the other
LEAST_SHARED = 0.3  # of the letters of both: a sentence taken into a long clause takes no identity along
LEAST_SOURCE = 0.2  # of the letters of a clause that came from another
EMPHASIS = str.maketrans("", "", "*_\\")
AFTER_NUMBER = " .):、\uff0e\uff1a"
SAME_OPENING = 0.3  # where a clause is split, it goes on in the part that begins as it did


@dataclass(frozen=True, slots=True)
class Edition:
    """Hold a version's text and its clauses in order."""

    text: str
    segments: Sequence[Segment]

    def side(self) -> Side:
        return Side(self.text, tuple(segment.span for segment in self.segments))

    def clauses(self) -> list[Clause]:
        return [Clause(segment.span.of(self.text), segment.path, segment.number) for segment in self.segments]


def trace(old: Edition, new: Edition, line: Redline) -> Lineage:
    """Follow every clause, given the redline that leads from one text to the other.

    The same text cut by two segmenters is followed alike: its redline changes nothing.
    """
    common = overlap(old.side(), new.side(), runs_of(line))
    links = assign(_by_spans(common))
    links += match_wordings(old.clauses(), new.clauses(), links)
    story = _Story(old, new, line, common, links)
    return Lineage(tuple(story.changes()), MATCHER_VERSION)


def _by_spans(common: Overlap) -> Iterator[Link]:
    for (i, j), shared in common.shared.items():
        sizes = common.old_letters[i], common.new_letters[j]
        score = 2 * shared.letters / max(sum(sizes), 1)
        if shared.letters >= MOSTLY * min(sizes) and (shared.is_opening or score >= LEAST_SHARED):
            yield Link(i, j, score + SAME_OPENING * shared.is_opening, Basis.SPANS)


class _Story:
    """Tell links apart into what became of each clause."""

    def __init__(
        self, old: Edition, new: Edition, line: Redline, common: Overlap, links: Sequence[Link]
    ) -> None:
        self._old, self._new, self._common = old, new, common
        self._touched_old = touching(line.old_ops, old.side().spans, IN_OLD)
        self._touched_new = touching(line.ops, new.side().spans, IN_NEW)
        self._by_new = {link.new: link for link in links}
        self._by_old = {link.old: link for link in links}
        self._in_order = _in_order(links)

    def changes(self) -> Iterator[ProvisionChange]:
        for j in range(len(self._new.segments)):
            link = self._by_new.get(j)
            yield self._kept(link) if link else self._begun(j)
        for i in range(len(self._old.segments)):
            if i not in self._by_old:
                yield self._ended(i)

    def _kept(self, link: Link) -> ProvisionChange:
        merged = tuple(
            i
            for i in self._common.by_new.get(link.new, ())
            if i not in self._by_old and self._is_in(i, link.new)
        )
        split = tuple(
            j
            for j in self._common.by_old.get(link.old, ())
            if j not in self._by_new and self._is_from(j, link.old)
        )
        edited, moved = self._is_edited(link), self._is_moved(link)
        before, after = self._old.segments[link.old].number, self._new.segments[link.new].number
        renumbered = bool(before and after and before != after)
        told = (
            (Status.SPLIT, bool(split)),
            (Status.MERGED, bool(merged)),
            (Status.EDITED, edited),
            (Status.MOVED, moved),
            (Status.RENUMBERED, renumbered),
        )
        status = next((status for status, holds in told if holds), Status.UNCHANGED)
        return ProvisionChange(
            status=status,
            old=link.old,
            new=link.new,
            basis=link.basis,
            score=min(link.score, 1.0),
            edited=edited,
            moved=moved,
            renumbered=renumbered,
            came_from=merged,
            went_to=split,
            ops=self._touched_new.get(link.new, ((), False))[0],
            old_ops=self._touched_old.get(link.old, ((), False))[0],
        )

    def _begun(self, j: int) -> ProvisionChange:
        sources = tuple(i for i in self._common.by_new.get(j, ()) if self._is_from(j, i))
        return ProvisionChange(
            status=Status.SPLIT if sources else Status.ADDED,
            old=None,
            new=j,
            basis=Basis.SPANS if sources else None,
            score=0.0,
            edited=False,
            moved=False,
            renumbered=False,
            came_from=sources,
            went_to=(),
            ops=self._touched_new.get(j, ((), False))[0],
            old_ops=(),
        )

    def _ended(self, i: int) -> ProvisionChange:
        heirs = tuple(j for j in self._common.by_old.get(i, ()) if self._is_in(i, j))
        return ProvisionChange(
            status=Status.MERGED if heirs else Status.REMOVED,
            old=i,
            new=None,
            basis=Basis.SPANS if heirs else None,
            score=0.0,
            edited=False,
            moved=False,
            renumbered=False,
            came_from=(),
            went_to=heirs,
            ops=(),
            old_ops=self._touched_old.get(i, ((), False))[0],
        )

    def _is_in(self, i: int, j: int) -> bool:
        """Say whether most of an old clause is in a new one."""
        return self._common.shared[i, j].letters >= MOSTLY * max(self._common.old_letters[i], 1)

    def _is_from(self, j: int, i: int) -> bool:
        """Say whether a new clause is mostly old text, and some of it from that old clause."""
        letters = max(self._common.new_letters[j], 1)
        total = sum(self._common.shared[source, j].letters for source in self._common.by_new.get(j, ()))
        return total >= MOSTLY * letters and self._common.shared[i, j].letters >= LEAST_SOURCE * letters

    def _is_edited(self, link: Link) -> bool:
        is_touched = (
            self._touched_new.get(link.new, ((), False))[1] or self._touched_old.get(link.old, ((), False))[1]
        )
        return is_touched and _body(self._old, link.old) != _body(self._new, link.new)

    def _is_moved(self, link: Link) -> bool:
        if link.basis is not Basis.SPANS:
            return (link.old, link.new) not in self._in_order
        shared = self._common.shared[link.old, link.new]
        return shared.moved > MOSTLY * shared.letters


def _body(edition: Edition, at: int) -> str:
    """Give a clause without its spacing, its emphasis and the number printed before it."""
    segment = edition.segments[at]
    plain = " ".join(segment.span.of(edition.text).translate(EMPHASIS).split())
    before, number, after = plain.partition(segment.number) if segment.number else (plain, "", "")
    return plain if any(map(str.isalnum, before)) else after.lstrip(AFTER_NUMBER) if number else plain


def _in_order(links: Sequence[Link]) -> set[tuple[int, int]]:
    chain = heaviest_chain(Likeness(link.old, link.new, link.score) for link in links)
    return {(link.old, link.new) for link in chain}
