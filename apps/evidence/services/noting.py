"""Noting what happened, in the transaction in which it happened: the leaf waits for its place in the log."""

from collections.abc import Iterable
from typing import Final

from django.db import connection, transaction

from apps.core import clock
from apps.evidence.errors import LeafTooLargeError
from apps.evidence.merkle import leaf_hash
from apps.evidence.models import LedgerEntry
from apps.evidence.services.sequencing import append_pending
from apps.evidence.types import Facts, Leaf

MOST_BYTES: Final = 65_535  # an entry's length is two bytes in C2SP tlog-tiles

_NOTE: Final = """
INSERT INTO evidence_pendingleaf (kind, subject, leaf, leaf_hash, noted_at)
SELECT kind, subject, leaf, leaf_hash, %s
  FROM unnest(%s::text[], %s::text[], %s::text[], %s::bytea[])
       WITH ORDINALITY AS noted (kind, subject, leaf, leaf_hash, place)
 WHERE NOT EXISTS (SELECT FROM evidence_ledgerentry AS entry WHERE entry.leaf_hash = noted.leaf_hash)
 ORDER BY place
    ON CONFLICT (leaf_hash) DO NOTHING
"""


def note(*, kind: str, subject: str, facts: Facts) -> None:
    """Let what is said of a subject wait for its place in the log; the same is noted once.

    Call it in the transaction that writes what it tells of. It takes no lock. Raises LeafTooLargeError.
    """
    note_all([Leaf(kind, subject, facts)])


def note_all(leaves: Iterable[Leaf]) -> int:
    """Note many leaves with one statement, in this order; return how many are new."""
    rows = [(leaf.kind, leaf.subject, data, leaf_hash(data)) for leaf in leaves for data in (_bytes(leaf),)]
    if not rows:
        return 0
    kinds, subjects, texts, hashes = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTE, [clock.now(), [*kinds], [*subjects], [text.decode() for text in texts], [*hashes]]
        )
        return int(cursor.rowcount)


@transaction.atomic
def append(*, kind: str, subject: str, facts: Facts) -> LedgerEntry:
    """Note a leaf and give it, and whatever waits before it, its place at once; return the entry.

    Holds the log until the caller's transaction ends: others wait meanwhile, so let it be short. Appending the same leaf
    again returns the entry there is.
    """
    leaf = Leaf(kind, subject, facts)
    note_all([leaf])
    append_pending(limit=None)
    return LedgerEntry.objects.get(leaf_hash=leaf.digest())


def _bytes(leaf: Leaf) -> bytes:
    data = leaf.canonical()
    if len(data) > MOST_BYTES:
        raise LeafTooLargeError(f"What is noted of {leaf.subject} has {len(data)} bytes.")
    return data
