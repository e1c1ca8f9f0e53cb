"""Questions put to the ledger. Sizes are those of the tree: a proof holds in the tree of that many entries."""

from collections.abc import Iterable

from django.db.models import Max, Q, QuerySet

from apps.evidence.errors import NotInLedgerError
from apps.evidence.merkle import (
    HASH_SIZE,
    Range,
    TileKey,
    consistency_ranges,
    inclusion_ranges,
    read_range,
    read_root,
    root_ranges,
    tiles_of,
    width_at,
)
from apps.evidence.models import Checkpoint, LedgerEntry, PendingLeaf, Tile
from apps.evidence.types import ConsistencyProof, InclusionProof


def ledger_size() -> int:
    """Return how many entries the log has."""
    last = LedgerEntry.objects.aggregate(last=Max("index"))["last"]
    return 0 if last is None else last + 1


def entries_of(kind: str, subject: str) -> QuerySet[LedgerEntry]:
    """Return what the log has of a record, oldest first."""
    return LedgerEntry.objects.filter(kind=kind, subject=subject).order_by("index")


def is_waiting(kind: str, subject: str) -> bool:
    """Tell whether something of the record waits for its place."""
    return PendingLeaf.objects.filter(kind=kind, subject=subject).exists()


def latest_checkpoint() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-size").first()


def checkpoint_over(index: int) -> Checkpoint | None:
    """Return the first checkpoint that holds an entry: its timestamps are the earliest that speak of it."""
    return Checkpoint.objects.filter(size__gt=index).order_by("size").first()


def root_at(size: int) -> bytes:
    """Return the root of the tree of so many entries. Raises NotInLedgerError."""
    _require_size(size)
    return read_root(size, stored_tiles(tiles_of(root_ranges(size))))


def inclusion_proof(*, index: int, size: int | None = None) -> InclusionProof:
    """Prove that an entry is in the tree of `size` entries, of all there are if no size is given.

    Reads one tile for each eight levels of the tree. Raises NotInLedgerError.
    """
    there_are = ledger_size()
    size = there_are if size is None else size
    if not 0 <= index < size <= there_are:
        raise NotInLedgerError(f"There is no entry {index} in a tree of {size}.")
    ranges = inclusion_ranges(index, size)
    leaf = TileKey(0, index // 256)
    tiles = stored_tiles({leaf, *tiles_of([*ranges, *root_ranges(size)])})
    start = index % 256 * HASH_SIZE
    return InclusionProof(
        index=index,
        size=size,
        leaf_hash=tiles[leaf][start : start + HASH_SIZE],
        hashes=_read(ranges, tiles),
        root=read_root(size, tiles),
    )


def consistency_proof(*, old: int, new: int) -> ConsistencyProof:
    """Prove that the tree of `old` entries is how the tree of `new` entries begins. Raises NotInLedgerError."""
    _require_size(new)
    if not 0 <= old <= new:
        raise NotInLedgerError(f"A tree of {old} entries does not begin one of {new}.")
    ranges = consistency_ranges(old, new)
    tiles = stored_tiles(tiles_of([*ranges, *root_ranges(old), *root_ranges(new)]))
    return ConsistencyProof(old, new, read_root(old, tiles), read_root(new, tiles), _read(ranges, tiles))


def stored_tiles(keys: Iterable[TileKey]) -> dict[TileKey, bytes]:
    """Return the tiles there are of these, as long as they are today."""
    wanted = Q(pk__in=[])
    for key in keys:
        wanted |= Q(level=key.level, number=key.number)
    rows = Tile.objects.filter(wanted).values_list("level", "number", "hashes")
    return {TileKey(level, number): bytes(hashes) for level, number, hashes in rows}


def tile_at(key: TileKey, size: int) -> bytes:
    """Return a tile as it is in the tree of `size` entries; raises NotInLedgerError where that has none."""
    width = width_at(key, size)
    tile = stored_tiles([key]).get(key, b"")
    if not width or len(tile) < width * HASH_SIZE:
        raise NotInLedgerError(f"A tree of {size} has no tile {key.level}/{key.number}.")
    return tile[: width * HASH_SIZE]


def _read(ranges: Iterable[Range], tiles: dict[TileKey, bytes]) -> tuple[bytes, ...]:
    return tuple(read_range(stretch, tiles) for stretch in ranges)


def _require_size(size: int) -> None:
    if not 0 <= size <= ledger_size():
        raise NotInLedgerError(f"The log has no tree of {size} entries.")
