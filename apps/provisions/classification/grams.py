"""Turns clauses into counted grams: words, neighbours, content words a little apart, and pieces of words.

A gram is known by a 32-bit hash, so a model holds numbers and no vocabulary of strings.
"""

import re
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

FAMILIES: Final = 4

_TOKEN = re.compile(r"[a-z]+|[0-9]+")
_SUFFIXES: Final = (
    "ations", "ation", "ingly", "ments", "ings", "ing", "ment", "ies", "ied", "ers", "er", "ed", "es", "ly", "s", "e", "y",
)  # fmt: skip
_FILLERS: Final = frozenset({
    "the", "a", "an", "of", "to", "and", "or", "in", "on", "for", "by", "with", "at",
    "from", "as", "is", "are", "be", "this", "that", "these", "those", "it", "its",
})  # fmt: skip
_SHORTEST_STEM: Final = 4
_REACH: Final = 3
_PIECES: Final = (3, 4, 5)
_NUMBER: Final = "#"
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)

Hashes = NDArray[np.uint32]
Floats = NDArray[np.float32]
Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Grams:
    """Distinct grams of a run of clauses: whose clause, which hash, how often, and of which family."""

    rows: Indices
    hashes: Hashes
    counts: Floats
    families: Indices
    clauses: int


def grams(texts: Sequence[str]) -> Grams:
    """Count the grams of each text."""
    sequences = [_TOKEN.findall(text.lower()) for text in texts]
    rows = np.repeat(np.arange(len(texts), dtype=np.int64), [len(sequence) for sequence in sequences])
    words = np.array([_word(token) for sequence in sequences for token in sequence], dtype=np.uint64)

    content = (words & np.uint64(1)) == 0
    parts = [
        (rows, _mixed(words, words, 0), 0),
        _pairs(rows, words, 1, 1),
        *(_pairs(rows[content], words[content], apart, 2) for apart in range(1, _REACH + 1)),
        _inside(sequences),
    ]
    return _counted(parts, len(texts))


def _pairs(rows: Indices, words: NDArray[np.uint64], apart: int, family: int) -> tuple[Indices, Hashes, int]:
    same = rows[apart:] == rows[:-apart]
    return rows[apart:][same], _mixed(words[:-apart][same], words[apart:][same], family), family


def _inside(sequences: Sequence[Sequence[str]]) -> tuple[Indices, Hashes, int]:
    joined = [b"".join([_pieces(token) for token in sequence]) for sequence in sequences]
    rows = np.repeat(np.arange(len(sequences), dtype=np.int64), [len(pieces) // 4 for pieces in joined])
    return rows, np.frombuffer(b"".join(joined), dtype=np.uint32), 3


def _mixed(first: NDArray[np.uint64], second: NDArray[np.uint64], family: int) -> Hashes:
    # Wraps around on purpose: the product of two hashes is cut to 64 bits, of which the upper half is kept.
    mixed = (first * _MIX + second + np.uint64(family + 1)) * _MIX
    return ((mixed ^ (mixed >> np.uint64(29))) * _MIX >> np.uint64(32)).astype(np.uint32)


def _counted(parts: Sequence[tuple[Indices, Hashes, int]], clauses: int) -> Grams:
    rows, hashes, counts, families = [], [], [], []
    for family in range(FAMILIES):
        keys = np.concatenate(
            [part[0] << 32 | part[1].astype(np.int64) for part in parts if part[2] == family] or [_EMPTY]
        )
        distinct, times = np.unique(keys, return_counts=True)
        rows.append(distinct >> 32)
        hashes.append((distinct & 0xFFFFFFFF).astype(np.uint32))
        counts.append(times.astype(np.float32))
        families.append(np.full(len(distinct), family, dtype=np.int64))
    return Grams(
        np.concatenate(rows),
        np.concatenate(hashes),
        np.concatenate(counts),
        np.concatenate(families),
        clauses,
    )


_EMPTY: Final = np.zeros(0, dtype=np.int64)


@lru_cache(maxsize=20_000)
def _word(token: str) -> int:
    """Return the hash of a word's stem; its last bit says whether the word is a mere filler."""
    stem = _NUMBER if token.isdigit() else _stem(token)
    return zlib.crc32(stem.encode()) << 1 | (token in _FILLERS)


@lru_cache(maxsize=20_000)
def _pieces(token: str) -> bytes:
    """Return the hashes of the word's pieces, each of four bytes; its edges count as letters."""
    edged = f"<{token}>".encode()
    hashes = [
        zlib.crc32(edged[start : start + length])
        for length in _PIECES
        for start in range(len(edged) - length + 1)
    ]
    return array("I", hashes).tobytes()


def _stem(token: str) -> str:
    for suffix in _SUFFIXES:
        if token.endswith(suffix) and len(token) - len(suffix) >= _SHORTEST_STEM:
            return token[: -len(suffix)]
    return token
