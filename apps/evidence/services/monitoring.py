"""Checking the log against itself, against what was signed, and against what was published before."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from apps.evidence.errors import BadKeyError, StampRefusedError
from apps.evidence.keys import log_keys
from apps.evidence.merkle import HASH_SIZE, WIDTH, Node, TileKey, fold, leaf_hash, node_hash
from apps.evidence.models import Checkpoint, LedgerEntry, StampState, Timestamp
from apps.evidence.notes import Head, NoteKey, read_note
from apps.evidence.selectors import ledger_size, root_at, stored_tiles
from apps.evidence.stamping.asking import trusted_roots
from apps.evidence.stamping.tokens import check_stamp

_CLOCKS_APART: Final = timedelta(minutes=5)
_BATCH: Final = 2048


class Fault(StrEnum):
    """What can be wrong with the log, by the name under which it is told."""

    ALTERED_LEAF = "altered_leaf"
    DELETED_LEAF = "deleted_leaf"
    REORDERED_LOG = "reordered_log"
    BROKEN_TILE = "broken_tile"
    REWRITTEN_LOG = "rewritten_log"
    REWRITTEN_CHECKPOINT = "rewritten_checkpoint"
    UNKNOWN_KEY = "unknown_key"
    BROKEN_TIMESTAMP = "broken_timestamp"
    BACKDATED_TIMESTAMP = "backdated_timestamp"
    ALTERED_ROW = "altered_row"
    DELETED_ROW = "deleted_row"
    UNRECORDED_ROW = "unrecorded_row"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and where."""

    fault: Fault
    subject: str
    detail: str


class _Tree:
    """Grow a tree in memory from the hashes of leaves alone: one hash for each level."""

    def __init__(self) -> None:
        self.size = 0
        self._complete: list[tuple[Node, bytes]] = []

    def add(self, leaf: bytes) -> None:
        node, here = Node(0, self.size), leaf
        while self._complete and self._complete[-1][0].level == node.level:
            here = node_hash(self._complete.pop()[1], here)
            node = Node(node.level + 1, node.number >> 1)
        self._complete.append((node, here))
        self.size += 1

    def root(self) -> bytes:
        return fold([complete for _, complete in self._complete])


def check_log() -> Iterator[Finding]:
    """Hash every leaf again, look for it at its place in the tiles, and compute the root of every checkpoint anew."""
    tree, tile = _Tree(), _TileReader()
    checkpoints = {row.size: row for row in Checkpoint.objects.all()}
    for entry in LedgerEntry.objects.order_by("index").iterator(chunk_size=_BATCH):
        if entry.index != tree.size:
            yield Finding(
                Fault.DELETED_LEAF, f"entry {tree.size}", f"the next one there is, is {entry.index}"
            )
            return
        hashed = leaf_hash(entry.leaf.encode())
        yield from _entry_findings(entry, hashed, tile)
        tree.add(hashed)
        checkpoint = checkpoints.pop(tree.size, None)
        if checkpoint and tree.root() != bytes(checkpoint.root):
            detail = "the entries before it do not lead to the root that was sealed"
            yield Finding(Fault.REWRITTEN_LOG, str(checkpoint), detail)
    for size in sorted(checkpoints):
        yield Finding(Fault.DELETED_LEAF, f"entry {tree.size}", f"{size} entries were sealed")


class _TileReader:
    """Read the hashes of leaves from the tiles, one tile at a time."""

    def __init__(self) -> None:
        self._number = -1
        self.hashes: Sequence[bytes] = ()

    def at(self, index: int) -> bytes | None:
        if self._number != index // WIDTH:
            self._number = index // WIDTH
            key = TileKey(0, self._number)
            row = stored_tiles([key]).get(key, b"")
            self.hashes = [row[at : at + HASH_SIZE] for at in range(0, len(row), HASH_SIZE)]
        place = index % WIDTH
        return self.hashes[place] if place < len(self.hashes) else None


def _entry_findings(entry: LedgerEntry, hashed: bytes, tile: _TileReader) -> Iterator[Finding]:
    in_tree = tile.at(entry.index)
    if hashed != bytes(entry.leaf_hash):
        yield Finding(Fault.ALTERED_LEAF, str(entry), "the leaf does not hash to what is written beside it")
    elif in_tree is None:
        yield Finding(Fault.BROKEN_TILE, str(entry), "the tree ends before it")
    elif hashed != in_tree and hashed in tile.hashes:
        yield Finding(Fault.REORDERED_LOG, str(entry), "the tree has it at another place")
    elif hashed != in_tree:
        yield Finding(Fault.ALTERED_LEAF, str(entry), "the tree has another hash at its place")


def check_checkpoints() -> Iterator[Finding]:
    """Verify every checkpoint's signature by a key that was valid then, and that the row says what was signed."""
    keys = log_keys()
    for row in Checkpoint.objects.order_by("size").iterator():
        yield from _checkpoint_findings(row, keys)


def _checkpoint_findings(row: Checkpoint, keys: list[NoteKey]) -> Iterator[Finding]:
    known = [key for key in keys if key.verifier == row.key]
    if not known:
        yield Finding(Fault.UNKNOWN_KEY, str(row), f"signed by {row.key}, which EVIDENCE_KEYS does not name")
        return
    try:
        head, key = read_note(row.note, known)
    except BadKeyError as error:
        yield Finding(Fault.REWRITTEN_CHECKPOINT, str(row), str(error))
        return
    if head != Head(row.origin, row.size, bytes(row.root)):
        yield Finding(Fault.REWRITTEN_CHECKPOINT, str(row), "the row does not say what was signed")
    if not key.is_valid_at(row.sealed_at):
        yield Finding(Fault.UNKNOWN_KEY, str(row), f"the key was not valid at {row.sealed_at:%Y-%m-%d %H:%M}")


def check_timestamps() -> Iterator[Finding]:
    """Verify every timestamp, and that none is older than what it stamps."""
    roots = trusted_roots()
    rows = Timestamp.objects.filter(state=StampState.STAMPED).select_related("checkpoint")
    for row in rows.order_by("checkpoint__size").iterator():
        try:
            stamp = check_stamp(bytes(row.token), row.checkpoint.note.encode(), roots)
        except StampRefusedError as error:
            yield Finding(Fault.BROKEN_TIMESTAMP, str(row), str(error))
            continue
        if stamp.stamped_at != row.stamped_at:
            detail = f"the token says {stamp.stamped_at:%Y-%m-%d %H:%M:%S}, the row {row.stamped_at:%Y-%m-%d %H:%M:%S}"
            yield Finding(Fault.BACKDATED_TIMESTAMP, str(row), detail)
        elif stamp.stamped_at < row.checkpoint.sealed_at - _CLOCKS_APART:
            yield Finding(Fault.BACKDATED_TIMESTAMP, str(row), "it is older than the checkpoint")


def check_past(notes: Iterable[str]) -> Iterator[Finding]:
    """Compare the log with checkpoints that were published before and kept elsewhere."""
    keys = log_keys()
    for note in notes:
        try:
            head, _ = read_note(note, keys)
        except BadKeyError as error:
            yield Finding(Fault.UNKNOWN_KEY, note.split("\n", 2)[1][:20], str(error))
            continue
        published = f"published checkpoint at {head.size}"
        if head.size > ledger_size():
            yield Finding(Fault.DELETED_LEAF, published, f"the log has {ledger_size()} entries")
        elif root_at(head.size) != head.root:
            yield Finding(
                Fault.REWRITTEN_CHECKPOINT, published, "the tree of that size has another root today"
            )
