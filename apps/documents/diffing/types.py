"""What a comparison of two texts gives back."""

from dataclasses import dataclass
from enum import StrEnum


class OpKind(StrEnum):
    EQUAL = "equal"
    INSERT = "insert"
    DELETE = "delete"
    MOVE_FROM = "move_from"
    MOVE_TO = "move_to"


@dataclass(frozen=True, slots=True)
class Op:
    """Carry a stretch of text; `move` pairs what left one place with what arrived at another.

    `is_alike` marks what is gone and what came in its place where both read the same and are encoded otherwise.
    """

    kind: OpKind
    text: str
    move: int | None = None
    is_alike: bool = False


class RowKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Cell:
    """Say what one cell held and holds; where the head does not name its column, the column has its number."""

    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """Say what happened to a row of a table, named by its key; `cells` are those that changed."""

    kind: RowKind
    key: str
    cells: tuple[Cell, ...] = ()


class HunkKind(StrEnum):
    EDITED = "edited"
    MOVED = "moved"
    RENUMBERED = "renumbered"


@dataclass(frozen=True, slots=True)
class Hunk:
    """Name one change by its heading path and its first and last index in `Redline.ops`, both included.

    The numbers are set where the number printed before a clause is all that changed in its wording. `rows` belong to the
    first change that touches them.
    """

    section: tuple[str, ...]
    first_op: int
    last_op: int
    kind: HunkKind = HunkKind.EDITED
    old_number: str = ""
    new_number: str = ""
    rows: tuple[TableRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Redline:
    """Hold a comparison in the reading order of either text.

    Equal, insert and move_to of `ops` joined are the new text exactly; equal, delete and move_from of `old_ops` are the old
    one. Both hold the same edits: those inside a moved passage stand where it arrived in `ops`, where it left in `old_ops`.
    """

    ops: tuple[Op, ...]
    old_ops: tuple[Op, ...]
    coarse: bool
    hunks: tuple[Hunk, ...]
    words_added: int
    words_removed: int
    words_moved: int
    sentences_added: int
    sentences_removed: int
    sentences_modified: int
    engine: str
    words_alike: int = 0  # encoded otherwise, read the same; neither added nor removed


class ChangeKind(StrEnum):
    SUBSTANTIVE = "substantive"
    NUMBERS = "numbers"
    LINKS = "links"
    EDITORIAL = "editorial"
    FURNITURE = "furniture"
    REVERTED = "reverted"
    VARIANT = "variant"
    BASELINE = "baseline"


@dataclass(frozen=True, slots=True)
class Classification:
    """Say what sort of change it is, how much it matters (0 to 100), and why."""

    kind: ChangeKind
    materiality: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Set the same place of the old and of the new text side by side."""

    old: tuple[Op, ...]
    new: tuple[Op, ...]
    changed: bool


IN_NEW = frozenset({OpKind.EQUAL, OpKind.INSERT, OpKind.MOVE_TO})
IN_OLD = frozenset({OpKind.EQUAL, OpKind.DELETE, OpKind.MOVE_FROM})
