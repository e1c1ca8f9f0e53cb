"""The Merkle tree of RFC 6962, as numbers and hashes: no database, no clock."""

from apps.evidence.merkle.hashing import EMPTY_ROOT, HASH_SIZE, fold, leaf_hash, node_hash
from apps.evidence.merkle.proofs import is_consistent, is_included, root_of_inclusion
from apps.evidence.merkle.ranges import Node, Range, consistency_ranges, inclusion_ranges, subtrees
from apps.evidence.merkle.tiles import (
    HEIGHT,
    WIDTH,
    TileKey,
    Tiles,
    frontier,
    grow,
    read_node,
    read_range,
    read_root,
    root_ranges,
    tile_of,
    tiles_of,
    width_at,
)

__all__ = [
    "EMPTY_ROOT",
    "HASH_SIZE",
    "HEIGHT",
    "WIDTH",
    "Node",
    "Range",
    "TileKey",
    "Tiles",
    "consistency_ranges",
    "fold",
    "frontier",
    "grow",
    "inclusion_ranges",
    "is_consistent",
    "is_included",
    "leaf_hash",
    "node_hash",
    "read_node",
    "read_range",
    "read_root",
    "root_of_inclusion",
    "root_ranges",
    "subtrees",
    "tile_of",
    "tiles_of",
    "width_at",
]
