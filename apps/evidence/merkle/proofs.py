"""Checking proofs: what anybody can do with a leaf, a root and a handful of hashes (RFC 9162, 2.1.3.2 and 2.1.4.2)."""

from collections.abc import Sequence

from apps.evidence.merkle.hashing import EMPTY_ROOT, node_hash


def root_of_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes | None:
    """Return the root that a proof leads to from a leaf's hash, None where it cannot be a proof of that leaf in that tree."""
    if not 0 <= index < size:
        return None
    here, last, root = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return None
        if here & 1 or here == last:
            root = node_hash(sibling, root)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        here, last = here >> 1, last >> 1
    return root if last == 0 else None


def is_included(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether the proof shows that the leaf is at its index in the tree of this root."""
    return root_of_inclusion(index, size, leaf, proof) == root


def is_consistent(old: int, new: int, proof: Sequence[bytes], *, old_root: bytes, new_root: bytes) -> bool:
    """Tell whether the proof shows that the tree of `old` leaves is how the tree of `new` leaves begins."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    return _roots(old, new, path) == (old_root, new_root)


def _roots(old: int, new: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old_root = new_root = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if here & 1 or here == last:
            old_root, new_root = node_hash(sibling, old_root), node_hash(sibling, new_root)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            new_root = node_hash(new_root, sibling)
        here, last = here >> 1, last >> 1
    return (old_root, new_root) if last == 0 else None
