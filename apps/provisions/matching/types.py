"""What goes into the matching of two versions' clauses and what comes out."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Clause:
    """Hold what a clause is recognised by."""

    text: str
    path: tuple[str, ...] = ()
    number: str = ""


class Basis(StrEnum):
    """Say by what a clause was recognised."""

    SPANS = "spans"  # the redline leads its text here
    WORDING = "wording"  # its wording is the same or alike
    PLACE = "place"  # it stands between the same neighbours


@dataclass(frozen=True, slots=True)
class Link:
    """Pair an old with a new clause, by index; the score says how alike they are, 1 for the same wording."""

    old: int
    new: int
    score: float
    basis: Basis = Basis.WORDING


class Status(StrEnum):
    """Name what became of a clause, the strongest first where several hold."""

    ADDED = "added"
    REMOVED = "removed"
    SPLIT = "split"
    MERGED = "merged"
    EDITED = "edited"
    MOVED = "moved"
    RENUMBERED = "renumbered"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class ProvisionChange:
    """Say what became of one clause.

    `old` and `new` are the indexes of one clause with one identity; either is missing where the clause begins or ends.
    `came_from` are other old clauses whose text a new one took in (it was merged of them) or was cut from (it was split
    off); `went_to` are other new clauses that hold text of an old one. `ops` are the indexes in `Redline.ops` of what
    touches the new clause, `old_ops` those in `Redline.old_ops` of what touches the old one. A clause that none touches
    is never edited; one touched only in its spacing, emphasis or number is not edited either.
    """

    status: Status
    old: int | None
    new: int | None
    basis: Basis | None
    score: float
    edited: bool
    moved: bool
    renumbered: bool
    came_from: tuple[int, ...]
    went_to: tuple[int, ...]
    ops: tuple[int, ...]
    old_ops: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lineage:
    """Hold what became of every clause: the new ones in their order, then those that ended, in theirs."""

    changes: tuple[ProvisionChange, ...]
    engine: str

    @property
    def kept(self) -> dict[int, int]:
        """Give for each new clause that goes on from an old one the index of the old one."""
        return {
            change.new: change.old
            for change in self.changes
            if change.new is not None and change.old is not None
        }
