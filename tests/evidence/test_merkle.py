"""The tree is that of RFC 6962: its published vectors, and properties against the definition written out."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.evidence.merkle import (
    EMPTY_ROOT,
    Range,
    TileKey,
    consistency_ranges,
    frontier,
    grow,
    inclusion_ranges,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    read_range,
    read_root,
    tiles_of,
    width_at,
)

# The entries and roots by which implementations of Certificate Transparency are checked.
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
INCLUSION = {
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
}
CONSISTENCY = {
    (1, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 5): (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}


def leaves(size: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(size)]


def tree(hashes: list[bytes], *, portion: int = 97) -> dict[TileKey, bytes]:
    """Grow a tree portion by portion."""
    tiles: dict[TileKey, bytes] = {}
    for start in range(0, len(hashes), portion):
        edge = {key: tiles[key] for key in frontier(start)}
        tiles |= grow(start, hashes[start : start + portion], edge)
    return tiles


def defined_root(hashes: list[bytes]) -> bytes:
    """Return the root as RFC 6962 defines it, recursion and all."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    middle = 1 << ((len(hashes) - 1).bit_length() - 1)
    return node_hash(defined_root(hashes[:middle]), defined_root(hashes[middle:]))


def read(ranges: list[Range], tiles: dict[TileKey, bytes]) -> list[bytes]:
    return [read_range(stretch, {key: tiles[key] for key in tiles_of([stretch])}) for stretch in ranges]


def test_roots_are_those_of_the_vectors() -> None:
    hashes = [leaf_hash(entry) for entry in ENTRIES]

    roots = [read_root(size, tree(hashes[:size])).hex() for size in range(1, 9)]

    assert tuple(roots) == ROOTS
    assert read_root(0, {}) == EMPTY_ROOT


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_inclusion_proofs_are_those_of_the_vectors(index: int, size: int) -> None:
    tiles = tree([leaf_hash(entry) for entry in ENTRIES[:size]])

    proof = read(inclusion_ranges(index, size), tiles)

    assert tuple(each.hex() for each in proof) == INCLUSION[index, size]


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_consistency_proofs_are_those_of_the_vectors(old: int, new: int) -> None:
    tiles = tree([leaf_hash(entry) for entry in ENTRIES[:new]])

    proof = read(consistency_ranges(old, new), tiles)

    assert tuple(each.hex() for each in proof) == CONSISTENCY[old, new]


@given(st.integers(1, 900), st.integers(1, 300), st.data())
def test_what_is_in_is_proved_and_nothing_else(size: int, portion: int, data: st.DataObject) -> None:
    hashes = leaves(size)
    tiles = tree(hashes, portion=portion)
    root = read_root(size, tiles)
    index = data.draw(st.integers(0, size - 1))

    proof = read(inclusion_ranges(index, size), tiles)

    assert root == defined_root(hashes)
    assert len(proof) <= (size - 1).bit_length()
    assert is_included(index, size, hashes[index], proof, root)
    assert not is_included(index, size, leaf_hash(b"another"), proof, root)
    assert not is_included(index, size, hashes[index], [*proof, root], root)
    if size > 1:
        elsewhere = data.draw(st.integers(0, size - 1).filter(lambda other: other != index))
        assert not is_included(elsewhere, size, hashes[index], proof, root)
        assert not is_included(index, size, hashes[index], proof[:-1], root)


@given(st.integers(1, 700), st.integers(0, 300), st.data())
def test_only_what_goes_on_is_consistent(old: int, more: int, data: st.DataObject) -> None:
    new = old + more
    tiles = tree(leaves(new))
    old_root, new_root = read_root(old, tiles), read_root(new, tiles)

    proof = read(consistency_ranges(old, new), tiles)

    assert is_consistent(old, new, proof, old_root=old_root, new_root=new_root)
    rewritten = leaves(new)
    rewritten[data.draw(st.integers(0, old - 1))] = leaf_hash(b"rewritten")
    other = read_root(old, tree(rewritten[:old]))
    assert not is_consistent(old, new, proof, old_root=other, new_root=new_root)
    assert not is_consistent(old, new, [*proof, old_root], old_root=old_root, new_root=new_root)


@given(st.integers(0, 200_000), st.integers(0, 2), st.integers(0, 800))
def test_tiles_are_as_wide_as_the_tree_makes_them(size: int, level: int, number: int) -> None:
    hashes_of_level = size // 256**level

    assert width_at(TileKey(level, number), size) == max(0, min(256, hashes_of_level - 256 * number))
