from apps.evidence.models.checkpoint import Checkpoint, StampState, Timestamp
from apps.evidence.models.entry import Kind, LedgerEntry, PendingLeaf, Tile

__all__ = ["Checkpoint", "Kind", "LedgerEntry", "PendingLeaf", "StampState", "Tile", "Timestamp"]
