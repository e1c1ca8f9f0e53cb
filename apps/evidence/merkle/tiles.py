"""The tree as tiles of 256 hashes (C2SP tlog-tiles): what is stored, and how any node is read from it or a tree grows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from apps.evidence.merkle.hashing import EMPTY_ROOT, HASH_SIZE, fold, node_hash
from apps.evidence.merkle.ranges import Node, Range, subtrees

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT


class TileKey(NamedTuple):
    """A tile: the `number`-th of its level. Its hashes are those of complete subtrees over 256**level leaves."""

    level: int
    number: int


Tiles = Mapping[TileKey, bytes]


def tile_of(node: Node) -> TileKey:
    """Return the one tile from which a node's hash can be computed."""
    level, above = divmod(node.level, HEIGHT)
    return TileKey(level, (node.number << above) >> HEIGHT)


def tiles_of(ranges: Iterable[Range]) -> set[TileKey]:
    """Return the tiles that a proof's stretches are computed from."""
    return {tile_of(node) for stretch in ranges for node in stretch}


def frontier(size: int) -> list[TileKey]:
    """Return the tiles at the right edge of a tree that its growth goes on in; full ones are not among them."""
    levels = range(max(1, (size.bit_length() + HEIGHT - 1) // HEIGHT))
    keys = (TileKey(level, size >> (HEIGHT * (level + 1))) for level in levels)
    return [key for key in keys if width_at(key, size)]


def width_at(key: TileKey, size: int) -> int:
    """Return how many hashes a tile has in a tree of this size: 0 where there is no such tile, 256 where it is full."""
    hashes = size >> (HEIGHT * key.level)
    return max(0, min(WIDTH, hashes - key.number * WIDTH))


def read_node(node: Node, tiles: Tiles) -> bytes:
    """Return the hash of a complete subtree. Raises KeyError where its tile is not there, ValueError where it is too short."""
    key = tile_of(node)
    above = node.level % HEIGHT
    start = (node.number << above) - key.number * WIDTH
    row = _hashes(tiles[key][start * HASH_SIZE : (start + (1 << above)) * HASH_SIZE])
    if len(row) != 1 << above:
        raise ValueError(f"tile {key.level}/{key.number} ends before subtree {node.level}/{node.number}")
    return _root_of_complete(row)


def read_range(stretch: Range, tiles: Tiles) -> bytes:
    """Return the Merkle tree hash of a stretch of leaves."""
    return fold([read_node(node, tiles) for node in stretch])


def root_ranges(size: int) -> list[Range]:
    """Return what the root of a tree is read from; nothing for the empty one."""
    return [subtrees(0, size)] if size else []


def read_root(size: int, tiles: Tiles) -> bytes:
    """Return the root of the tree of this size."""
    return read_range(subtrees(0, size), tiles) if size else EMPTY_ROOT


def grow(size: int, leaves: Sequence[bytes], edge: Tiles) -> dict[TileKey, bytes]:
    """Return the tiles that change or begin when leaves' hashes are appended to a tree of `size`, given its right edge."""
    grown: dict[TileKey, bytes] = {}
    level, added = 0, list(leaves)
    while added:
        number, width = divmod(size >> (HEIGHT * level), WIDTH)
        key = TileKey(level, number)
        row = _hashes(edge[key]) if width else []
        if len(row) != width:
            raise ValueError(f"tile {level}/{number} has {len(row)} hashes, not {width}")
        row += added
        added = []
        for start in range(0, len(row), WIDTH):
            part = row[start : start + WIDTH]
            grown[TileKey(level, number + start // WIDTH)] = b"".join(part)
            if len(part) == WIDTH:
                added.append(_root_of_complete(part))
        level += 1
    return grown


def _hashes(tile: bytes) -> list[bytes]:
    return [tile[start : start + HASH_SIZE] for start in range(0, len(tile), HASH_SIZE)]


def _root_of_complete(row: Sequence[bytes]) -> bytes:
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]
