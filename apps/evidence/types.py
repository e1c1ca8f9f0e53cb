"""What goes into the ledger and what its selectors answer with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785

from apps.evidence.merkle import leaf_hash

Facts = Mapping[str, object]
"""JSON by its shape: text, whole numbers, booleans, null, and lists and mappings of these."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is to be recorded of one subject. The same leaf is recorded once, however often it is noted.

    `subject` is how the record is cited: `CA-C-000001`, `CA-D-000001/v3`, `capture/17`.
    """

    kind: str
    subject: str
    facts: Facts

    def canonical(self) -> bytes:
        """Return the leaf as RFC 8785 writes it: the bytes that are hashed."""
        said: Any = {"kind": self.kind, "subject": self.subject, "facts": self.facts}
        return rfc8785.dumps(said)

    def digest(self) -> bytes:
        """Return the leaf's hash in the tree."""
        return leaf_hash(self.canonical())


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """The hashes that lead from an entry to the root of a tree, nearest first."""

    index: int
    size: int
    leaf_hash: bytes
    hashes: tuple[bytes, ...]
    root: bytes


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """The hashes that show that the tree of `old` entries is how that of `new` entries begins."""

    old: int
    new: int
    old_root: bytes
    new_root: bytes
    hashes: tuple[bytes, ...]
