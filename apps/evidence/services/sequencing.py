"""Giving leaves their place: one at a time may, so that the log has no gap and no fork."""

from collections.abc import Sequence

from django.db import connection, transaction

from apps.core import clock
from apps.evidence.merkle import TileKey, frontier, grow
from apps.evidence.models import LedgerEntry, PendingLeaf, Tile
from apps.evidence.selectors import ledger_size, stored_tiles

_LOCK = 0x6C65646765720001  # "ledger": whoever holds it may append
_AT_ONCE = 4096


@transaction.atomic
def append_pending(*, limit: int | None = _AT_ONCE) -> int:
    """Give leaves that wait their place, the longest waiting first; return how many were appended.

    Entries, tiles and what no longer waits are one transaction: whoever dies in it has done nothing. Who comes meanwhile waits.
    """
    lock_ledger()
    waiting = list(PendingLeaf.objects.order_by("pk")[:limit])
    if not waiting:
        return 0
    known = _already_in([leaf.leaf_hash for leaf in waiting])
    fresh = [leaf for leaf in waiting if bytes(leaf.leaf_hash) not in known]
    _append(ledger_size(), fresh)
    PendingLeaf.objects.filter(pk__in=[leaf.pk for leaf in waiting]).delete()
    return len(fresh)


def append_all_pending() -> int:
    """Append until nothing waits, a portion a transaction; return how many were appended."""
    appended = 0
    while PendingLeaf.objects.exists():
        appended += append_pending()
    return appended


def lock_ledger() -> None:
    """Be the one who appends or seals, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _already_in(hashes: Sequence[bytes | memoryview]) -> set[bytes]:
    found = LedgerEntry.objects.filter(leaf_hash__in=hashes).values_list("leaf_hash", flat=True)
    return {bytes(leaf_hash) for leaf_hash in found}


def _append(size: int, leaves: Sequence[PendingLeaf]) -> None:
    now = clock.now()
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            index=index,
            kind=leaf.kind,
            subject=leaf.subject,
            leaf=leaf.leaf,
            leaf_hash=leaf.leaf_hash,
            noted_at=leaf.noted_at,
            appended_at=now,
        )
        for index, leaf in enumerate(leaves, start=size)
    )
    _write_tiles(grow(size, [bytes(leaf.leaf_hash) for leaf in leaves], stored_tiles(frontier(size))))


def _write_tiles(tiles: dict[TileKey, bytes]) -> None:
    Tile.objects.bulk_create(
        [Tile(level=key.level, number=key.number, hashes=hashes) for key, hashes in tiles.items()],
        update_conflicts=True,
        unique_fields=["level", "number"],
        update_fields=["hashes"],
    )
